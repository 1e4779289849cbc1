package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.presence.SlotLeases.AcquireAnswer;
import io.parley.presence.SlotLeases.Ground;
import io.parley.presence.SlotLeases.RenewAnswer;
import io.parley.presence.SlotLeases.Standing;
import io.parley.runtime.Surroundings;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class SlotKeeperTest {
  private static final RegistryTerms TERMS = RegistryTerms.standard();

  private final ManualClock clock = ManualClock.atStart();
  private final ManualExecutor executor = new ManualExecutor(clock);
  private final AnsweredLeases leases = new AnsweredLeases();
  private final SlotEvents events = new SlotEvents();
  private final SlotKeeper keeper =
      new SlotKeeper(
          TERMS,
          4,
          leases,
          new Surroundings(
              clock,
              clock::nanoTime,
              RandomGeneratorFactory.of("L64X128MixRandom").create(1),
              executor,
              executor),
          RegistryMetrics.NONE);

  private CompletableFuture<Integer> slot = new CompletableFuture<>();

  private void acquire() {
    slot = keeper.acquire(events).toCompletableFuture();
    executor.runDue();
  }

  private void granted(int slot) {
    leases.acquires.complete(new AcquireAnswer.Granted(slot, new Ground("run", "1")));
    executor.runDue();
  }

  private void renewed(Standing standing, String incarnation) {
    renewed(standing, new Ground(incarnation, "1"));
  }

  private void renewed(Standing standing, Ground ground) {
    executor.advance(TERMS.renewEvery());
    leases.renews.complete(new RenewAnswer(standing, ground));
    executor.runDue();
  }

  private void unanswered() {
    executor.advance(TERMS.renewEvery());
    leases.renews.completeExceptionally(new IllegalStateException("no answer"));
    executor.runDue();
  }

  private int slot() {
    return Objects.requireNonNull(keeper.lease()).slot();
  }

  @Test
  void theFirstLeaseIsAnsweredAndNotToldToTheListener() {
    acquire();
    assertNull(keeper.lease());
    granted(2);
    assertEquals(2, slot.join());
    assertEquals(2, slot());
    assertEquals(List.of(), events.told());
  }

  @Test
  void itIsSettledWhenNobodyCanBeAboutToTakeHerSlotAgain() {
    acquire();
    executor.advance(TERMS.leaseTtl());
    assertFalse(keeper.isSettled(), "without a slot");
    granted(2);
    assertFalse(keeper.isSettled());
    executor.advance(TERMS.leaseTtl());
    assertTrue(keeper.isSettled());
    renewed(Standing.RENEWED, "run");
    assertTrue(keeper.isSettled());
    renewed(Standing.RETAKEN, "run");
    assertFalse(keeper.isSettled(), "what others held is lost as well");
    executor.advance(TERMS.leaseTtl());
    assertTrue(keeper.isSettled());
    renewed(Standing.RENEWED, "another run");
    assertFalse(keeper.isSettled(), "of what others held much may be lost");
    executor.advance(TERMS.leaseTtl());
    unanswered();
    assertFalse(keeper.isSettled(), "it may have been lost and taken again");
    executor.advance(TERMS.leaseTtl());
    renewed(Standing.TAKEN, "another run");
    assertFalse(keeper.isSettled(), "without a slot");
    granted(1);
    assertFalse(keeper.isSettled());
  }

  @Test
  void howLongAgoTheLeaseWasConfirmedGrowsWhileNobodyDoes() {
    acquire();
    granted(2);
    clock.advance(Duration.ofSeconds(1));
    assertEquals(Duration.ofSeconds(1), keeper.sinceConfirmed());
    renewed(Standing.RENEWED, "run");
    assertEquals(Duration.ZERO, keeper.sinceConfirmed());
    renewed(Standing.TAKEN, "run");
    leases.acquires.complete(new AcquireAnswer.AllTaken());
    executor.advance(Duration.ofMinutes(1));
    assertTrue(keeper.sinceConfirmed().compareTo(Duration.ofMinutes(1)) >= 0);
  }

  @Test
  void anEdgeTriesUntilThereIsASlotAndAlwaysWithTheSameEpoch() {
    acquire();
    leases.acquires.completeExceptionally(new IllegalStateException("away"));
    executor.advance(TERMS.renewEvery());
    leases.acquires.complete(new AcquireAnswer.AllTaken());
    executor.advance(TERMS.renewEvery());
    assertFalse(slot.isDone());
    granted(1);
    assertEquals(1, slot.join());
    assertEquals(3, leases.epochs.size());
    assertEquals(1, Set.copyOf(leases.epochs).size());
  }

  @Test
  void aRenewalEveryTwoSecondsAndNeverTwoAtATime() {
    acquire();
    granted(0);
    for (int i = 1; i <= 5; i++) {
      renewed(Standing.RENEWED, "run");
      assertEquals(i, leases.renewals);
    }
    executor.advance(TERMS.renewEvery().multipliedBy(4));
    assertEquals(6, leases.renewals, "the sixth is not answered");
    assertEquals(List.of(), events.told());
  }

  @Test
  void whileNobodyAnswersTheSlotIsKept() {
    acquire();
    granted(3);
    for (int i = 0; i < 30; i++) {
      executor.advance(TERMS.renewEvery());
      leases.renews.completeExceptionally(new IllegalStateException("away"));
      executor.runDue();
    }
    assertEquals(3, slot());
    assertEquals(List.of(), events.told());
    renewed(Standing.RETAKEN, "run");
    assertEquals(3, slot());
    assertEquals(List.of("lost"), events.told());
  }

  @Test
  void aRestartedServerHasLostSessionsEvenIfItHasTheLease() {
    acquire();
    granted(3);
    renewed(Standing.RENEWED, "another run");
    renewed(Standing.RENEWED, "another run");
    assertEquals(List.of("lost"), events.told(), "once");
  }

  /// A flush of much keeps the server busy for longer than a call may take: the renewal that waited
  /// has taken the slot again when nobody waits for its answer any more.
  @Test
  void aLossIsNoticedAlsoWhereTheAnswerThatSaidSoWasLost() {
    acquire();
    granted(3);
    unanswered();
    unanswered();
    assertEquals(List.of(), events.told());
    Ground taken = new Ground("run", "2");
    renewed(Standing.RENEWED, taken);
    assertEquals(List.of("lost"), events.told());
    renewed(Standing.RENEWED, taken);
    assertEquals(List.of("lost"), events.told(), "once");
    assertEquals(3, slot());
  }

  @Test
  void aRenewalThatTookEffectUnheardLosesNothing() {
    acquire();
    granted(3);
    unanswered();
    renewed(Standing.RENEWED, "run");
    assertEquals(List.of(), events.told());
  }

  @Test
  void whatWasTakenAgainIsKnownByThen() {
    acquire();
    granted(3);
    Ground taken = new Ground("run", "2");
    renewed(Standing.RETAKEN, taken);
    renewed(Standing.RENEWED, taken);
    assertEquals(List.of("lost"), events.told(), "once");
  }

  @Test
  void anEdgeWhoseSlotWasTakenMovesAtOnceUnderANewEpoch() {
    acquire();
    granted(3);
    long before = Objects.requireNonNull(keeper.lease()).epoch();
    renewed(Standing.TAKEN, "run");
    assertNull(keeper.lease(), "nothing is registered under a slot of another");
    granted(1);
    assertEquals(List.of("moved 1"), events.told());
    assertNotEquals(before, Objects.requireNonNull(keeper.lease()).epoch());
  }

  @Test
  void aProcessThatWasStoppedDuringACallAsksAtOnceWhenItRunsAgain() {
    acquire();
    granted(3);
    executor.advance(TERMS.renewEvery());
    assertEquals(1, leases.renewals);
    // stopped: the call's end and the next beats are all overdue when it runs again
    executor.advance(Duration.ofSeconds(20));
    leases.renews.completeExceptionally(new IllegalStateException("no answer"));
    executor.runDue();
    assertEquals(2, leases.renewals);
  }

  @Test
  void afterTheReleaseNothingHappensAnyMore() {
    acquire();
    granted(3);
    CompletionStage<Void> released = keeper.release();
    executor.runDue();
    assertTrue(released.toCompletableFuture().isDone());
    assertEquals(List.of(3), leases.released.stream().map(SlotLease::slot).toList());
    assertNull(keeper.lease());
    executor.advance(Duration.ofMinutes(1));
    assertEquals(0, leases.renewals);
  }

  @Test
  void aLeaseGrantedAfterTheReleaseIsGivenBack() {
    acquire();
    CompletionStage<Void> _ = keeper.release();
    executor.runDue();
    assertTrue(slot.isCompletedExceptionally());
    granted(2);
    assertEquals(List.of(2), leases.released.stream().map(SlotLease::slot).toList());
    assertNull(keeper.lease());
  }

  /// Answers when the test says so.
  private static final class AnsweredLeases implements SlotLeases {
    private final List<Long> epochs = new ArrayList<>();
    private final List<SlotLease> released = new ArrayList<>();
    private CompletableFuture<AcquireAnswer> acquires = new CompletableFuture<>();
    private CompletableFuture<RenewAnswer> renews = new CompletableFuture<>();
    private int renewals;

    @Override
    public CompletionStage<AcquireAnswer> acquire(int firstSlot, long epoch) {
      epochs.add(epoch);
      acquires = new CompletableFuture<>();
      return acquires;
    }

    @Override
    public CompletionStage<RenewAnswer> renew(SlotLease lease) {
      renewals++;
      renews = new CompletableFuture<>();
      return renews;
    }

    @Override
    public CompletionStage<Void> release(SlotLease lease) {
      released.add(lease);
      return CompletableFuture.completedFuture(lease).thenAccept(_ -> {});
    }
  }
}
