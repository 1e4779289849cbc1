package io.parley.runtime.kafka;

import static io.parley.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.engines.EngineKind;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a power cut does, done to the real Kafka's files.
@ExtendWith(EnginesExtension.class)
class LostEndIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /// What the handlers of one topic have seen.
  private static final class Seen implements PartitionHandlerFactory {
    final ConcurrentLinkedQueue<StartPosition> starts = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<String> handled = new ConcurrentLinkedQueue<>();

    @Override
    public PartitionHandler open(LogPartition partition, StartPosition start) {
      starts.add(start);
      return batch -> {
        batch.forEach(record -> handled.add(new String(record.value(), UTF_8)));
        return CompletableFuture.completedStage("after " + batch.getLast().offset());
      };
    }
  }

  private static void send(RealKafka kafka, String prefix, int count) {
    RecordProducer producer = kafka.startedProducer();
    for (int i = 0; i < count; i++) {
      // each in a batch of its own
      RealKafka.await(producer.send(RealKafka.record(kafka.topic, 0, prefix + i)));
    }
  }

  @Test
  void commitBeyondTheCutIsResumedThereHoweverLongTheLogIsByThen(TestEngines engines)
      throws Exception {
    try (RealKafka ended = new RealKafka(engines, "ended").withTopic(1);
        RealKafka grown = new RealKafka(engines, "grown").withTopic(1)) {
      List<Path> folders = List.of(folder(ended), folder(grown));
      for (RealKafka kafka : List.of(ended, grown)) {
        handleAll(kafka);
      }
      engines.stop(EngineKind.KAFKA);
      for (Path folder : folders) {
        cut(folder, 6);
      }
      engines.start(EngineKind.KAFKA);
      assertResumed(ended, 0, "late0");
      // longer than the commit by now: only the leader's epoch tells
      assertResumed(grown, 8, "early0");
    }
  }

  private static void handleAll(RealKafka kafka) {
    Seen seen = new Seen();
    ConsumerLoop loop = kafka.startedLoop("first", kafka.group(), seen);
    send(kafka, "old", 10);
    eventually(PATIENCE, () -> assertEquals(10, seen.handled.size()));
    RealKafka.await(loop.stop(Duration.ofSeconds(5)));
  }

  private static void assertResumed(RealKafka kafka, int before, String first) {
    send(kafka, "early", before);
    Seen seen = new Seen();
    ConsumerLoop _ = kafka.startedLoop("second", kafka.group(), seen);
    StartPosition resumed = new StartPosition(6, "after 9");
    eventually(PATIENCE, () -> assertEquals(resumed, List.copyOf(seen.starts).getLast()));
    send(kafka, "late", 2);
    eventually(PATIENCE, () -> assertEquals(before + 2, seen.handled.size()));
    assertEquals(first, seen.handled.peek());
    assertEquals(List.of(), List.copyOf(kafka.loopFailures));
  }

  private static Path folder(RealKafka kafka) {
    try (Admin admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.settings.bootstrapServers()))) {
      int broker =
          RealKafka.await(admin.describeCluster().nodes().toCompletionStage())
              .iterator()
              .next()
              .id();
      Set<String> folders =
          RealKafka.await(
                  admin.describeLogDirs(List.of(broker)).allDescriptions().toCompletionStage())
              .values()
              .iterator()
              .next()
              .keySet();
      return Path.of(folders.iterator().next(), kafka.topic + "-0");
    }
  }

  /// The records from this offset on never reached the disk, and nobody had time to say goodbye.
  private static void cut(Path folder, long offset) throws IOException {
    for (String said : List.of(".kafka_cleanshutdown", "recovery-point-offset-checkpoint")) {
      Files.deleteIfExists(folder.resolveSibling(said));
    }
    Path segment = folder.resolve("00000000000000000000.log");
    try (FileChannel log =
        FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer head = ByteBuffer.allocate(Long.BYTES + Integer.BYTES);
      long at = 0;
      while (at < log.size()) {
        log.read(head.clear(), at);
        if (head.flip().getLong() >= offset) {
          log.truncate(at);
          return;
        }
        at += head.capacity() + head.getInt();
      }
    }
    throw new IOException("no record at " + offset + " in " + segment);
  }
}
