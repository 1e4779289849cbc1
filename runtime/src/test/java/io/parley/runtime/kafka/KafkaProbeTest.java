package io.parley.runtime.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.runtime.ManualSurroundings;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KafkaProbeTest {
  private static final String TOPIC = "health";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  private final ManualSurroundings world = ManualSurroundings.create();
  private final ManualClock clock = world.clock();
  private final ManualExecutor executor = world.executor();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
  private final KafkaProbe probe =
      new KafkaProbe(
          new KafkaProbe.Clients(producer, consumer),
          new KafkaProbe.Target(TOPIC, "edge-1", Duration.ofSeconds(2)),
          world.surroundings());

  @Test
  void recordReadBackMeansUp() {
    pollGivesBack(null);
    CompletableFuture<ProbeResult> result = ask();
    executor.runDue();
    assertEquals(new ProbeResult.Up(Duration.ofMillis(30)), result.join());
  }

  @Test
  void anotherRecordThanWrittenMeansDown() {
    pollGivesBack(new byte[] {1});
    CompletableFuture<ProbeResult> result = ask();
    executor.runDue();
    assertEquals("Kafka gave back another record than was written.", reason(result));
  }

  @Test
  void recordThatDoesNotComeBackMeansDownAtTheDeadline() {
    for (int i = 0; i < 3; i++) {
      consumer.schedulePollTask(() -> clock.advance(Duration.ofSeconds(1)));
    }
    CompletableFuture<ProbeResult> result = ask();
    executor.runDue();
    assertEquals("Kafka did not give a record back within 2000 ms.", reason(result));
  }

  @Test
  void reasonsAreSentencesWithoutSecrets() {
    producer.sendException = new SaslAuthenticationException("user=parley password=secret");
    assertEquals("Kafka does not accept our credentials.", reasonNow());
    producer.sendException = new TimeoutException("Topic health not present in metadata");
    assertEquals("Kafka did not confirm a record within 2000 ms.", reasonNow());
    producer.sendException =
        new TimeoutException("metadata", new UnknownTopicOrPartitionException("health"));
    assertEquals("Kafka has no topic health.", reasonNow());
    producer.sendException = new IllegalStateException("10.0.0.1");
    assertEquals("Kafka failed with IllegalStateException.", reasonNow());
  }

  @Test
  void probeRecoversByItself() {
    producer.sendException = new TimeoutException("down");
    assertEquals("Kafka did not confirm a record within 2000 ms.", reasonNow());
    producer.sendException = null;
    pollGivesBack(null);
    CompletableFuture<ProbeResult> result = ask();
    executor.runDue();
    assertInstanceOf(ProbeResult.Up.class, result.join());
  }

  @Test
  void whoAsksWhileAProbeRunsGetsItsResult() {
    pollGivesBack(null);
    CompletableFuture<ProbeResult> first = ask();
    CompletableFuture<ProbeResult> second = ask();
    assertEquals(1, executor.waiting());
    executor.runDue();
    assertEquals(first.join(), second.join());
    assertEquals(1, producer.history().size());
  }

  @Test
  void probeThatCannotRunSaysSo() {
    executor.shutdown();
    assertEquals("The probe cannot run: the process is stopping.", reason(ask()));
    assertFalse(ask().isCompletedExceptionally());
  }

  @Test
  void closeClosesBothClients() {
    probe.close();
    assertTrue(producer.closed() && consumer.closed());
  }

  /// The next poll takes 30 ms and brings what was written, or another value.
  private void pollGivesBack(byte @Nullable [] other) {
    consumer.schedulePollTask(() -> {
      clock.advance(Duration.ofMillis(30));
      ProducerRecord<byte[], byte[]> written = producer.history().getLast();
      long offset = producer.history().size() - 1L;
      consumer.updateEndOffsets(Map.of(PARTITION, offset + 1));
      consumer.addRecord(
          new ConsumerRecord<>(
              TOPIC, 0, offset, written.key(), other == null ? written.value() : other));
    });
  }

  private CompletableFuture<ProbeResult> ask() {
    return probe.probe().toCompletableFuture();
  }

  private String reasonNow() {
    CompletableFuture<ProbeResult> result = ask();
    executor.runDue();
    return reason(result);
  }

  private static String reason(CompletableFuture<ProbeResult> result) {
    return assertInstanceOf(ProbeResult.Down.class, result.join()).reason();
  }
}
