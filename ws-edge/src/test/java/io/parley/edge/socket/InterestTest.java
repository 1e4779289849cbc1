package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.socket.Interest.Call;
import io.parley.edge.socket.Interest.Phase;
import io.parley.edge.socket.Interest.Step;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InterestTest {
  private static final long LATER = Interest.LINGER_NANOS;

  private static Interest there() {
    return Interest.NONE.held().after().added(true).after();
  }

  private static void assertStep(Step step, Phase phase, Call call) {
    assertEquals(phase, step.after().phase());
    assertEquals(call, step.call());
  }

  @Test
  void theFirstToHoldItHasItAddedAndFurtherOnesDoNot() {
    Step first = Interest.NONE.held();
    assertStep(first, Phase.ADDING, Call.ADD);
    assertStep(first.after().held(), Phase.ADDING, Call.NOTHING);
    assertStep(first.after().added(true), Phase.THERE, Call.NOTHING);
    assertStep(there().held(), Phase.THERE, Call.NOTHING);
  }

  @Test
  void itLingersBeforeItIsDropped() {
    Interest idle = there().released(0);
    assertStep(idle.wake(LATER - 1), Phase.THERE, Call.NOTHING);
    assertStep(idle.held(), Phase.THERE, Call.NOTHING);
    assertStep(idle.wake(LATER), Phase.DROPPING, Call.DROP);
    assertTrue(idle.wake(LATER).after().dropped(true, LATER).after().isGone());
  }

  @Test
  void itIsNeverDroppedWhileItIsAdded() {
    Interest adding = Interest.NONE.held().after().released(0);
    assertStep(adding.wake(10 * LATER), Phase.ADDING, Call.NOTHING);
    assertStep(adding.added(true).after().wake(10 * LATER), Phase.DROPPING, Call.DROP);
  }

  @Test
  void whoComesWhileItIsDroppedHasItAddedAfterwards() {
    Interest dropping = there().released(0).wake(LATER).after();
    Step held = dropping.held();
    assertStep(held, Phase.DROPPING, Call.NOTHING);
    assertStep(held.after().dropped(true, LATER), Phase.ADDING, Call.ADD);
    assertStep(held.after().dropped(false, LATER), Phase.ADDING, Call.ADD);
  }

  @Test
  void whatFailedIsTriedAgainForAsLongAsSomebodyHoldsIt() {
    Interest doubtful = Interest.NONE.held().after().added(false).after();
    assertEquals(Phase.DOUBTFUL, doubtful.phase());
    assertStep(doubtful.wake(1), Phase.ADDING, Call.ADD);
    assertStep(doubtful.held(), Phase.ADDING, Call.ADD);
    Interest unwanted = doubtful.released(1);
    assertStep(unwanted.wake(2), Phase.DOUBTFUL, Call.NOTHING);
    assertStep(unwanted.wake(1 + LATER), Phase.DROPPING, Call.DROP);
  }

  @Test
  void aDropThatFailedIsTriedAgainLater() {
    Interest failed = there().released(0).wake(LATER).after().dropped(false, LATER).after();
    assertFalse(failed.isGone());
    assertStep(failed.wake(LATER + 1), Phase.DOUBTFUL, Call.NOTHING);
    assertStep(failed.wake(2 * LATER), Phase.DROPPING, Call.DROP);
  }

  @Test
  void aLossPutsItInDoubtAlsoWhereItIsJustBeingAdded() {
    assertEquals(Phase.DOUBTFUL, there().afterLoss().phase());
    Interest adding = Interest.NONE.held().after().afterLoss();
    assertStep(adding.added(true), Phase.ADDING, Call.ADD);
    assertStep(adding.added(true).after().added(true), Phase.THERE, Call.NOTHING);
  }

  @Test
  void oneThatNobodyHoldsIsDroppedAfterAWhile() {
    assertStep(Interest.stray(0).wake(LATER - 1), Phase.DOUBTFUL, Call.NOTHING);
    assertStep(Interest.stray(0).wake(LATER), Phase.DROPPING, Call.DROP);
  }

  /// Whatever happens in whatever order: one call at a time, and it ends where it should.
  @Test
  void neverTwoCallsAtATimeAndInTheEndWhatIsWanted() {
    Set<Phase> reached = new HashSet<>();
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      Interest interest = Interest.NONE;
      Call underWay = Call.NOTHING;
      long now = 0;
      for (int i = 0; i < 60; i++) {
        boolean done = random.nextBoolean();
        now += LATER / 4;
        Step step =
            switch (random.nextInt(5)) {
              case 0 -> interest.held();
              case 1 ->
                  new Step(
                      interest.holders() == 0 ? interest : interest.released(now), Call.NOTHING);
              case 2 -> interest.wake(now);
              case 3 -> new Step(interest.afterLoss(), Call.NOTHING);
              default ->
                  switch (underWay) {
                    case ADD -> interest.added(done);
                    case DROP -> interest.dropped(done, now);
                    case NOTHING -> new Step(interest, Call.NOTHING);
                  };
            };
        boolean answered =
            underWay != Call.NOTHING
                && (step.after().phase() != interest.phase() || step.call() != Call.NOTHING);
        if (answered) {
          underWay = Call.NOTHING;
        }
        assertTrue(step.call() == Call.NOTHING || underWay == Call.NOTHING, "seed " + seed);
        underWay = step.call() == Call.NOTHING ? underWay : step.call();
        interest = step.after();
        reached.add(interest.phase());
      }
      assertEnds(interest, underWay, now, seed);
    }
    assertEquals(Set.of(Phase.values()), reached);
  }

  private static void assertEnds(Interest interest, Call underWay, long now, int seed) {
    Interest last = interest;
    Call call = underWay;
    long time = now;
    for (int i = 0; i < 10; i++) {
      time += LATER;
      Step step =
          switch (call) {
            case ADD -> last.added(true);
            case DROP -> last.dropped(true, time);
            case NOTHING -> last.wake(time);
          };
      last = step.after();
      call = step.call();
    }
    assertEquals(last.holders() > 0 ? Phase.THERE : Phase.ABSENT, last.phase(), "seed " + seed);
  }
}
