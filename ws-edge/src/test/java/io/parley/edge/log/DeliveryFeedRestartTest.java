package io.parley.edge.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.EdgeMetrics;
import io.parley.runtime.Surroundings;
import io.parley.runtime.kafka.LoopHealth;
import io.parley.runtime.kafka.PartitionHandler;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/// The feed with loops that a test opens, fails and ends.
class DeliveryFeedRestartTest {
  private final ManualClock clock = ManualClock.atStart();
  private final ManualExecutor executor = new ManualExecutor(clock);
  private final List<Loop> loops = new ArrayList<>();
  private CompletableFuture<Void> open = new CompletableFuture<>();
  private int toFail;
  private int restarts;
  private int interruptions;
  private Duration lastLapse = Duration.ZERO;
  private final KafkaDeliveryFeed feed =
      new KafkaDeliveryFeed(
          this::make,
          new Surroundings(
              clock,
              clock::nanoTime,
              RandomGeneratorFactory.of("L64X128MixRandom").create(1),
              executor,
              executor),
          new EdgeMetrics() {
            @Override
            public void deliveriesRestarted() {
              restarts++;
            }
          });
  private final DeliveryFeed.Receiver receiver =
      new DeliveryFeed.Receiver() {
        @Override
        public CompletionStage<Void> receive(List<DeliveryFeed.Arrival> batch) {
          return CompletableFuture.completedStage(null);
        }

        @Override
        public void interrupted(Duration lapse) {
          interruptions++;
          lastLapse = lapse;
        }
      };

  private static final class Loop implements SlotLoops.SlotLoop {
    final int slot;
    final Supplier<PartitionHandler> opened;
    final Consumer<Throwable> failed;
    final CompletableFuture<Void> ended = new CompletableFuture<>();
    boolean started;
    boolean stopping;

    Loop(int slot, Supplier<PartitionHandler> opened, Consumer<Throwable> failed) {
      this.slot = slot;
      this.opened = opened;
      this.failed = failed;
    }

    void open() {
      assertNotNull(opened.get());
    }

    @Override
    public void start() {
      started = true;
    }

    @Override
    public CompletionStage<Void> stop(Duration within) {
      stopping = true;
      return ended;
    }

    @Override
    public LoopHealth health() {
      return new LoopHealth(LoopHealth.State.RUNNING, null, 1, List.of(), Duration.ZERO);
    }
  }

  private SlotLoops.SlotLoop make(
      int slot, Supplier<PartitionHandler> opened, Consumer<Throwable> failed) {
    if (toFail > 0) {
      toFail--;
      throw new IllegalStateException("no such host");
    }
    Loop loop = new Loop(slot, opened, failed);
    loops.add(loop);
    return loop;
  }

  private void follow(int slot) {
    open = feed.follow(slot, receiver).toCompletableFuture();
    executor.runDue();
  }

  private void fail(Loop loop) {
    loop.failed.accept(new IllegalStateException("fenced"));
  }

  @Test
  void itIsOpenWhenItsLoopHasItsPlace() {
    follow(3);
    assertTrue(loops.getFirst().started);
    assertFalse(open.isDone());
    assertTrue(feed.lapse().isPresent());
    loops.getFirst().open();
    assertTrue(open.isDone());
    assertTrue(feed.lapse().isEmpty());
    assertEquals(0, interruptions);
  }

  @Test
  void aLoopThatFailsIsReplacedAndItsReceiverTold() {
    follow(3);
    loops.getFirst().open();
    fail(loops.getFirst());
    assertEquals(1, restarts);
    assertEquals("fenced", feed.lapse().orElseThrow().reason());
    executor.advance(Duration.ofSeconds(1));
    assertEquals(2, loops.size());
    assertEquals(3, loops.getLast().slot);
    assertEquals(0, interruptions);
    loops.getLast().open();
    assertEquals(1, interruptions);
    assertTrue(feed.lapse().isEmpty());
  }

  @Test
  void theReceiverIsToldForHowLongNothingWasRead() {
    follow(3);
    loops.getFirst().open();
    clock.advance(Duration.ofHours(3));
    fail(loops.getFirst());
    executor.advance(Duration.ofMinutes(20));
    loops.getLast().open();
    assertEquals(Duration.ofMinutes(20), lastLapse);
  }

  @Test
  void aLoopThatCannotBeMadeIsTriedAgain() {
    toFail = 3;
    follow(3);
    executor.advance(Duration.ofSeconds(10));
    assertEquals(3, restarts);
    loops.getFirst().open();
    assertTrue(open.isDone());
    assertEquals(0, interruptions);
  }

  @Test
  void anotherSlotIsReadWhenTheLoopBeforeHasEnded() {
    follow(3);
    loops.getFirst().open();
    follow(4);
    assertTrue(loops.getFirst().stopping);
    assertEquals(1, loops.size());
    loops.getFirst().ended.complete(null);
    executor.runDue();
    assertEquals(4, loops.getLast().slot);
    fail(loops.getFirst());
    executor.advance(Duration.ofMinutes(1));
    assertEquals(2, loops.size());
    assertEquals(0, restarts);
  }

  @Test
  void whatIsStoppedIsNotBegunAnew() {
    follow(3);
    fail(loops.getFirst());
    CompletionStage<Void> _ = feed.stop();
    executor.advance(Duration.ofMinutes(1));
    assertEquals(1, loops.size());
    follow(4);
    assertEquals(1, loops.size());
  }
}
