package io.parley.runtime.kafka;

import static io.parley.runtime.kafka.LoopFixture.P0;
import static io.parley.runtime.kafka.LoopFixture.P1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.runtime.kafka.LoopHealth.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/// Partitions that are taken away, and a loop that stops.
class ConsumerLoopLeavingTest {
  private static final Duration COMMIT_INTERVAL = LoopFixture.SETTINGS.commitInterval();

  @Test
  void revokeWaitsForTheBatchThenCommitsThenCloses() {
    LoopFixture f = LoopFixture.inGroup(P0, P1);
    f.produce(P0, 0, 4);
    f.produce(P1, 0, 0);
    f.step();
    f.whileWaiting.add(() -> f.handler(P0).handled("done"));
    f.rebalance(P1);
    assertEquals(Optional.of(3L), f.consumer.committedOf(P0));
    assertEquals(1, f.handler(P0).closed);
    assertEquals(0, f.handler(P1).closed);
    f.step();
    assertEquals(
        List.of(List.of(0L, 1L, 2L)), f.handler(P0).batches, "what waited was not handed over");
  }

  @Test
  void revokeDoesNotWaitForever() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.produce(P0, 0, 2);
    f.step();
    long begun = f.clock.nanoTime();
    f.rebalance();
    assertEquals(LoopFixture.SETTINGS.drainTimeout(), Duration.ofNanos(f.clock.nanoTime() - begun));
    assertEquals(1, f.handler(P0).closed);
    f.handler(P0).handled("late");
    f.step();
    f.stepAfter(COMMIT_INTERVAL);
    assertEquals(List.of(), f.consumer.commits, "whoever has the partition now commits");
  }

  @Test
  void failedCommitDoesNotKeepAPartition() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.produce(P0, 0, 2);
    f.step();
    f.handler(P0).handled("");
    f.consumer.failCommits = new TimeoutException("coordinator");
    f.rebalance();
    assertEquals(1, f.handler(P0).closed);
    assertTrue(f.step());
  }

  @Test
  void batchEndingInAnotherPartitionDuringARevokeIsNotForgotten() {
    LoopFixture f = LoopFixture.inGroup(P0, P1);
    f.produce(P0, 0, 2);
    f.produce(P1, 0, 2);
    f.step();
    f.whileWaiting.add(() -> f.handler(P1).handled("other"));
    f.whileWaiting.add(() -> f.handler(P0).handled("leaving"));
    f.rebalance(P1);
    f.step();
    assertEquals(Optional.of(3L), f.consumer.committedOf(P0));
    assertEquals(Optional.of(3L), f.consumer.committedOf(P1));
  }

  @Test
  void partitionsThatStayGoOnDuringARevoke() {
    LoopFixture f = LoopFixture.inGroup(P0, P1);
    f.produce(P0, 0, 4);
    f.produce(P1, 0, 4);
    f.step();
    f.whileWaiting.add(() -> f.handler(P1).handled("first"));
    f.whileWaiting.add(() -> f.handler(P1).handled("second"));
    f.whileWaiting.add(() -> f.handler(P0).handled("leaving"));
    f.rebalance(P1);
    assertEquals(List.of(List.of(0L, 1L, 2L), List.of(3L, 4L)), f.handler(P1).batches);
    assertEquals(List.of(List.of(0L, 1L, 2L)), f.handler(P0).batches);
    assertEquals(Optional.of(3L), f.consumer.committedOf(P0));
  }

  @Test
  void lostPartitionIsClosedWithoutACommitOrAWait() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.produce(P0, 0, 5);
    f.step();
    f.handler(P0).handled("mine");
    long begun = f.clock.nanoTime();
    f.consumer.lose(P0);
    assertEquals(begun, f.clock.nanoTime());
    assertEquals(1, f.handler(P0).closed);
    f.consumer.rebalance(List.of());
    f.stepAfter(COMMIT_INTERVAL);
    assertEquals(List.of(), f.consumer.commits);
  }

  @Test
  void partitionThatComesBackBeginsWhereTheGroupIsByThen() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.produce(P0, 0, 2);
    f.step();
    f.rebalance();
    f.consumer.group.put(P0.forKafka(), new OffsetAndMetadata(10, "theirs"));
    f.rebalance(P0);
    f.handler(P0).handled("late answer of the first time");
    f.step();
    assertEquals(new StartPosition(10, "theirs"), f.handler(P0).starts.getLast());
    f.produce(P0, 10, 10);
    f.step();
    assertEquals(List.of(10L), f.handler(P0).batches.getLast());
  }

  @Test
  void stopWaitsForBatchesCommitsAndCloses() {
    LoopFixture f = LoopFixture.inGroup(P0, P1);
    f.produce(P0, 0, 4);
    f.produce(P1, 0, 2);
    f.step();
    f.whileWaiting.add(() -> f.handler(P0).handled("a"));
    f.whileWaiting.add(() -> f.handler(P1).handled("b"));
    f.stopRequested(Duration.ofSeconds(10));
    assertFalse(f.step());
    assertEquals(Optional.of(3L), f.consumer.committedOf(P0));
    assertEquals(Optional.of(3L), f.consumer.committedOf(P1));
    assertEquals(2, f.handler(P0).closed + f.handler(P1).closed);
    assertTrue(f.consumer.closed());
  }

  @Test
  void stopIsBounded() {
    LoopFixture f = LoopFixture.inGroup(P0, P1);
    f.produce(P0, 0, 2);
    f.produce(P1, 0, 2);
    f.step();
    f.handler(P1).handled("b");
    f.stopRequested(Duration.ofSeconds(2));
    long begun = f.clock.nanoTime();
    assertFalse(f.step());
    assertEquals(Duration.ofSeconds(2), Duration.ofNanos(f.clock.nanoTime() - begun));
    assertEquals(Optional.empty(), f.consumer.committedOf(P0));
    assertEquals(Optional.of(3L), f.consumer.committedOf(P1));
    assertTrue(f.consumer.closed());
  }

  @Test
  void loopThatNeverStartedStopsAtOnce() {
    LoopFixture f = LoopFixture.inGroup();
    assertTrue(f.loop.stop(Duration.ofSeconds(1)).toCompletableFuture().isDone());
    assertEquals(State.STOPPED, f.loop.health().state());
    assertTrue(f.consumer.closed());
    assertThrows(IllegalStateException.class, f.loop::start);
  }
}
