package io.parley.ids;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.ids.IdOutcome.Minted;
import io.parley.ids.IdOutcome.Refused;
import io.parley.ids.Tenure.Now;
import io.parley.ids.Tenure.RoundTrip;
import io.parley.ids.WorkerLeases.AcquireOutcome.Granted;
import io.parley.ids.WorkerLeases.RenewOutcome.Renewed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class TenureTest {
  private static final LeaseTerms TERMS =
      new LeaseTerms(ms(1_000), ms(1_200), ms(300), ms(100), ms(200));
  private static final WorkerLease LEASE = new WorkerLease(9, 4, "h", "i");
  private static final long TICK = 80_000_000_000L;

  @Example
  void theFirstIdIsInTheTickOfTheClock() {
    assertEquals(minted(TICK, 0), settled().mint(0, at(TICK, 0), TERMS));
  }

  @Example
  void moreIdsThanATickHoldsCarryIntoTheNext() {
    long last = 0;
    for (int i = 0; i < 10_000; i++) {
      IdOutcome outcome = settled().mint(last, at(TICK, 0), TERMS);
      assertEquals(minted(TICK + i / 4096, i % 4096), outcome);
      last = SnowflakeLayout.position(assertInstanceOf(Minted.class, outcome).id());
    }
  }

  @Example
  void aBurstStopsAtTheBoundAheadOfTheClock() {
    long last = SnowflakeLayout.lastPositionOf(TICK + 200);
    assertEquals(
        new Refused(RefusalReason.CLOCK_BEHIND, ms(1)), settled().mint(last, at(TICK, 0), TERMS));
    assertEquals(minted(TICK + 201, 0), settled().mint(last, at(TICK + 1, 0), TERMS));
  }

  @Example
  void aClockThatStepsBackABitGoesOnFromTheLastTick() {
    long last = SnowflakeLayout.firstPositionOf(TICK) + 6;
    assertEquals(minted(TICK, 7), settled().mint(last, at(TICK - 200, 0), TERMS));
  }

  @Example
  void aClockThatStepsBackFarIsRefusedWithTheTimeItNeeds() {
    long last = SnowflakeLayout.firstPositionOf(TICK) + 6;
    assertEquals(
        new Refused(RefusalReason.CLOCK_BEHIND, ms(300)),
        settled().mint(last, at(TICK - 500, 0), TERMS));
    // it may be set right at any time: no one is sent away for hours
    assertEquals(
        new Refused(RefusalReason.CLOCK_BEHIND, TERMS.quarantine()),
        settled().mint(last, at(-1, 0), TERMS));
  }

  @Example
  void aClockAheadOfTheLeaseIsRefused() {
    assertEquals(minted(TICK + 1_000, 0), settled().mint(0, at(TICK + 1_000, 0), TERMS));
    assertEquals(
        new Refused(RefusalReason.CLOCK_AHEAD, TERMS.renewEvery()),
        settled().mint(0, at(TICK + 1_001, 0), TERMS));
    assertEquals(
        new Refused(RefusalReason.CLOCK_AHEAD, TERMS.renewEvery()),
        settled().mint(0, at(SnowflakeLayout.MAX_TICK + 1, 0), TERMS));
  }

  @Example
  void noTickBeforeTheLeasesFirstIsMinted() {
    Tenure tenure = granted(new Granted(LEASE, TICK + 50, TICK + 1_000, true), 0);
    assertEquals(minted(TICK + 51, 0), tenure.mint(0, at(TICK, 0), TERMS));
  }

  @Example
  void aNewWorkerStartsAfterTheLastTickOfThisProcess() {
    Tenure tenure = granted(new Granted(LEASE, 0, TICK + 1_000, true), TICK + 3);
    long last = SnowflakeLayout.firstPositionOf(TICK + 3) + 2;
    assertEquals(minted(TICK + 4, 0), tenure.mint(last, at(TICK, 0), TERMS));
  }

  @Example
  void theLeaseLapsesTheMarginBeforeItsTimeCountedFromTheRequest() {
    var slow = new RoundTrip(0, ms(400).toNanos());
    Granted grant = new Granted(LEASE, 0, TICK + 1_000, true);
    for (Tenure tenure :
        List.of(
            Tenure.granted(grant, 0, slow, TERMS),
            settled().renewed(new Renewed(TICK + 1_000), slow, TERMS).orElseThrow())) {
      assertInstanceOf(Minted.class, tenure.mint(0, at(TICK, 899_999_999L), TERMS));
      var lapsed = new Refused(RefusalReason.LEASE_LAPSED, TERMS.renewEvery());
      assertEquals(lapsed, tenure.mint(0, at(TICK, 900_000_000L), TERMS));
      assertEquals(lapsed, tenure.mint(0, at(TICK, Duration.ofDays(30).toNanos()), TERMS));
    }
  }

  @Example
  void anUnsettledGrantWaitsOutTheQuarantineFromItsAnswer() {
    Tenure fresh = granted(new Granted(LEASE, TICK, TICK + 1_000, false), 0);
    long renewal = ms(800).toNanos();
    Tenure tenure =
        fresh.renewed(new Renewed(TICK + 1_800), sentAndReceived(renewal), TERMS).orElseThrow();
    assertEquals(
        new Refused(RefusalReason.QUARANTINED, ms(240)),
        tenure.mint(0, at(TICK + 1_000, ms(1_000).toNanos()), TERMS));
    assertEquals(
        minted(TICK + 1_240, 0), tenure.mint(0, at(TICK + 1_240, ms(1_240).toNanos()), TERMS));
  }

  @Example
  void aRenewalAnsweredAfterTheLeaseLapsedDoesNotCount() {
    var late = new RoundTrip(ms(800).toNanos(), ms(900).toNanos());
    assertEquals(Optional.empty(), settled().renewed(new Renewed(TICK + 2_000), late, TERMS));
  }

  @Example
  void aRenewalNeverTakesTicksBack() {
    Tenure tenure =
        settled().renewed(new Renewed(TICK - 5_000), sentAndReceived(5), TERMS).orElseThrow();
    assertInstanceOf(Minted.class, tenure.mint(0, at(TICK + 1_000, 5), TERMS));
  }

  @Example
  void aLeaseTableOutsideTheLayoutsTimeMintsNothing() {
    long never = SnowflakeLayout.MAX_TICK + 5_000;
    Tenure tenure = granted(new Granted(LEASE, never, never + 1_000, true), 0);
    assertInstanceOf(Refused.class, tenure.mint(0, at(SnowflakeLayout.MAX_TICK + 1, 0), TERMS));
  }

  @Property
  void monotonicClocksMayWrapAround(@ForAll long start, @ForAll @LongRange(max = 2_000) long ms) {
    Granted grant = new Granted(LEASE, 0, TICK + 5_000, true);
    Tenure tenure = Tenure.granted(grant, 0, new RoundTrip(start, start + 40_000_000), TERMS);
    IdOutcome outcome = tenure.mint(0, at(TICK, start + 40_000_000 + ms(ms).toNanos()), TERMS);
    assertEquals(ms < 860, outcome instanceof Minted);
  }

  @Property
  void overAnyWalkOfTheClockIdsRiseWithinTheLeaseAndTheBound(
      @ForAll @Size(max = 200) List<@IntRange(min = -600, max = 600) Integer> steps,
      @ForAll @IntRange(min = 1, max = 5_000) int burst) {
    long wall = TICK + 300;
    long last = 0;
    Tenure tenure = granted(new Granted(LEASE, TICK, TICK + 1_000, true), 0);
    for (int step : steps) {
      wall += step;
      for (int i = 0; i < burst; i++) {
        IdOutcome outcome = tenure.mint(last, at(wall, 0), TERMS);
        if (!(outcome instanceof Minted(long id))) {
          assertTrue(((Refused) outcome).retryAfter().isPositive());
          break;
        }
        long tick = SnowflakeLayout.tick(id);
        assertTrue(SnowflakeLayout.position(id) > last);
        assertTrue(tick > TICK && tick <= TICK + 1_000 && tick >= wall && tick <= wall + 200);
        assertEquals(9, SnowflakeLayout.worker(id));
        last = SnowflakeLayout.position(id);
      }
    }
  }

  private static Tenure settled() {
    return granted(new Granted(LEASE, 0, TICK + 1_000, true), 0);
  }

  /// Asked for at 0; an unsettled one is answered 40 ms later, a settled one at once.
  private static Tenure granted(Granted grant, long lastTick) {
    long answered = grant.settled() ? 0 : ms(40).toNanos();
    return Tenure.granted(grant, lastTick, new RoundTrip(0, answered), TERMS);
  }

  private static RoundTrip sentAndReceived(long nanos) {
    return new RoundTrip(nanos, nanos);
  }

  private static Minted minted(long tick, int sequence) {
    return new Minted(SnowflakeLayout.compose(tick, 9, sequence));
  }

  private static Now at(long wallTick, long nanos) {
    return new Now(wallTick, nanos);
  }

  private static Duration ms(long ms) {
    return Duration.ofMillis(ms);
  }
}
