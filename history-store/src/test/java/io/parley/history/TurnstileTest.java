package io.parley.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.Turnstile.LineFullException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TurnstileTest {
  private final AtomicInteger refusals = new AtomicInteger();
  private final Turnstile turnstile = new Turnstile(2, 3, refusals::incrementAndGet);
  private final List<String> begun = new ArrayList<>();
  private final List<CompletableFuture<String>> calls = new ArrayList<>();

  private CompletableFuture<String> pass(String name) {
    return turnstile.pass(() -> called(name)).toCompletableFuture();
  }

  private CompletionStage<String> called(String name) {
    begun.add(name);
    CompletableFuture<String> call = new CompletableFuture<>();
    calls.add(call);
    return call;
  }

  @Test
  void onlySoManyAreUnderWayAndTheOthersFollowInOrder() {
    var a = pass("a");
    var b = pass("b");
    var c = pass("c");
    var d = pass("d");
    assertEquals(List.of("a", "b"), begun);
    calls.get(1).complete("B");
    assertEquals("B", b.join());
    assertEquals(List.of("a", "b", "c"), begun);
    calls.get(0).complete("A");
    calls.get(2).complete("C");
    calls.get(3).complete("D");
    assertEquals(List.of("A", "C", "D"), List.of(a.join(), c.join(), d.join()));
  }

  @Test
  void whereTheLineIsFullOneMoreIsRefusedWithATime() {
    for (int i = 0; i < 5; i++) {
      assertFalse(pass("call " + i).isDone());
    }
    CompletionException refusal = assertThrows(CompletionException.class, () -> pass("x").join());
    LineFullException full = assertInstanceOf(LineFullException.class, refusal.getCause());
    assertTrue(full.retryAfter().isPositive());
    assertEquals(1, refusals.get());
    calls.get(0).complete("done");
    assertFalse(pass("y").isDone());
    assertEquals(1, refusals.get());
  }

  @Test
  void aFailureMakesRoomAsWell() {
    Supplier<CompletionStage<String>> throwing =
        () -> {
          throw new IllegalStateException("no");
        };
    for (int i = 0; i < 10; i++) {
      assertThrows(CompletionException.class, turnstile.pass(throwing).toCompletableFuture()::join);
    }
    var a = pass("a");
    assertFalse(pass("b").isDone());
    assertFalse(pass("c").isDone());
    calls.get(0).completeExceptionally(new IllegalStateException("no"));
    assertThrows(CompletionException.class, a::join);
    assertEquals(List.of("a", "b", "c"), begun);
  }

  @Test
  void aLongLineOfWhatIsDoneAtOnceDoesNotPileUp() {
    int many = 100_000;
    Turnstile patient = new Turnstile(1, many, () -> {});
    CompletableFuture<String> first = new CompletableFuture<>();
    CompletionStage<String> _ = patient.pass(() -> first);
    List<CompletableFuture<String>> line = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      line.add(patient.pass(() -> CompletableFuture.completedStage("done")).toCompletableFuture());
    }
    first.complete("first");
    assertTrue(line.stream().allMatch(one -> "done".equals(one.join())));
    assertTrue(patient.pass(() -> first).toCompletableFuture().isDone());
  }
}
