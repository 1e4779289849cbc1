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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
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
      NumberedLoad load = new NumberedLoad(kafka, PARTITIONS);
      ConsumerLoop first = kafka.startedLoop("first", kafka.group(), log);
      eventually(PATIENCE, () -> assertTrue(log.total() > 1_000));
      ConsumerLoop second = kafka.startedLoop("second", kafka.group(), log);
      eventually(PATIENCE, () -> assertEquals(PARTITIONS / 2, second.health().partitions()));
      int before = log.total();
      eventually(PATIENCE, () -> assertTrue(log.total() > before + 1_000));
      RealKafka.await(first.stop(Duration.ofSeconds(5)));
      eventually(PATIENCE, () -> assertEquals(PARTITIONS, second.health().partitions()));
      load.stop();
      eventually(PATIENCE, () -> assertEquals(load.confirmed.size(), log.total()));
      assertEquals(List.of(), List.copyOf(log.faults));
      assertEquals(List.of(), List.copyOf(load.failures));
      assertEquals(List.of(), List.copyOf(kafka.loopFailures));
      assertTrue(log.opened.get() > PARTITIONS, "partitions moved");
      // Whoever comes next begins after everything, so all of it was committed
      RealKafka.await(second.stop(Duration.ofSeconds(5)));
      int openedBefore = log.opened.get();
      kafka.startedLoop("third", kafka.group(), log);
      eventually(PATIENCE, () -> assertEquals(openedBefore + PARTITIONS, log.opened.get()));
      assertEquals(List.of(), List.copyOf(log.faults));
    }
  }

  @Test
  void loopAndProducerOutliveAStoppedBroker(TestEngines engines) {
    assertOutlived(
        engines,
        "stopped",
        () -> {
          engines.suspend(EngineKind.KAFKA);
          CompletableFuture<Void> pause = new CompletableFuture<>();
          pause.completeOnTimeout(null, 5, TimeUnit.SECONDS).join();
          engines.resume(EngineKind.KAFKA);
        });
  }

  @Test
  void loopAndProducerOutliveAKilledBroker(TestEngines engines) {
    assertOutlived(
        engines,
        "killed",
        () -> {
          engines.kill(EngineKind.KAFKA);
          engines.awaitReady(EngineKind.KAFKA);
        });
  }

  /// Every record confirmed before, during or after the fault is handled, from where the producer
  /// was told it is, and in order; the loop and the producer are the same throughout.
  private static void assertOutlived(TestEngines engines, String name, Runnable fault) {
    try (RealKafka kafka = new RealKafka(engines, name).withTopic(PARTITIONS)) {
      HandlingLog log = new HandlingLog(kafka.executor);
      NumberedLoad load = new NumberedLoad(kafka, PARTITIONS);
      ConsumerLoop loop = kafka.startedLoop(name, kafka.group(), log);
      eventually(PATIENCE, () -> assertTrue(log.total() > 500));
      fault.run();
      assertEquals(LoopHealth.State.RUNNING, loop.health().state());
      int confirmed = load.confirmed.size();
      int handled = log.total();
      eventually(PATIENCE, () -> assertTrue(load.confirmed.size() > confirmed + 500));
      eventually(PATIENCE, () -> assertTrue(log.total() > handled + 500));
      load.stop();
      eventually(
          PATIENCE,
          () -> load.confirmed.forEach((number, at) -> assertEquals(number, log.numberAt(at))));
      assertEquals(List.of(), load.outOfOrder());
      assertEquals(List.of(), List.copyOf(log.faults));
      assertEquals(List.of(), List.copyOf(kafka.loopFailures));
      assertEquals(LoopHealth.State.RUNNING, loop.health().state());
    }
  }

  @Test
  void loopAtTheEndOfAPartitionMissesNothingAfterItIsOpen(TestEngines engines) {
    try (RealKafka kafka = new RealKafka(engines, "slots").withTopic(2)) {
      RecordProducer producer = kafka.startedProducer();
      RealKafka.await(producer.send(RealKafka.record(kafka.topic, 1, "before")));
      CompletableFuture<StartPosition> open = new CompletableFuture<>();
      ConcurrentLinkedQueue<InboundRecord> seen = new ConcurrentLinkedQueue<>();
      LogPartition slot = new LogPartition(kafka.topic, 1);
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
}
