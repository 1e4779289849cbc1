package io.parley.standalone.run;

import io.parley.protocol.Topics;
import io.parley.runtime.config.Setting;

/// Which topics there are. Every service must be told the same.
public record TopicConfig(
    @Setting(
            doc = "What every topic's name begins with, for several Parleys on one Kafka.",
            standard = "parley.")
        String prefix,
    @Setting(
            doc = "Copies of each topic; three on a real cluster. Used by `./parley prepare`.",
            standard = "1",
            min = "1",
            max = "9")
        int replication,
    @Setting(
            doc =
                "Partitions of the command log: how many routers can share the work; 32, say, on a"
                    + " real cluster. What shares one is stored and told together, so each costs."
                    + " The ids of messages hang on it: not to be changed once there are messages.",
            standard = "4",
            min = "1",
            max = "1024")
        int commandPartitions,
    @Setting(
            doc = "Edges at a time, each with a partition of the deliveries.",
            standard = "64",
            min = "1",
            max = "4096")
        int edgeSlots) {

  /// The topics that this asks for.
  public Topics topics() {
    Topics standard = Topics.withPrefix(prefix);
    return new Topics(
        standard.commands().withPartitions(commandPartitions),
        standard.deliveries().withPartitions(edgeSlots),
        standard.pushes(),
        standard.health());
  }
}
