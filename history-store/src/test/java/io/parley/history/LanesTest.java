package io.parley.history;

import static io.parley.history.Timelines.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class LanesTest {
  private final List<CompletableFuture<String>> calls = new ArrayList<>();

  private CompletionStage<String> call(int item) {
    CompletableFuture<String> call = new CompletableFuture<>();
    calls.add(call);
    return call;
  }

  private CompletableFuture<List<String>> run(int items, int atOnce) {
    return Lanes.each(IntStream.range(0, items).boxed().toList(), atOnce, this::call)
        .toCompletableFuture();
  }

  @Test
  void nothingToCallIsDoneAtOnce() {
    assertEquals(List.of(), run(0, 3).join());
  }

  @Test
  void onlySoManyAreUnderWay() {
    var all = run(5, 2);
    assertEquals(2, calls.size());
    calls.get(1).complete("one");
    assertEquals(3, calls.size());
    calls.get(2).complete("two");
    calls.get(3).complete("three");
    calls.get(4).complete("four");
    assertFalse(all.isDone());
    calls.get(0).complete("zero");
    assertEquals(List.of("zero", "one", "two", "three", "four"), all.join());
  }

  @Test
  void afterAFailureNothingIsCalledAnyMore() {
    var all = run(5, 2);
    calls.get(0).completeExceptionally(new IllegalStateException("no"));
    assertTrue(all.isCompletedExceptionally());
    calls.get(1).complete("one");
    assertEquals(2, calls.size());
    assertThrows(CompletionException.class, all::join);
  }

  @Test
  void callsThatAreDoneAtOnceDoNotPileUp() {
    List<Integer> items = IntStream.range(0, 100_000).boxed().toList();
    assertEquals(items, get(Lanes.each(items, 4, item -> CompletableFuture.completedStage(item))));
  }
}
