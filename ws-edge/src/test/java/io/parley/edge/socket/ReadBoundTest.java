package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.runtime.resilience.StageFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ReadBoundTest {
  private static final String HISTORY =
      "{\"id\":\"1\",\"history\":{\"conversation\":\"d:alice:bob\",\"limit\":5}}";

  private final ReadBound bound = new ReadBound(5, 2);
  private final List<CompletableFuture<Void>> reads = new ArrayList<>();

  private boolean begins(String user) {
    CompletableFuture<Void> read = new CompletableFuture<>();
    CompletionStage<Void> begun = bound.within(user, () -> read);
    Throwable refused = begun.toCompletableFuture().isDone() ? fault(begun) : null;
    if (refused == null) {
      reads.add(read);
      return true;
    }
    assertTrue(refused instanceof ReadBound.TooManyReadsException, refused.toString());
    return false;
  }

  private static Throwable fault(CompletionStage<Void> stage) {
    return StageFailure.of(stage.handle((_, fault) -> fault).toCompletableFuture().join());
  }

  @Test
  void oneUserDoesNotTakeWhatIsThereForAll() {
    assertTrue(begins("alice"));
    assertTrue(begins("alice"));
    assertFalse(begins("alice"));
    assertTrue(begins("bob"));
    assertTrue(begins("bob"));
    assertTrue(begins("carol"));
    assertFalse(begins("dave"), "no more for anybody");
  }

  @Test
  void whatEndsMakesRoomHoweverItEnds() {
    assertTrue(begins("alice"));
    assertTrue(begins("alice"));
    reads.getFirst().complete(null);
    assertTrue(begins("alice"));
    reads.get(1).completeExceptionally(new IllegalStateException("away"));
    assertTrue(begins("alice"));
    CompletionStage<Void> thrown =
        bound.within(
            "bob",
            () -> {
              throw new IllegalStateException("at once");
            });
    assertEquals("at once", fault(thrown).getMessage());
    assertTrue(begins("bob"));
    assertTrue(begins("bob"));
  }

  @Test
  void readingHistoryKeepsNobodyFromBeingWelcomed() {
    SteppedEdge edge = new SteppedEdge("limits: {reads-max: 1}");
    SteppedSocket alice = edge.welcomed(1, "alice/phone");
    edge.reader.hold();
    alice.send(HISTORY);
    SteppedSocket bob = edge.open(2);
    bob.send("{\"hello\":{\"token\":\"bob/phone\",\"since\":\"2025-01-01T00:00:00Z\"}}");
    bob.next("welcome");
    bob.send(HISTORY);
    assertTrue(bob.next("error").contains("UNAVAILABLE"));
  }

  @Test
  void aSocketHasTwoReadsUnderWayAndTheOthersInLine() {
    SteppedEdge edge = new SteppedEdge("limits: {reads-max: 2}");
    SteppedSocket alice = edge.welcomed(1, "alice/phone");
    edge.reader.hold();
    for (int i = 0; i < 6; i++) {
      alice.send(HISTORY);
    }
    edge.reader.release();
    List<String> frames = alice.frames();
    assertEquals(6, frames.size());
    assertTrue(frames.stream().allMatch(frame -> frame.contains("\"page\"")), frames.toString());
  }
}
