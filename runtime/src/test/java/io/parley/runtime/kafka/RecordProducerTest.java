package io.parley.runtime.kafka;

import static io.parley.runtime.Failures.failureOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.RecordHeaders;
import io.parley.runtime.ManualSurroundings;
import io.parley.runtime.RequestId;
import io.parley.runtime.config.ByteSize;
import io.parley.runtime.kafka.ProduceRefusedException.Reason;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordProducerTest {
  private static final String TOPIC = "deliveries";
  private static final ProducerSettings SETTINGS =
      new ProducerSettings(
          Duration.ofMillis(5),
          new ByteSize(16_384),
          Compression.NONE,
          new ByteSize(1_000_000),
          Duration.ofSeconds(10),
          Duration.ofSeconds(4),
          5,
          new ByteSize(1_000),
          Duration.ofMillis(300));

  private final ManualSurroundings world = ManualSurroundings.create();
  private final ManualClock clock = world.clock();
  private final ManualExecutor timer = world.executor();
  private final CollectorRegistry registry = new CollectorRegistry();
  private final PretendedProducer kafka = new PretendedProducer();
  private final RecordProducer producer =
      new RecordProducer(
          kafka, SETTINGS, world.surroundings(), new PrometheusProducerMetrics(registry));

  @Test
  void confirmedRecordTellsItsPosition() {
    CompletableFuture<RecordPosition> sent = send(10);
    assertFalse(sent.isDone());
    clock.advance(Duration.ofMillis(20));
    assertTrue(kafka.completeNext());
    RecordPosition position = sent.join();
    assertEquals(TOPIC, position.topic());
    assertEquals(2, position.partition());
    assertEquals(0, position.offset());
    assertEquals(1, ofTopic("parley_produced_records_total"));
    assertEquals(10, ofTopic("parley_produced_bytes_total"));
    assertEquals(0.02, ofTopic("parley_produce_seconds_sum"), 1e-9);
    assertEquals(0, registry.getSampleValue("parley_produce_in_flight_records"));
  }

  @Test
  void requestIdTravelsInAHeader() {
    OutboundRecord record =
        OutboundRecord.keyed(TOPIC, "k".getBytes(UTF_8), "v".getBytes(UTF_8))
            .withRequestId(new RequestId("r-1"))
            .withRequestId(new RequestId("r-2"));
    assertEquals(1, record.forKafka().headers().toArray().length);
    assertEquals(
        "r-2",
        new String(
            record.forKafka().headers().lastHeader(RecordHeaders.REQUEST_ID).value(), UTF_8));
    assertThrows(IllegalArgumentException.class, () -> record.withHeader("any", "x".repeat(300)));
  }

  @Test
  void theSchemaIsSaidOnceBesideTheRequestIdAndReadBack() {
    OutboundRecord record =
        OutboundRecord.toPartition(TOPIC, 0, "v".getBytes(UTF_8))
            .withSchemaV1()
            .withRequestId(new RequestId("r-1"))
            .withHeader(RecordHeaders.SCHEMA, "parley.v9")
            .withSchemaV1();
    assertEquals(2, record.forKafka().headers().toArray().length);
    assertEquals(Optional.of(RecordHeaders.SCHEMA_V1), schemaOf(record));
  }

  @Test
  void aSchemaThatNobodyKnowsIsReadAsItIs() {
    OutboundRecord record = OutboundRecord.keyed(TOPIC, "k".getBytes(UTF_8), "v".getBytes(UTF_8));
    assertEquals(Optional.empty(), schemaOf(record));
    assertEquals(Optional.of("v9"), schemaOf(record.withHeader(RecordHeaders.SCHEMA, "v9")));
    record.forKafka().headers().add(RecordHeaders.SCHEMA, null);
    assertEquals(Optional.empty(), schemaOf(record));
  }

  private static Optional<String> schemaOf(OutboundRecord sent) {
    byte[] nothing = {};
    ConsumerRecord<byte[], byte[]> read = new ConsumerRecord<>(TOPIC, 0, 0, nothing, nothing);
    sent.forKafka().headers().forEach(read.headers()::add);
    return new InboundRecord(read).schema();
  }

  @Test
  void sendBeyondTheBoundOfRecordsIsRefusedAtOnceAndRoomComesBack() {
    for (int i = 0; i < 5; i++) {
      assertFalse(send(1).isDone());
    }
    ProduceRefusedException refused = refusedAtOnce(send(1));
    assertEquals(Reason.TOO_MUCH_IN_FLIGHT, refused.reason());
    assertEquals(Duration.ofMillis(300), refused.retryAfter());
    assertEquals(5, kafka.history().size(), "Kafka's client never heard of it");
    assertTrue(kafka.completeNext());
    assertFalse(send(1).isDone());
  }

  @Test
  void sendBeyondTheBoundOfBytesIsRefusedAtOnce() {
    assertFalse(send(600).isDone());
    assertEquals(Reason.TOO_MUCH_IN_FLIGHT, refusedAtOnce(send(401)).reason());
    assertFalse(send(400).isDone());
    assertTrue(kafka.completeNext());
    assertFalse(send(600).isDone());
  }

  @Test
  void failedRecordGivesItsRoomBack() {
    TimeoutException undelivered = new TimeoutException("10000 ms has passed since batch creation");
    for (int i = 0; i < 20; i++) {
      CompletableFuture<RecordPosition> sent = send(900);
      assertTrue(kafka.errorNext(undelivered));
      assertSame(undelivered, failureOf(sent), "a delivery that timed out may have happened");
    }
    assertEquals(20, ofTopic("parley_produce_failures_total"));
  }

  @Test
  void fullBufferIsARefusal() {
    kafka.failAtOnce = new BufferExhaustedException("buffer");
    ProduceRefusedException refused = refusedAtOnce(send(1));
    assertEquals(Reason.BUFFER_FULL, refused.reason());
    assertSame(kafka.failAtOnce, refused.getCause());
  }

  @Test
  void missingMetadataIsARefusal() {
    kafka.failAtOnce = new TimeoutException("not present in metadata after 0 ms");
    assertEquals(Reason.NO_METADATA, refusedAtOnce(send(1)).reason());
  }

  @Test
  void whatSendThrowsFailsTheStageAndGivesTheRoomBack() {
    kafka.sendException = new RecordTooLargeException("1 MB");
    for (int i = 0; i < 10; i++) {
      assertSame(kafka.sendException, failureOf(send(1)));
    }
    kafka.sendException = null;
    assertFalse(send(1).isDone());
  }

  @Test
  void sendFromWithinACompletionFindsTheRoomItLeft() {
    List<CompletableFuture<RecordPosition>> next = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      CompletionStage<RecordPosition> _ = send(1).whenComplete((at, failure) -> next.add(send(1)));
    }
    assertTrue(kafka.completeNext());
    assertFalse(next.getFirst().isDone());
  }

  @Test
  void startWaitsForMetadataWithoutBlocking() {
    kafka.partitionsForException = new TimeoutException("not yet");
    CompletableFuture<Void> started =
        producer.start(Set.of(TOPIC), Duration.ofSeconds(5)).toCompletableFuture();
    timer.advance(Duration.ofSeconds(1));
    assertFalse(started.isDone());
    kafka.partitionsForException = null;
    timer.advance(Duration.ofSeconds(1));
    assertTrue(started.isDone());
    assertFalse(started.isCompletedExceptionally());
    assertEquals(0, timer.waiting());
  }

  @Test
  void startGivesUpAndNamesTheTopics() {
    kafka.partitionsForException = new TimeoutException("never");
    CompletableFuture<Void> started =
        producer.start(Set.of(TOPIC), Duration.ofSeconds(5)).toCompletableFuture();
    timer.advance(Duration.ofSeconds(6));
    String message = failureOf(started).getMessage();
    assertNotNull(message);
    assertTrue(message.startsWith("deliveries: NO_METADATA"), message);
    assertEquals(0, timer.waiting());
  }

  @Test
  void recordThatComesAloneWaitsForNobody() {
    CompletableFuture<RecordPosition> alone = send(1);
    timer.runDue();
    assertTrue(alone.isDone());
    clock.advance(SETTINGS.linger());
    CompletableFuture<RecordPosition> next = send(1);
    timer.runDue();
    assertTrue(next.isDone());
    assertEquals(2, kafka.flushes);
  }

  @Test
  void recordSoonAfterAnotherLingers() {
    confirm(send(1));
    for (int i = 0; i < 3; i++) {
      clock.advance(SETTINGS.linger().minusNanos(1));
      CompletableFuture<RecordPosition> lingering = send(1);
      timer.runDue();
      assertFalse(lingering.isDone(), "counted from the one before");
      confirm(lingering);
    }
  }

  @Test
  void recordLingersWhileAnotherIsOnItsWayHoweverLongThatTakes() {
    CompletableFuture<RecordPosition> _ = send(1);
    assertEquals(1, timer.waiting(), "was alone");
    clock.advance(Duration.ofSeconds(1));
    CompletableFuture<RecordPosition> _ = send(1);
    assertEquals(1, timer.waiting());
    assertEquals(0, kafka.flushes);
  }

  @Test
  void recordThatWasRefusedHurriesNobody() {
    kafka.failAtOnce = new TimeoutException("not present in metadata after 0 ms");
    CompletableFuture<RecordPosition> _ = send(1);
    assertEquals(0, timer.waiting());
  }

  @Test
  void recordLingersWhenTheProcessEnds() {
    timer.shutdownNow();
    assertFalse(send(1).isDone(), "nothing is thrown either");
  }

  @Test
  void whatDoesNotLingerNeedNotHurry() {
    assertEquals(Duration.ZERO, SETTINGS.lingering(Duration.ZERO).linger());
    RecordProducer other =
        new RecordProducer(
            kafka, SETTINGS.lingering(Duration.ZERO), world.surroundings(), ProducerMetrics.NONE);
    CompletionStage<RecordPosition> _ =
        other.send(OutboundRecord.toPartition(TOPIC, 2, new byte[1]));
    assertEquals(0, timer.waiting());
  }

  private void confirm(CompletableFuture<RecordPosition> sent) {
    assertTrue(kafka.completeNext());
    assertTrue(sent.isDone());
    timer.runDue();
  }

  @Test
  void closedProducerRefuses() {
    producer.close(Duration.ofSeconds(1));
    assertTrue(kafka.closed());
    assertEquals(Reason.CLOSED, refusedAtOnce(send(1)).reason());
  }

  private CompletableFuture<RecordPosition> send(int bytes) {
    return producer
        .send(OutboundRecord.toPartition(TOPIC, 2, new byte[bytes]))
        .toCompletableFuture();
  }

  private double ofTopic(String metric) {
    return registry.getSampleValue(metric, new String[] {"topic"}, new String[] {TOPIC});
  }

  private static ProduceRefusedException refusedAtOnce(CompletableFuture<?> sent) {
    return assertInstanceOf(ProduceRefusedException.class, failureOf(sent));
  }

  /// Kafka's own pretended producer, which can also fail as the real one does when it would have to
  /// wait: through the callback, before send returns.
  private static final class PretendedProducer extends MockProducer<byte[], byte[]> {
    @Nullable RuntimeException failAtOnce;
    int flushes;

    PretendedProducer() {
      super(cluster(), false, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, Callback callback) {
      if (failAtOnce != null) {
        callback.onCompletion(null, failAtOnce);
        return CompletableFuture.failedFuture(failAtOnce);
      }
      return super.send(record, callback);
    }

    /// Confirms what is in flight, as the real one waits for.
    @Override
    public synchronized void flush() {
      flushes++;
      super.flush();
    }

    private static Cluster cluster() {
      Node node = new Node(0, "localhost", 1);
      Node[] nodes = {node};
      List<PartitionInfo> partitions = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        partitions.add(new PartitionInfo(TOPIC, i, node, nodes, nodes));
      }
      return new Cluster("test", List.of(node), partitions, Set.of(), Set.of());
    }
  }
}
