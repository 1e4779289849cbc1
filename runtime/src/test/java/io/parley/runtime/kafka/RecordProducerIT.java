package io.parley.runtime.kafka;

import static io.parley.runtime.Failures.failureOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engines.EngineKind;
import io.parley.runtime.kafka.ProduceRefusedException.Reason;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EnginesExtension.class)
class RecordProducerIT {
  @Test
  void positionsRiseAndTimeIsTheBrokers(TestEngines engines) {
    try (RealKafka kafka = new RealKafka(engines, "positions").withTopic(1)) {
      RecordProducer producer = kafka.startedProducer();
      RecordPosition first =
          RealKafka.await(producer.send(RealKafka.record(kafka.topic, 0, "one")));
      RecordPosition second =
          RealKafka.await(producer.send(RealKafka.record(kafka.topic, 0, "two")));
      assertEquals(0, first.offset());
      assertEquals(1, second.offset());
      assertTrue(second.timestampMs() >= first.timestampMs() && first.timestampMs() > 0);
    }
  }

  /// Kafka's client would let it linger for longer than the test waits.
  @Test
  void recordThatComesAloneIsNotLeftToLinger(TestEngines engines) {
    try (RealKafka kafka = new RealKafka(engines, "alone").withTopic(1)) {
      Duration linger = Duration.ofSeconds(5);
      RecordProducer producer = kafka.startedProducer(kafka.settings.producer().lingering(linger));
      CompletableFuture<RecordPosition> alone =
          producer.send(RealKafka.record(kafka.topic, 0, "x")).toCompletableFuture();
      assertEquals(
          0, alone.orTimeout(linger.toMillis() - 1_000, TimeUnit.MILLISECONDS).join().offset());
    }
  }

  @Test
  void missingTopicRefusesAtOnceInsteadOfBlocking(TestEngines engines) {
    try (RealKafka kafka = new RealKafka(engines, "missing")) {
      RecordProducer producer = kafka.producer();
      CompletableFuture<RecordPosition> sent =
          producer.send(RealKafka.record(kafka.topic, 0, "x")).toCompletableFuture();
      assertTrue(sent.isDone(), "refused before send returned");
      assertEquals(Reason.NO_METADATA, refusal(sent).reason());
      CompletableFuture<Void> started =
          producer.start(Set.of(kafka.topic), Duration.ofMillis(500)).toCompletableFuture();
      assertThrows(CompletionException.class, () -> RealKafka.await(started));
    }
  }

  @Test
  void stoppedBrokerFillsTheBoundThenRefusesAndAllIsSentAfterwards(TestEngines engines) {
    try (RealKafka kafka = new RealKafka(engines, "bounded").withTopic(1)) {
      RecordProducer producer = kafka.startedProducer();
      int bound = kafka.settings.producer().maxInFlightRecords();
      engines.suspend(EngineKind.KAFKA);
      List<CompletableFuture<RecordPosition>> taken = new ArrayList<>();
      for (int i = 0; i < bound; i++) {
        taken.add(producer.send(RealKafka.record(kafka.topic, 0, "x")).toCompletableFuture());
      }
      CompletableFuture<RecordPosition> oneTooMany =
          producer.send(RealKafka.record(kafka.topic, 0, "x")).toCompletableFuture();
      assertEquals(Reason.TOO_MUCH_IN_FLIGHT, refusal(oneTooMany).reason());
      assertFalse(taken.getFirst().isDone());
      engines.resume(EngineKind.KAFKA);
      for (int i = 0; i < bound; i++) {
        assertEquals(i, RealKafka.await(taken.get(i)).offset());
      }
    }
  }

  private static ProduceRefusedException refusal(CompletableFuture<?> sent) {
    return assertInstanceOf(ProduceRefusedException.class, failureOf(sent));
  }
}
