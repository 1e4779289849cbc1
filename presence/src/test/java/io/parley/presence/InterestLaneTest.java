package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.presence.InterestLane.Step;
import io.parley.presence.InterestLane.Wish;
import io.parley.protocol.v1.Head;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class InterestLaneTest {
  private static final int WAITING_MAX = 5;

  private final List<List<Step>> made = new ArrayList<>();
  private final Deque<CompletableFuture<Map<String, Head>>> underWay = new ArrayDeque<>();
  private final InterestLane lane = new InterestLane(this::roundTrip, 3, WAITING_MAX);

  private CompletionStage<Map<String, Head>> roundTrip(List<Step> steps) {
    made.add(steps);
    CompletableFuture<Map<String, Head>> answer = new CompletableFuture<>();
    underWay.add(answer);
    return answer;
  }

  private static Step keep(String... channels) {
    return new Step(Wish.KEEP, List.of(channels));
  }

  private static Step drop(String... channels) {
    return new Step(Wish.DROP, List.of(channels));
  }

  private CompletableFuture<Map<String, Head>> ask(Step step) {
    return lane.ask(step).toCompletableFuture();
  }

  private void go(Step step) {
    CompletionStage<?> _ = lane.ask(step);
  }

  /// The oldest round trip is answered: every channel stands at 7.
  private void answer() {
    Map<String, Head> heads = new HashMap<>();
    for (Step step : made.get(made.size() - underWay.size())) {
      step.channels().forEach(channel -> heads.put(channel, at(7)));
    }
    underWay.remove().complete(heads);
  }

  private static Head at(long seq) {
    return Head.newBuilder().setSeq(seq).build();
  }

  @Test
  void theFirstGoesAtOnceAndThoseThatComeMeanwhileGoTogetherInOrder() {
    go(keep("a"));
    go(keep("b"));
    go(drop("a"));
    go(keep("c"));
    assertEquals(List.of(List.of(keep("a"))), made);
    answer();
    assertEquals(List.of(keep("b"), drop("a"), keep("c")), made.getLast());
    assertEquals(1, underWay.size());
    answer();
    assertEquals(2, made.size(), "nobody waits");
  }

  @Test
  void noRoundTripIsLargerThanItMayBe() {
    go(keep("a"));
    go(keep("b", "c"));
    go(keep("d", "e"));
    go(keep("f"));
    answer();
    answer();
    answer();
    assertEquals(
        List.of(List.of(keep("a")), List.of(keep("b", "c")), List.of(keep("d", "e"), keep("f"))),
        made);
  }

  @Test
  void everyoneIsToldOfTheirOwnChannels() {
    go(keep("a"));
    var two = ask(keep("b", "c"));
    var one = ask(keep("b"));
    answer();
    assertFalse(two.isDone());
    answer();
    assertEquals(Map.of("b", at(7), "c", at(7)), two.join());
    assertEquals(Map.of("b", at(7)), one.join());
  }

  @Test
  void aRoundTripThatFailsFailsThoseThatWaitAndNotThoseThatComeLater() {
    var first = ask(keep("a"));
    var waiting = ask(keep("b", "c", "d"));
    var alsoWaiting = ask(drop("b"));
    underWay.remove().completeExceptionally(new IllegalStateException("away"));
    assertTrue(first.isCompletedExceptionally());
    assertTrue(waiting.isCompletedExceptionally());
    assertTrue(alsoWaiting.isCompletedExceptionally());
    assertEquals(1, made.size());
    var later = ask(keep("e"));
    answer();
    assertEquals(Map.of("e", at(7)), later.join());
  }

  @Test
  void whoAsksAgainWhenToldComesBehindThoseThatWait() {
    CompletionStage<?> _ = ask(keep("a")).thenCompose(_ -> lane.ask(drop("b")));
    go(keep("b", "c", "d"));
    answer();
    answer();
    assertEquals(
        List.of(List.of(keep("a")), List.of(keep("b", "c", "d")), List.of(drop("b"))), made);
  }

  @Test
  void aRoundTripThatCannotEvenBeginDoesNotEndTheLane() {
    InterestLane broken =
        new InterestLane(
            _ -> {
              throw new IllegalStateException("no connection");
            },
            3,
            WAITING_MAX);
    assertTrue(broken.ask(keep("a")).toCompletableFuture().isCompletedExceptionally());
    assertTrue(broken.ask(keep("a")).toCompletableFuture().isCompletedExceptionally());
  }

  @Test
  void tooManyThatWaitAreRefused() {
    go(keep("a"));
    for (int i = 0; i < WAITING_MAX; i++) {
      assertFalse(ask(keep("b")).isDone());
    }
    assertTrue(ask(keep("c")).isCompletedExceptionally());
    answer();
    assertFalse(ask(keep("c")).isDone(), "there is room again");
  }
}
