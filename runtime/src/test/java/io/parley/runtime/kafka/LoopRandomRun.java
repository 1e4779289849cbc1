package io.parley.runtime.kafka;

import static io.parley.runtime.kafka.LoopFixture.P0;
import static io.parley.runtime.kafka.LoopFixture.P1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/// A loop under random records, failures, revocations and losses; what must always hold is checked
/// after every step. A seed replays it.
final class LoopRandomRun {
  private static final int STEPS = 300;
  private static final List<LogPartition> ALL = List.of(P0, P1);

  private final Random random;
  private final LoopFixture f;
  private final Map<LogPartition, Long> log = new HashMap<>(Map.of(P0, 0L, P1, 0L));
  private final Map<LogPartition, Long> handledTo = new HashMap<>(Map.of(P0, 0L, P1, 0L));
  private final String seed;

  LoopRandomRun(int seed) {
    this.random = new Random(seed);
    this.seed = "seed " + seed;
    this.f = LoopFixture.inGroup(P0, P1);
  }

  void run() {
    for (int i = 0; i < STEPS; i++) {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> produce(any());
        case 3, 4, 5 -> end(any(), true);
        case 6 -> end(any(), false);
        case 7 -> leaveAndReturn(any());
        default -> f.stepAfter(Duration.ofMillis(random.nextInt(400)));
      }
      f.step();
      check();
    }
    finish();
  }

  private LogPartition any() {
    return ALL.get(random.nextInt(ALL.size()));
  }

  private void produce(LogPartition partition) {
    long from = log.getOrDefault(partition, 0L);
    long to = from + random.nextInt(5);
    f.produce(partition, from, to);
    log.put(partition, to + 1);
  }

  private void end(LogPartition partition, boolean well) {
    RecordingHandlers.Recording handler = f.handler(partition);
    if (handler.underWay() == 0) {
      return;
    }
    if (well) {
      handledTo.merge(partition, handler.batches.getLast().getLast() + 1, Math::max);
      handler.handled("");
    } else {
      handler.failed(new IllegalStateException("at random"));
    }
  }

  private void leaveAndReturn(LogPartition partition) {
    LogPartition other = partition.equals(P0) ? P1 : P0;
    if (f.handler(partition).underWay() > 0) {
      f.whileWaiting.add(() -> end(partition, random.nextBoolean()));
    }
    if (random.nextBoolean()) {
      f.consumer.lose(partition);
    }
    f.rebalance(other);
    f.whileWaiting.clear();
    // A batch that outlives its partition is for nobody
    while (f.handler(partition).underWay() > 0) {
      f.handler(partition).handled("stale");
    }
    f.rebalance(P0, P1);
    f.step();
    // The pretended consumer forgets what it had when partitions move
    for (LogPartition id : ALL) {
      long from = f.consumer.committedOf(id).orElse(0L);
      f.produce(id, Math.min(from, log.getOrDefault(id, 0L)), log.getOrDefault(id, 0L) - 1);
    }
  }

  private void check() {
    for (LogPartition partition : ALL) {
      RecordingHandlers.Recording handler = f.handler(partition);
      assertTrue(handler.underWay() <= 1, seed);
      for (List<Long> batch : handler.batches) {
        List<Long> consecutive =
            LongStream.rangeClosed(batch.getFirst(), batch.getLast()).boxed().toList();
        assertEquals(consecutive, batch, seed);
      }
      long committed = f.consumer.committedOf(partition).orElse(0L);
      assertTrue(
          committed <= handledTo.getOrDefault(partition, 0L),
          "%s: committed %d, handled to %d"
              .formatted(seed, committed, handledTo.getOrDefault(partition, 0L)));
    }
  }

  /// When failures stop, everything gets handled and committed.
  private void finish() {
    for (int i = 0; i < 1_000; i++) {
      ALL.forEach(partition -> end(partition, true));
      f.stepAfter(Duration.ofMillis(300));
    }
    for (LogPartition partition : ALL) {
      assertEquals(
          log.getOrDefault(partition, 0L), f.consumer.committedOf(partition).orElse(0L), seed);
    }
  }
}
