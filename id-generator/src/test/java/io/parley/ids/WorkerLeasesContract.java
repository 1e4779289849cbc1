package io.parley.ids;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.ids.WorkerLeases.AcquireOutcome;
import io.parley.ids.WorkerLeases.AcquireOutcome.AllTaken;
import io.parley.ids.WorkerLeases.AcquireOutcome.Granted;
import io.parley.ids.WorkerLeases.AcquireRequest;
import io.parley.ids.WorkerLeases.ReleaseOutcome;
import io.parley.ids.WorkerLeases.RenewOutcome;
import io.parley.ids.WorkerLeases.RenewOutcome.Lost;
import io.parley.ids.WorkerLeases.RenewOutcome.Renewed;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What every lease table does; each subclass brings one, empty for each test.
abstract class WorkerLeasesContract {
  static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(20);

  private int holders;

  abstract WorkerLeases leases();

  /// The table's own clock, as a tick.
  abstract long now();

  /// Returns when the table's clock is past this tick.
  abstract void passTick(long tick);

  /// All the table knew is gone; it goes on.
  abstract void loseData();

  @Test
  void anEmptyTableGrantsOnlyLaterTicksAndIsUnsettled() {
    long before = now();
    Granted granted = acquire(7, LONG);
    assertEquals(7, granted.lease().worker());
    assertFalse(granted.settled());
    assertTrue(granted.afterTick() >= before + LONG.toMillis());
    assertTrue(granted.afterTick() <= now() + LONG.toMillis());
    assertEquals(granted.afterTick(), granted.throughTick());
  }

  @Test
  void grantsStayUnsettledUntilAHolderSaysItHasWaited() {
    Granted first = acquire(1, LONG);
    assertFalse(acquire(1, LONG).settled());
    renew(first.lease(), LONG, false);
    assertFalse(acquire(1, LONG).settled());
    renew(first.lease(), LONG, true);
    Granted later = acquire(1, LONG);
    assertTrue(later.settled());
    // what the lost leases may have covered stays out of bounds for good
    assertEquals(first.afterTick(), later.afterTick());
  }

  @Test
  void aHolderOfAnotherIncarnationSettlesNothing() {
    WorkerLease lease = acquire(1, LONG).lease();
    var before =
        new WorkerLease(lease.worker(), lease.epoch(), lease.holder(), "anotherIncarnation");
    assertInstanceOf(Renewed.class, renew(before, LONG, true));
    assertFalse(acquire(1, LONG).settled());
  }

  @Test
  void takenWorkersAreSkippedUpwardsAndAround() {
    assertEquals(1023, acquire(1023, LONG).lease().worker());
    assertEquals(0, acquire(1023, LONG).lease().worker());
    assertEquals(1, acquire(1023, LONG).lease().worker());
  }

  @Test
  void epochsRiseWithEveryGrant() {
    assertTrue(acquire(5, LONG).lease().epoch() < acquire(2, LONG).lease().epoch());
  }

  @Test
  void whenAllAreTakenItSaysSo() {
    Set<Integer> workers = new HashSet<>();
    for (int i = 0; i < SnowflakeLayout.WORKERS; i++) {
      workers.add(acquire(500, LONG).lease().worker());
    }
    assertEquals(SnowflakeLayout.WORKERS, workers.size());
    assertEquals(new AllTaken(), await(leases().acquire(request(500, LONG))));
  }

  @Test
  void anEndedLeaseIsGrantedAgainAfterItsLastTick() {
    WorkerLease first = acquire(3, SHORT).lease();
    Renewed renewed = assertInstanceOf(Renewed.class, renew(first, SHORT, false));
    passTick(renewed.throughTick());
    Granted second = acquire(3, LONG);
    assertEquals(3, second.lease().worker());
    assertTrue(second.afterTick() >= renewed.throughTick());
    assertEquals(new Lost(), renew(first, LONG, false));
    assertEquals(ReleaseOutcome.NOT_HELD, await(leases().release(first, 1)));
    assertInstanceOf(Renewed.class, renew(second.lease(), LONG, false));
  }

  @Test
  void anEndedLeaseNoOneTookIsStillItsHolders() {
    Granted granted = acquire(3, SHORT);
    passTick(granted.throughTick());
    Renewed renewed = assertInstanceOf(Renewed.class, renew(granted.lease(), LONG, false));
    assertTrue(renewed.throughTick() >= granted.throughTick());
    assertEquals(4, acquire(3, LONG).lease().worker());
  }

  @Test
  void aRenewalMovesTheLastTickOnAndNeverBack() {
    WorkerLease lease = acquire(3, LONG).lease();
    long before = now();
    Duration longer = LONG.plusMinutes(1);
    Renewed first = assertInstanceOf(Renewed.class, renew(lease, longer, false));
    assertTrue(first.throughTick() >= before + longer.toMillis());
    assertEquals(first, renew(lease, SHORT, false));
  }

  @Test
  void aReleasedWorkerIsFreeAtOnceAndStartsAfterWhatWasMinted() {
    WorkerLease settler = acquire(0, LONG).lease();
    renew(settler, LONG, true);
    WorkerLease lease = acquire(3, LONG).lease();
    long minted = now() - 1;
    assertEquals(ReleaseOutcome.RELEASED, await(leases().release(lease, minted)));
    assertEquals(new Lost(), renew(lease, LONG, false));
    assertEquals(ReleaseOutcome.NOT_HELD, await(leases().release(lease, minted)));
    Granted next = acquire(3, LONG);
    assertEquals(3, next.lease().worker());
    assertTrue(next.afterTick() >= minted);
  }

  @Test
  void aReleaseCannotExtendALease() {
    WorkerLease lease = acquire(3, SHORT).lease();
    assertEquals(ReleaseOutcome.RELEASED, await(leases().release(lease, Long.MAX_VALUE / 4096)));
    passTick(now() + SHORT.toMillis());
    assertEquals(3, acquire(3, LONG).lease().worker());
  }

  @Test
  void lostDataLosesEveryLeaseAndStartsBeyondThem() {
    Granted old = acquire(3, SHORT);
    Renewed renewed = assertInstanceOf(Renewed.class, renew(old.lease(), LONG, true));
    loseData();
    assertEquals(new Lost(), renew(old.lease(), LONG, true));
    Granted fresh = acquire(3, LONG);
    assertFalse(fresh.settled());
    assertTrue(fresh.afterTick() >= renewed.throughTick());
    // the epoch may be the same again; the holder is not
    assertNotEquals(old.lease().holder(), fresh.lease().holder());
    assertEquals(new Lost(), renew(old.lease(), LONG, true));
    assertFalse(acquire(3, LONG).settled());
  }

  @Test
  void requestsThatMakeNoSenseAreRefused() {
    assertEquals(
        "firstWorker: 1024 (expected: 0..1023)",
        assertThrows(IllegalArgumentException.class, () -> request(1024, LONG)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new AcquireRequest(0, "a:b", LONG, LONG));
  }

  final Granted acquire(int firstWorker, Duration ttl) {
    AcquireOutcome outcome = await(leases().acquire(request(firstWorker, ttl)));
    return assertInstanceOf(Granted.class, outcome);
  }

  final RenewOutcome renew(WorkerLease lease, Duration ttl, boolean settle) {
    return await(leases().renew(lease, ttl, settle));
  }

  private AcquireRequest request(int firstWorker, Duration ttl) {
    return new AcquireRequest(firstWorker, "holder" + holders++, ttl, LONG);
  }

  static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
