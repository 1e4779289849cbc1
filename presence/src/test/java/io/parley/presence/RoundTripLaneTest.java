package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class RoundTripLaneTest {
  private static final int AT_ONCE = 3;
  private static final int WAITING_MAX = 5;

  private final List<List<String>> made = new ArrayList<>();
  private final Deque<CompletableFuture<List<Integer>>> underWay = new ArrayDeque<>();

  /// A step is as large as its name is long, and answered with that.
  private final RoundTripLane<String, Integer> lane =
      new RoundTripLane<>(this::roundTrip, String::length, AT_ONCE, WAITING_MAX);

  private CompletionStage<List<Integer>> roundTrip(List<String> steps) {
    made.add(steps);
    CompletableFuture<List<Integer>> answer = new CompletableFuture<>();
    underWay.add(answer);
    return answer;
  }

  private CompletableFuture<Integer> ask(String step) {
    return lane.ask(step).toCompletableFuture();
  }

  private void go(String... steps) {
    for (String step : steps) {
      CompletionStage<?> _ = lane.ask(step);
    }
  }

  /// The oldest round trip is answered.
  private void answer() {
    List<String> steps = made.get(made.size() - underWay.size());
    underWay.remove().complete(steps.stream().map(String::length).toList());
  }

  @Test
  void theFirstGoesAtOnceAndThoseThatComeMeanwhileGoTogetherInOrder() {
    go("a", "b", "c", "d");
    assertEquals(List.of(List.of("a")), made);
    answer();
    assertEquals(List.of("b", "c", "d"), made.getLast());
    assertEquals(1, underWay.size());
    answer();
    assertEquals(2, made.size(), "nobody waits");
  }

  @Test
  void noRoundTripIsLargerThanItMayBe() {
    go("a", "bb", "cc", "d", "eeeee", "f");
    answer();
    answer();
    answer();
    answer();
    answer();
    assertEquals(
        List.of(List.of("a"), List.of("bb"), List.of("cc", "d"), List.of("eeeee"), List.of("f")),
        made);
  }

  @Test
  void everyoneHearsTheirOwnAnswer() {
    var first = ask("a");
    var two = ask("bb");
    var one = ask("c");
    answer();
    assertEquals(1, first.join());
    assertFalse(two.isDone());
    answer();
    assertEquals(2, two.join());
    assertEquals(1, one.join());
  }

  @Test
  void aRoundTripThatFailsFailsThoseWhoWentWithIt() {
    var first = ask("a");
    var second = ask("bb");
    var third = ask("c");
    underWay.remove().completeExceptionally(new IllegalStateException("away"));
    assertTrue(first.isCompletedExceptionally());
    assertFalse(second.isDone());
    underWay.remove().completeExceptionally(new IllegalStateException("away"));
    assertTrue(second.isCompletedExceptionally());
    assertTrue(third.isCompletedExceptionally());
    assertEquals(2, made.size());
    var later = ask("d");
    answer();
    assertEquals(1, later.join());
  }

  @Test
  void whoAsksAgainWhenToldComesBehindThoseThatWait() {
    CompletionStage<?> _ = ask("a").thenCompose(_ -> lane.ask("c"));
    go("bbb");
    answer();
    answer();
    assertEquals(List.of(List.of("a"), List.of("bbb"), List.of("c")), made);
  }

  @Test
  void aRoundTripThatCannotEvenBeginDoesNotEndTheLane() {
    RoundTripLane<String, Integer> broken =
        new RoundTripLane<>(
            _ -> {
              throw new IllegalStateException("no connection");
            },
            String::length,
            AT_ONCE,
            WAITING_MAX);
    assertTrue(broken.ask("a").toCompletableFuture().isCompletedExceptionally());
    assertTrue(broken.ask("a").toCompletableFuture().isCompletedExceptionally());
  }

  @Test
  void thoseThatFailAtOnceAreNotNestedInOneAnother() {
    int many = 20_000;
    CompletableFuture<List<Integer>> first = new CompletableFuture<>();
    RoundTripLane<String, Integer> line =
        new RoundTripLane<>(
            steps ->
                steps.contains("first")
                    ? first
                    : CompletableFuture.failedFuture(new IllegalStateException("away")),
            _ -> AT_ONCE,
            AT_ONCE,
            many);
    CompletionStage<?> _ = line.ask("first");
    CompletableFuture<Integer> last = new CompletableFuture<>();
    for (int i = 0; i < many; i++) {
      last = line.ask("a").toCompletableFuture();
    }
    first.complete(List.of(5));
    assertTrue(last.isCompletedExceptionally());
  }

  @Test
  void tooManyThatWaitAreRefused() {
    go("a");
    for (int i = 0; i < WAITING_MAX; i++) {
      assertFalse(ask("b").isDone());
    }
    assertTrue(ask("c").isCompletedExceptionally());
    answer();
    assertFalse(ask("c").isDone(), "there is room again");
  }
}
