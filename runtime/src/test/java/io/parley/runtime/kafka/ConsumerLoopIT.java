package io.parley.runtime.kafka;

import static io.parley.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engines.EngineKind;
import io.parley.runtime.RequestId;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EnginesExtension.class)
class ConsumerLoopIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int PARTITIONS = 6;

  @Test
  void everyRecordIsHandledInOrderThroughRebalances(TestEngines engines) {
    try (RealKafka kafka = new RealKafka(engines, "rebalanced").withTopic(PARTITIONS)) {
      HandlingLog log = new HandlingLog(kafka.executor);
      Load load = new Load(kafka);
      Subscription group = new Subscription.Group(kafka.topic, Set.of(kafka.topic));
      ConsumerLoop first = kafka.startedLoop("first", group, log);
      eventually(PATIENCE, () -> assertTrue(log.total() > 1_000));
      ConsumerLoop second = kafka.startedLoop("second", group, log);
      eventually(PATIENCE, () -> assertEquals(PARTITIONS / 2, second.health().partitions()));
      int before = log.total();
      eventually(PATIENCE, () -> assertTrue(log.total() > before + 1_000));
      RealKafka.await(first.stop(Duration.ofSeconds(5)));
      eventually(PATIENCE, () -> assertEquals(PARTITIONS, second.health().partitions()));
      load.stop();
      eventually(PATIENCE, () -> assertEquals(load.confirmed.get(), log.total()));
      assertEquals(List.of(), List.copyOf(log.faults));
      assertEquals(List.of(), List.copyOf(load.failures));
      assertEquals(List.of(), List.copyOf(kafka.loopFailures));
      assertTrue(log.opened.get() > PARTITIONS, "partitions moved");
      // Whoever comes next begins after everything, so all of it was committed
      RealKafka.await(second.stop(Duration.ofSeconds(5)));
      int openedBefore = log.opened.get();
      kafka.startedLoop("third", group, log);
      eventually(PATIENCE, () -> assertEquals(openedBefore + PARTITIONS, log.opened.get()));
      assertEquals(List.of(), List.copyOf(log.faults));
    }
  }

  @Test
  void loopAndProducerOutliveAStoppedBroker(TestEngines engines) {
    try (RealKafka kafka = new RealKafka(engines, "paused").withTopic(PARTITIONS)) {
      HandlingLog log = new HandlingLog(kafka.executor);
      Load load = new Load(kafka);
      Subscription group = new Subscription.Group(kafka.topic, Set.of(kafka.topic));
      ConsumerLoop loop = kafka.startedLoop("paused", group, log);
      eventually(PATIENCE, () -> assertTrue(log.total() > 500));
      engines.suspend(EngineKind.KAFKA);
      CompletableFuture<Void> pause = new CompletableFuture<>();
      pause.completeOnTimeout(null, 5, TimeUnit.SECONDS).join();
      assertEquals(LoopHealth.State.RUNNING, loop.health().state());
      engines.resume(EngineKind.KAFKA);
      int before = log.total();
      eventually(PATIENCE, () -> assertTrue(log.total() > before + 500));
      load.stop();
      eventually(PATIENCE, () -> assertTrue(log.offsetOfValue.keySet().containsAll(load.values)));
      assertEquals(List.of(), List.copyOf(log.faults));
      assertEquals(List.of(), List.copyOf(kafka.loopFailures));
    }
  }

  @Test
  void loopAtTheEndOfAPartitionMissesNothingAfterItIsOpen(TestEngines engines) {
    try (RealKafka kafka = new RealKafka(engines, "slots").withTopic(2)) {
      RecordProducer producer = kafka.startedProducer();
      RealKafka.await(producer.send(RealKafka.record(kafka.topic, 1, "before")));
      CompletableFuture<StartPosition> open = new CompletableFuture<>();
      ConcurrentLinkedQueue<InboundRecord> seen = new ConcurrentLinkedQueue<>();
      TopicPartition slot = new TopicPartition(kafka.topic, 1);
      kafka.startedLoop(
          "edge",
          new Subscription.Fixed(Map.of(slot, new StartAt.End())),
          (_, start) -> {
            open.complete(start);
            return batch -> {
              seen.addAll(batch);
              return CompletableFuture.completedStage("");
            };
          });
      assertEquals(new StartPosition(1, ""), RealKafka.await(open));
      RealKafka.await(
          producer.send(
              RealKafka.record(kafka.topic, 1, "after").withRequestId(new RequestId("r-1"))));
      eventually(PATIENCE, () -> assertEquals(1, seen.size()));
      assertEquals(1, seen.element().offset());
      assertEquals(new RequestId("r-1"), seen.element().requestId().orElseThrow());
    }
  }

  /// Sends numbered records to all partitions until stopped, as fast as an ordinary service would.
  private static final class Load {
    final AtomicInteger confirmed = new AtomicInteger();
    final ConcurrentLinkedQueue<String> values = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final RecordProducer producer;
    private final String topic;
    private final ScheduledFuture<?> sending;
    private int sent;

    Load(RealKafka kafka) {
      topic = kafka.topic;
      producer = kafka.startedProducer();
      sending = kafka.executor.scheduleAtFixedRate(this::sendSome, 0, 10, TimeUnit.MILLISECONDS);
    }

    private synchronized void sendSome() {
      for (int i = 0; i < 20; i++) {
        String value = Integer.toString(sent);
        CompletionStage<RecordPosition> _ =
            producer
                .send(RealKafka.record(topic, sent % PARTITIONS, value))
                .whenComplete((at, failure) -> answer(value, failure));
        sent++;
      }
    }

    private void answer(String value, @Nullable Throwable failure) {
      if (failure == null) {
        confirmed.incrementAndGet();
        values.add(value);
      } else {
        failures.add(failure);
      }
      answered.incrementAndGet();
    }

    /// Sends no more and waits until every record is confirmed or given up.
    void stop() {
      sending.cancel(false);
      eventually(PATIENCE, () -> assertEquals(sentSoFar(), answered.get()));
    }

    private synchronized int sentSoFar() {
      return sent;
    }
  }
}
