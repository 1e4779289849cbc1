package io.parley.standalone.run;

import io.parley.runtime.config.Setting;

/// How topics are created.
public record TopicConfig(
    @Setting(
            doc = "What every topic's name begins with, for several Parleys on one Kafka.",
            standard = "parley.")
        String prefix,
    @Setting(
            doc = "Copies of each topic; three on a real cluster.",
            standard = "1",
            min = "1",
            max = "9")
        int replication) {}
