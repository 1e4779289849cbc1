package io.parley.edge.log;

import io.parley.protocol.Topics;
import io.parley.runtime.Surroundings;
import io.parley.runtime.kafka.ConsumerLoop;
import io.parley.runtime.kafka.ConsumerLoopMetrics;
import io.parley.runtime.kafka.KafkaSettings;
import io.parley.runtime.kafka.LogPartition;
import io.parley.runtime.kafka.LoopHealth;
import io.parley.runtime.kafka.PartitionHandler;
import io.parley.runtime.kafka.StartAt;
import io.parley.runtime.kafka.Subscription;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Loops over the real log.
record KafkaSlotLoops(
    KafkaSettings kafka, Topics topics, Surroundings surroundings, ConsumerLoopMetrics metrics)
    implements SlotLoops {
  @Override
  public SlotLoop make(int slot, Supplier<PartitionHandler> opened, Consumer<Throwable> failed) {
    LogPartition partition =
        new LogPartition(topics.deliveries().name(), topics.deliveryPartition(slot));
    ConsumerLoop.Work work =
        new ConsumerLoop.Work(
            "edge-deliveries",
            new Subscription.Fixed(Map.of(partition, new StartAt.End())),
            (_, _) -> opened.get());
    return new Loop(ConsumerLoop.create(kafka, work, surroundings, metrics, failed));
  }

  private record Loop(ConsumerLoop loop) implements SlotLoop {
    @Override
    public void start() {
      loop.start();
    }

    @Override
    public CompletionStage<Void> stop(Duration within) {
      return loop.stop(within);
    }

    @Override
    public LoopHealth health() {
      return loop.health();
    }
  }
}
