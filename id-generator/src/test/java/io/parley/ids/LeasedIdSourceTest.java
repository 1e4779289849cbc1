package io.parley.ids;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.ids.IdOutcome.Minted;
import io.parley.ids.IdOutcome.Refused;
import io.parley.ids.SwitchableLeases.Mode;
import io.parley.ids.WorkerLeases.AcquireOutcome.Granted;
import io.parley.ids.WorkerLeases.AcquireRequest;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LeasedIdSourceTest {
  private static final LeaseTerms TERMS = LeaseSimulation.TERMS;

  private final ManualClock clock = ManualClock.atStart();
  private final ManualExecutor executor = new ManualExecutor(clock);
  private final SwitchableLeases leases =
      new SwitchableLeases(new InMemoryWorkerLeases(clock, "life"));
  private final RandomGenerator random = new SplittableRandom(1);
  private final List<String> heard = new ArrayList<>();
  private final LeasedIdSource source = source();

  @Test
  void onAnEmptyTableTheFirstHolderWaitsOutTheQuarantine() {
    assertRefused(RefusalReason.NO_LEASE, source.next());
    source.start();
    pass(0);
    assertEquals(new Refused(RefusalReason.QUARANTINED, ms(1_200)), source.next());
    pass(1_199);
    assertEquals(new Refused(RefusalReason.QUARANTINED, ms(1)), source.next());
    pass(1);
    mint();
    assertEquals(1, heard.stream().filter(what -> what.startsWith("acquired")).count());
  }

  @Test
  void onceSettledTheNextHolderMintsAtOnce() {
    startAndSettle();
    LeasedIdSource next = source();
    next.start();
    pass(0);
    long mine = mint();
    long its = assertInstanceOf(Minted.class, next.next()).id();
    assertNotEquals(SnowflakeLayout.worker(mine), SnowflakeLayout.worker(its));
  }

  @Test
  void aRenewedLeaseIsKept() {
    startAndSettle();
    long first = mint();
    for (int i = 0; i < 1_000; i++) {
      pass(100);
      assertEquals(SnowflakeLayout.worker(first), SnowflakeLayout.worker(mint()));
    }
    assertEquals(1, heard.size());
  }

  @Test
  void refusalTellsWithoutMinting() {
    startAndSettle();
    long id = mint();
    assertEquals(Optional.empty(), source.refusal());
    assertEquals(id + 1, mint());
    assertFalse(heard.contains("refused"));
  }

  @Test
  void aFlushRefusesWithinABeatAndHealsAfterTheQuarantine() {
    startAndSettle();
    long before = mint();
    leases.table = new InMemoryWorkerLeases(clock, "life");
    pass(300);
    assertRefused(RefusalReason.QUARANTINED, source.next());
    pass(1_300);
    assertTrue(mint() > before);
    assertTrue(heard.contains("lost"));
  }

  @Test
  void whileTheTableIsSilentTheLeaseLapsesBeforeItEnds() {
    startAndSettle();
    leases.mode = Mode.HOLDING_BACK;
    pass(899);
    mint();
    pass(1);
    assertInstanceOf(Refused.class, source.next());
    assertTrue(heard.contains("renewal failed"));
    assertTrue(heard.contains("lost"));
  }

  @Test
  void aLeaseOutlivesOneFailedRenewal() {
    startAndSettle();
    leases.mode = Mode.FAILING;
    pass(300);
    leases.mode = Mode.ANSWERING;
    pass(5_000);
    mint();
    assertEquals(1, heard.stream().filter("renewal failed"::equals).count());
    assertFalse(heard.contains("lost"));
  }

  @Test
  void aClientThatThrowsDoesNotEndTheBeats() {
    leases.mode = Mode.THROWING;
    source.start();
    pass(5_000);
    assertRefused(RefusalReason.NO_LEASE, source.next());
    leases.mode = Mode.ANSWERING;
    pass(2_000);
    mint();
  }

  @Test
  void aProcessStoppedPastItsLeaseNeverMintsAgainUnderIt() {
    startAndSettle();
    long before = mint();
    // SIGSTOP: time passes, nothing runs; and NTP set the clock back meanwhile
    clock.advance(ms(60_000));
    clock.stepWallClock(ms(-60_000));
    assertRefused(RefusalReason.LEASE_LAPSED, source.next());
    clock.stepWallClock(ms(60_000));
    pass(0);
    assertTrue(heard.contains("lost"));
    long after = mint();
    assertTrue(SnowflakeLayout.tick(after) > SnowflakeLayout.tick(before));
  }

  @Test
  void aRenewalAnsweredAfterTheLeaseLapsedDoesNotBringItBack() {
    startAndSettle();
    pass(270);
    leases.mode = Mode.HOLDING_BACK;
    pass(30);
    clock.advance(ms(2_000));
    leases.answerAll();
    assertRefused(RefusalReason.NO_LEASE, source.next());
    assertTrue(heard.contains("lost"));
  }

  @Test
  void aLateGrantIsGivenBack() {
    startAndSettle();
    CompletionStage<Void> _ = source.stop();
    LeasedIdSource late = source();
    leases.mode = Mode.HOLDING_BACK;
    late.start();
    pass(300);
    leases.mode = Mode.ANSWERING;
    leases.answerAll();
    pass(300);
    assertInstanceOf(Minted.class, late.next());
    int free = 0;
    while (grant() instanceof Granted) {
      free++;
    }
    assertEquals(SnowflakeLayout.WORKERS - 1, free);
  }

  @Test
  void whenAllWorkersAreTakenItSaysSoAndTriesAgain() {
    Granted one = assertInstanceOf(Granted.class, grant());
    while (grant() instanceof Granted) {
      // until none is left
    }
    source.start();
    pass(300);
    assertRefused(RefusalReason.NO_LEASE, source.next());
    assertTrue(heard.contains("all taken"));
    CompletionStage<?> _ = leases.release(one.lease(), 0);
    pass(2_000);
    mint();
  }

  @Test
  void stopGivesTheLeaseBackAndMintsNoMore() {
    startAndSettle();
    long id = mint();
    assertTrue(source.stop().toCompletableFuture().isDone());
    assertRefused(RefusalReason.NO_LEASE, source.next());
    pass(10_000);
    assertRefused(RefusalReason.NO_LEASE, source.next());
    assertEquals(0, executor.waiting());
    // in the same tick even: the next holder starts after the last one minted
    var request = new AcquireRequest(SnowflakeLayout.worker(id), "next", ms(1_000), ms(1_200));
    Granted next =
        assertInstanceOf(Granted.class, leases.acquire(request).toCompletableFuture().join());
    assertEquals(SnowflakeLayout.worker(id), next.lease().worker());
    assertEquals(SnowflakeLayout.tick(id), next.afterTick());
    assertTrue(next.settled());
  }

  @Test
  void stopDoesNotWaitForeverForASilentTable() {
    startAndSettle();
    leases.mode = Mode.HOLDING_BACK;
    CompletionStage<Void> stopped = source.stop();
    pass(299);
    assertFalse(stopped.toCompletableFuture().isDone());
    pass(1);
    assertTrue(stopped.toCompletableFuture().isDone());
  }

  @Test
  void stopBeforeTheFirstAnswerGivesTheGrantBack() {
    leases.mode = Mode.HOLDING_BACK;
    source.start();
    pass(0);
    assertTrue(source.stop().toCompletableFuture().isDone());
    leases.mode = Mode.ANSWERING;
    leases.answerAll();
    assertRefused(RefusalReason.NO_LEASE, source.next());
    assertEquals(List.of("refused"), heard);
  }

  @Test
  void manyThreadsMintNoIdTwice() {
    startAndSettle();
    int threads = 8;
    int each = 25_000;
    List<CompletableFuture<long[]>> minting = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      var ids = new CompletableFuture<long[]>();
      minting.add(ids);
      Thread _ = Thread.ofPlatform().start(() -> ids.complete(mintMany(each)));
    }
    long distinct =
        minting.stream().flatMapToLong(ids -> Arrays.stream(ids.join())).distinct().count();
    assertEquals((long) threads * each, distinct);
  }

  /// 200,000 ids are 49 ticks: within what may run ahead of a clock that stands still.
  private long[] mintMany(int count) {
    long[] ids = new long[count];
    for (int i = 0; i < count; i++) {
      ids[i] = mint();
      assertTrue(i == 0 || ids[i] > ids[i - 1]);
    }
    return ids;
  }

  private LeasedIdSource source() {
    var ports = new LeasedIdSource.Ports(leases, clock, clock::nanoTime, executor, random);
    return new LeasedIdSource(TERMS, ports, new Listener());
  }

  private void startAndSettle() {
    source.start();
    pass(0);
    // past the quarantine and the renewal that tells the table
    pass(1_500);
    mint();
  }

  private WorkerLeases.AcquireOutcome grant() {
    var request = new AcquireRequest(0, "other", ms(1_000), ms(1_200));
    return leases.acquire(request).toCompletableFuture().join();
  }

  private long mint() {
    return assertInstanceOf(Minted.class, source.next()).id();
  }

  private void pass(long ms) {
    int _ = executor.advance(ms(ms));
  }

  private static void assertRefused(RefusalReason reason, IdOutcome outcome) {
    assertEquals(reason, assertInstanceOf(Refused.class, outcome).reason());
  }

  private static Duration ms(long ms) {
    return Duration.ofMillis(ms);
  }

  private final class Listener implements LeaseListener {
    @Override
    public void leaseAcquired(WorkerLease lease) {
      heard.add("acquired " + lease.worker());
    }

    @Override
    public void leaseLost(WorkerLease lease) {
      heard.add("lost");
    }

    @Override
    public void renewalFailed(Throwable cause) {
      heard.add("renewal failed");
    }

    @Override
    public void allWorkersTaken() {
      heard.add("all taken");
    }

    @Override
    public void refused(RefusalReason reason) {
      heard.add("refused");
    }
  }
}
