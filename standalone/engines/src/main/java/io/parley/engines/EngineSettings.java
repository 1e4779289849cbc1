package io.parley.engines;

import java.nio.file.Path;

/// What a set of engines is started with.
///
/// - `home`: the checkout (or distribution) whose build resolved the engines' artifacts
/// - `data`: the directory that keeps what the engines store
/// - `logs`: the directory of their logs
/// - `ports`: where they listen
/// - `durability`: what an acknowledged write rests on when the machine itself loses power
/// - `memory`: how much each may take
public record EngineSettings(
    Path home, Path data, Path logs, EnginePorts ports, Durability durability, Memory memory) {

  /// When Cassandra acknowledges a write. With several nodes a quorum covers for one that dies; on
  /// one machine only this does.
  public enum Durability {
    /// Once it is on disk: nothing acknowledged is lost, whatever is killed.
    BATCH,
    /// At once; it is synced every ten seconds. What reads the log after a crash finds its way only
    /// to the last marker, and markers are written every 100 ms: a kill -9 of Cassandra may cost
    /// that much, a power cut ten seconds.
    PERIODIC
  }

  /// Heap limits in MiB. Heaps start small: JVMs on a small machine give back nothing they once
  /// took.
  public record Memory(int cassandraHeapMiB, int kafkaHeapMiB) {
    public static final Memory SMALL = new Memory(320, 256);
    public static final Memory ORDINARY = new Memory(512, 384);

    public Memory {
      if (cassandraHeapMiB < 256 || kafkaHeapMiB < 128) {
        throw new IllegalArgumentException(
            "heaps: Cassandra %d MiB, Kafka %d MiB (expected: at least 256 and 128)"
                .formatted(cassandraHeapMiB, kafkaHeapMiB));
      }
    }
  }

  Path dataOf(EngineKind kind) {
    return data.resolve(kind.id());
  }

  Path artifacts(EngineKind kind) {
    return home.resolve("standalone/engines/artifacts").resolve(kind.id()).resolve("target");
  }
}
