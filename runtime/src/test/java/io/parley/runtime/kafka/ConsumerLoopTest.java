package io.parley.runtime.kafka;

import static io.parley.runtime.kafka.LoopFixture.P0;
import static io.parley.runtime.kafka.LoopFixture.P1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.runtime.kafka.LoopHealth.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class ConsumerLoopTest {
  private static final Duration COMMIT_INTERVAL = LoopFixture.SETTINGS.commitInterval();

  @Test
  void recordsAreHandedOverInOrderOneBatchAtATime() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.produce(P0, 0, 4);
    f.step();
    f.step();
    assertEquals(List.of(List.of(0L, 1L, 2L)), f.handler(P0).batches);
    f.handler(P0).handled("");
    f.step();
    assertEquals(List.of(List.of(0L, 1L, 2L), List.of(3L, 4L)), f.handler(P0).batches);
    assertEquals(1, f.handler(P0).underWay());
  }

  @Test
  void partitionsDoNotWaitForEachOther() {
    LoopFixture f = LoopFixture.inGroup(P0, P1);
    f.produce(P0, 0, 2);
    f.produce(P1, 0, 5);
    f.step();
    f.handler(P1).handled("");
    f.step();
    assertEquals(1, f.handler(P0).underWay());
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L), f.handler(P1).offsets());
  }

  @Test
  void nothingIsCommittedBeforeItIsHandled() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.produce(P0, 0, 2);
    f.step();
    f.stepAfter(COMMIT_INTERVAL);
    f.stepAfter(COMMIT_INTERVAL);
    assertEquals(List.of(), f.consumer.commits);
    f.handler(P0).handled("");
    f.step();
    assertEquals(Optional.of(3L), f.consumer.committedOf(P0));
  }

  @Test
  void handlersMetadataTravelsWithTheOffset() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.produce(P0, 0, 2);
    f.step();
    f.handler(P0).handled("last-id=77");
    f.step();
    assertEquals(
        List.of(Map.of(P0.forKafka(), new OffsetAndMetadata(3, "last-id=77"))), f.consumer.commits);
  }

  @Test
  void handlerBeginsWhereTheGroupIsAndWithItsMetadata() {
    LoopFixture f = LoopFixture.inGroup();
    f.consumer.group.put(P0.forKafka(), new OffsetAndMetadata(40, "last-id=9"));
    f.loop.begin();
    f.rebalance(P0, P1);
    f.step();
    assertEquals(List.of(new StartPosition(40, "last-id=9")), f.handler(P0).starts);
    assertEquals(List.of(new StartPosition(0, "")), f.handler(P1).starts);
    f.produce(P0, 38, 41);
    f.step();
    assertEquals(List.of(40L, 41L), f.handler(P0).offsets());
  }

  @Test
  void commitsAreSpacedAndOnlyOneIsUnderWay() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.consumer.holdCommits = true;
    f.produce(P0, 0, 5);
    f.step();
    f.handler(P0).handled("a");
    f.step();
    f.handler(P0).handled("b");
    f.step();
    f.stepAfter(COMMIT_INTERVAL);
    assertEquals(1, f.consumer.heldBack.size());
    f.consumer.heldBack.removeFirst().run();
    f.step();
    assertEquals(1, f.consumer.heldBack.size());
    f.consumer.heldBack.removeFirst().run();
    f.stepAfter(COMMIT_INTERVAL);
    assertEquals(Optional.of(6L), f.consumer.committedOf(P0));
    assertEquals(2, f.consumer.commits.size(), "nothing new, nothing committed");
  }

  @Test
  void failedCommitIsMadeGoodByTheNext() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.consumer.failCommits = new TimeoutException("coordinator");
    f.produce(P0, 0, 2);
    f.step();
    f.handler(P0).handled("");
    f.step();
    assertEquals(1, f.metric("parley_consumer_commit_failures_total"));
    f.consumer.failCommits = null;
    f.stepAfter(COMMIT_INTERVAL);
    assertEquals(Optional.of(3L), f.consumer.committedOf(P0));
  }

  @Test
  void failedBatchIsHandedOverAgainUnchangedAndNothingIsSkipped() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.produce(P0, 0, 4);
    f.step();
    for (int i = 0; i < 20; i++) {
      f.handler(P0).failed(new IllegalStateException("store is down"));
      f.step();
      assertEquals(0, f.handler(P0).underWay(), "not before the backoff is over");
      f.stepAfter(LoopFixture.SETTINGS.retryMaxDelay());
      assertEquals(List.of(0L, 1L, 2L), f.handler(P0).batches.getLast());
    }
    assertEquals(List.of(), f.consumer.commits);
    assertEquals(20, f.metric("parley_consumer_batch_failures_total"));
    f.handler(P0).handled("");
    f.step();
    assertEquals(List.of(3L, 4L), f.handler(P0).batches.getLast());
  }

  @Test
  void stalledPartitionIsReportedUntilItMovesAgain() {
    LoopFixture f = LoopFixture.inGroup(P0, P1);
    f.produce(P0, 0, 0);
    f.step();
    f.handler(P0).failed(new IllegalStateException("secret of alice"));
    f.step();
    f.stepAfter(Duration.ofSeconds(3));
    LoopHealth.Stall stall = f.loop.health().stalled().getFirst();
    assertEquals(
        new LoopHealth.Stall(P0, 1, Duration.ofSeconds(3), "IllegalStateException"), stall);
    assertEquals(1, f.partitions("stalled"));
    f.handler(P0).handled("");
    f.step();
    assertEquals(List.of(), f.loop.health().stalled());
  }

  @Test
  void metadataTooLongForABrokerIsAFailure() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.produce(P0, 0, 0);
    f.step();
    f.handler(P0).handled("x".repeat(PartitionHandler.METADATA_MAX_LENGTH + 1));
    f.step();
    assertEquals(List.of(), f.consumer.commits);
    assertEquals(1, f.metric("parley_consumer_batch_failures_total"));
  }

  @Test
  void fetchingStopsAtTheHighMarkAndGoesOnAtTheLow() {
    LoopFixture f = LoopFixture.inGroup(P0, P1);
    f.produce(P0, 0, 8); // three go out at once, six wait
    f.step();
    assertEquals(Set.of(P0.forKafka()), f.consumer.paused());
    f.produce(P0, 9, 20);
    f.step();
    f.handler(P0).handled(""); // three wait
    f.step();
    assertEquals(Set.of(P0.forKafka()), f.consumer.paused());
    f.handler(P0).handled(""); // none wait
    f.step();
    assertEquals(Set.of(), f.consumer.paused());
    f.step();
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L), f.handler(P0).offsets());
    f.handler(P0).handled("");
    f.step();
    assertEquals(List.of(9L, 10L, 11L), f.handler(P0).batches.getLast());
  }

  @Test
  void fetchingStopsAtTheHighMarkOfBytes() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.produceSized(P0, 0, 950);
    f.produceSized(P0, 1, 600);
    f.step();
    assertEquals(
        List.of(List.of(0L)), f.handler(P0).batches, "two would be above the batch's size");
    assertEquals(Set.of(P0.forKafka()), f.consumer.paused());
    f.handler(P0).handled("");
    f.step();
    assertEquals(Set.of(), f.consumer.paused());
  }

  @Test
  void recordLargerThanABatchGoesAlone() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.produceSized(P0, 0, 5_000);
    f.step();
    assertEquals(List.of(List.of(0L)), f.handler(P0).batches);
  }

  @Test
  void completionWakesThePollUnderWay() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.produce(P0, 0, 5);
    f.step();
    // The batch ends inside the next poll, which ends with it
    f.consumer.schedulePollTask(() -> f.handler(P0).handled(""));
    f.step();
    assertEquals(1, f.consumer.wakeups);
    assertEquals(List.of(3L, 4L, 5L), f.handler(P0).batches.getLast());
    f.consumer.schedulePollTask(() -> f.handler(P0).failed(new IllegalStateException("down")));
    f.step();
    assertEquals(2, f.consumer.wakeups, "it is to be tried again");
    f.clock.advance(Duration.ofSeconds(5));
    f.step();
    f.consumer.schedulePollTask(() -> f.handler(P0).handled("x".repeat(5_000)));
    f.step();
    assertEquals(3, f.consumer.wakeups, "what cannot be committed has failed as well");
  }

  @Test
  void completionThatNothingWaitsForLetsThePollBe() {
    LoopFixture f = LoopFixture.inGroup(P0, P1);
    f.produce(P0, 0, 2);
    f.produce(P1, 0, 5);
    f.step();
    f.consumer.schedulePollTask(() -> {
      f.clock.advance(Duration.ofMillis(40));
      f.handler(P0).handled("");
      f.clock.advance(Duration.ofMillis(900));
    });
    f.step();
    assertEquals(0, f.consumer.wakeups);
    assertEquals(Optional.of(3L), f.consumer.committedOf(P0));
    assertEquals(0.04, f.metric("parley_consumer_batch_seconds_sum"), 0.001, "until it ended");
  }

  @Test
  void completionOfAPartitionThatIsToBeOpenedAnewWakesThePoll() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.produce(P0, 0, 2);
    f.step();
    f.consumer.setPollException(new OffsetOutOfRangeException(Map.of(P0.forKafka(), 3L)));
    f.step();
    assertEquals(1, f.handler(P0).starts.size(), "not while a batch is under way");
    f.consumer.schedulePollTask(() -> f.handler(P0).handled(""));
    f.step();
    assertEquals(1, f.consumer.wakeups);
    assertEquals(2, f.handler(P0).starts.size());
  }

  @Test
  void pollWaitsOnlyWhenThereIsNothingToDo() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.produce(P0, 0, 5);
    f.step();
    f.step();
    assertEquals(Duration.ofSeconds(1), f.consumer.lastPollTimeout(), "handlers wake it");
    f.handler(P0).handled("");
    f.step();
    assertEquals(Duration.ZERO, f.consumer.lastPollTimeout());
    f.handler(P0).failed(new IllegalStateException("down"));
    f.step();
    f.step();
    Duration wait = f.consumer.lastPollTimeout();
    assertTrue(wait.toMillis() >= 50 && wait.toMillis() <= 100, wait + " until the next try");
  }

  @Test
  void handlerThatCannotBeOpenedIsTriedAgain() {
    LoopFixture f = LoopFixture.inGroup();
    f.handlers.failOpening(2);
    f.loop.begin();
    f.rebalance(P0);
    f.produce(P0, 0, 0);
    f.step();
    assertEquals(1, f.loop.health().stalled().size());
    f.stepAfter(Duration.ofMillis(100));
    f.stepAfter(Duration.ofMillis(200));
    f.step();
    assertEquals(List.of(0L), f.handler(P0).offsets());
    assertEquals(List.of(), f.loop.health().stalled());
  }

  @Test
  void silentCoordinatorDelaysTheOpeningOnly() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.consumer.failCommitted = new TimeoutException("coordinator");
    f.rebalance(P0, P1);
    f.produce(P0, 0, 0);
    f.step();
    assertEquals(List.of(0L), f.handler(P0).offsets());
    assertEquals(List.of(), f.handler(P1).starts);
    f.consumer.failCommitted = null;
    f.stepAfter(Duration.ofMillis(100));
    assertEquals(1, f.handler(P1).starts.size());
  }

  @Test
  void recordsGoneFromTheLogAreReportedAndTheOldestLeftComesNext() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.produce(P0, 0, 2);
    f.step();
    f.consumer.updateBeginningOffsets(Map.of(P0.forKafka(), 50L));
    f.consumer.setPollException(new OffsetOutOfRangeException(Map.of(P0.forKafka(), 3L)));
    f.step();
    assertEquals(1, f.handler(P0).starts.size(), "not while a batch is under way");
    f.handler(P0).handled("last-id=2");
    f.step();
    assertEquals(1, f.metric("parley_consumer_records_missed_total"));
    assertEquals(0, f.metric("parley_consumer_ends_lost_total"));
    assertEquals(new StartPosition(50, "last-id=2"), f.handler(P0).starts.getLast());
    f.produce(P0, 50, 50);
    f.step();
    assertEquals(List.of(50L), f.handler(P0).batches.getLast());
  }

  @Test
  void commitBeyondTheEndOfTheLogGoesOnAtTheEndWithItsMetadata() {
    LoopFixture f = LoopFixture.inGroup();
    f.consumer.group.put(P0.forKafka(), new OffsetAndMetadata(1_200, "last-id=9"));
    f.loop.begin();
    f.rebalance(P0);
    f.step();
    f.consumer.setPollException(new OffsetOutOfRangeException(Map.of(P0.forKafka(), 1_200L)));
    f.step();
    f.step();
    assertEquals(new StartPosition(1_000, "last-id=9"), f.handler(P0).starts.getLast());
    assertEquals(1, f.metric("parley_consumer_ends_lost_total"));
    assertEquals(0, f.metric("parley_consumer_records_missed_total"));
    f.produce(P0, 998, 1_001);
    f.step();
    assertEquals(List.of(1_000L, 1_001L), f.handler(P0).offsets());
  }

  @Test
  void logThatWasCutIsReadFromTheCutWithTheLastMetadata() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.produce(P0, 0, 6);
    f.step();
    f.handler(P0).handled("last-id=2");
    f.step();
    // what was fetched beyond the cut is not in the log any more
    f.consumer.setPollException(cut(7, 5));
    f.step();
    f.handler(P0).handled("last-id=5");
    f.step();
    assertEquals(new StartPosition(5, "last-id=5"), f.handler(P0).starts.getLast());
    assertEquals(1, f.metric("parley_consumer_ends_lost_total"));
    f.produce(P0, 5, 5);
    f.step();
    assertEquals(List.of(5L), f.handler(P0).batches.getLast());
    assertEquals(
        List.of(List.of(0L, 1L, 2L), List.of(3L, 4L, 5L), List.of(5L)), f.handler(P0).batches);
  }

  @Test
  void whatWasNotHandledBeforeTheCutIsNotSkipped() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.produce(P0, 0, 6);
    f.step();
    f.consumer.setPollException(cut(7, 5));
    f.step();
    f.handler(P0).handled("last-id=2");
    f.step();
    assertEquals(new StartPosition(3, "last-id=2"), f.handler(P0).starts.getLast());
  }

  private static LogTruncationException cut(long wanted, long at) {
    return new LogTruncationException(
        "cut", Map.of(P0.forKafka(), wanted), Map.of(P0.forKafka(), new OffsetAndMetadata(at)));
  }

  @Test
  void batchThatDoesNotEndIsReported() {
    LoopFixture f = LoopFixture.inGroup(P0, P1);
    f.produce(P0, 0, 0);
    f.step();
    f.stepAfter(Assignment.OVERDUE_AFTER.minusMillis(1));
    assertEquals(List.of(), f.loop.health().stalled());
    f.stepAfter(Duration.ofSeconds(1));
    f.stepAfter(Duration.ofSeconds(1));
    LoopHealth.Stall stall = f.loop.health().stalled().getFirst();
    assertEquals("BatchUnderWay", stall.reason());
    assertEquals(Assignment.OVERDUE_AFTER.plusMillis(1_999), stall.lasting());
    assertEquals(1, f.partitions("stalled"));
    f.handler(P0).handled("");
    f.step();
    assertEquals(List.of(), f.loop.health().stalled());
  }

  @Test
  void pollThatMayPassIsRepeated() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.consumer.setPollException(new TimeoutException("metadata"));
    assertTrue(f.step());
    assertEquals(1, f.metric("parley_consumer_poll_failures_total"));
    f.produce(P0, 0, 0);
    f.step();
    assertEquals(List.of(0L), f.handler(P0).offsets());
  }

  @Test
  void failureThatCannotPassEndsTheLoopVisibly() {
    LoopFixture f = LoopFixture.inGroup();
    f.consumer.schedulePollTask(() -> f.rebalance(P0));
    f.consumer.schedulePollTask(
        () -> f.consumer.setPollException(new TopicAuthorizationException("commands")));
    f.loop.run();
    assertInstanceOf(KafkaException.class, f.failures.getFirst());
    assertEquals(1, f.failures.size());
    assertEquals(State.FAILED, f.loop.health().state());
    assertEquals("TopicAuthorizationException", f.loop.health().failure());
    assertEquals(1, f.handler(P0).closed);
    assertTrue(f.consumer.closed());
  }

  @Test
  void fixedPartitionBeginsAtTheEndAndNothingIsCommitted() {
    LoopFixture f = new LoopFixture(new Subscription.Fixed(Map.of(P0, new StartAt.End())));
    f.loop.begin();
    f.step();
    assertEquals(List.of(new StartPosition(1_000, "")), f.handler(P0).starts);
    f.produce(P0, 998, 1_001);
    f.step();
    assertEquals(List.of(1_000L, 1_001L), f.handler(P0).offsets());
    f.handler(P0).handled("x");
    f.step();
    f.stepAfter(COMMIT_INTERVAL);
    assertEquals(List.of(), f.consumer.commits);
  }

  @Test
  void fixedPartitionBeginsAtAnOffset() {
    LoopFixture f = new LoopFixture(new Subscription.Fixed(Map.of(P1, new StartAt.Offset(7))));
    f.loop.begin();
    f.step();
    assertEquals(List.of(new StartPosition(7, "")), f.handler(P1).starts);
  }

  @Test
  void sampleTellsQueuesAndLag() {
    LoopFixture f = LoopFixture.inGroup(P0);
    f.produce(P0, 0, 9);
    f.step();
    f.stepAfter(Duration.ofSeconds(1));
    assertEquals(7, f.metric("parley_consumer_waiting_records"));
    assertEquals(70, f.metric("parley_consumer_waiting_bytes"));
    assertEquals(1, f.partitions("paused"));
    assertEquals(
        990,
        f.registry.getSampleValue(
            "parley_consumer_lag_records",
            new String[] {"loop", "topic", "partition"},
            new String[] {"test", "commands", "0"}));
    assertEquals(10, f.metric("parley_consumed_records_total"));
  }

  @Test
  void manyRandomRunsKeepOrderAndNeverCommitAhead() {
    for (int seed = 0; seed < 50; seed++) {
      new LoopRandomRun(seed).run();
    }
  }
}
