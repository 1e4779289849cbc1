package io.parley.standalone.run;

import io.parley.engines.EnginePorts;
import io.parley.engines.EngineSettings;
import io.parley.runtime.config.Setting;

/// What `./parley up` starts the engines with.
public record EnginesConfig(
    @Setting(
            doc =
                "When Cassandra acknowledges a write: `batch` once it is on disk, so that neither a"
                    + " killed process nor a power cut costs an acknowledged message; `periodic` at"
                    + " once, which is faster, but a kill -9 of Cassandra may cost the last 100 ms"
                    + " and a power cut the last 10 s.",
            standard = "batch")
        EngineSettings.Durability durability,
    @Setting(
            doc =
                "The address they listen on; empty for 127.77.7.7 on Linux, a loopback address that"
                    + " client connections never borrow ports of, and 127.0.0.1 elsewhere.")
        String host,
    @Setting(doc = "Cassandra's port for clients.", standard = "19042", min = "1", max = "65535")
        int cassandraPort,
    @Setting(
            doc = "Cassandra's port for other nodes.",
            standard = "17000",
            min = "1",
            max = "65535")
        int cassandraStoragePort,
    @Setting(doc = "Kafka's port for clients.", standard = "19092", min = "1", max = "65535")
        int kafkaPort,
    @Setting(doc = "Kafka's port for its controller.", standard = "19093", min = "1", max = "65535")
        int kafkaControllerPort,
    @Setting(doc = "Redis's port.", standard = "19379", min = "1", max = "65535") int redisPort,
    @Setting(doc = "Cassandra's heap, in MiB.", standard = "512", min = "256", max = "65536")
        int cassandraHeapMib,
    @Setting(doc = "Kafka's heap, in MiB.", standard = "384", min = "128", max = "65536")
        int kafkaHeapMib) {

  public EnginePorts ports() {
    return new EnginePorts(
        host.isEmpty() ? EnginePorts.defaults().host() : host,
        cassandraPort,
        cassandraStoragePort,
        kafkaPort,
        kafkaControllerPort,
        redisPort);
  }

  public EngineSettings.Memory memory() {
    return new EngineSettings.Memory(cassandraHeapMib, kafkaHeapMib);
  }
}
