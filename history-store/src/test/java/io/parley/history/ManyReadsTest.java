package io.parley.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ManyReadsTest {
  private final List<CompletableFuture<Integer>> underWay = new ArrayList<>();
  private final ManyReads reads = new ManyReads(60, () -> {});

  private CompletableFuture<List<Integer>> start(int items) {
    return reads.each(IntStream.range(0, items).boxed().toList(), this::read).toCompletableFuture();
  }

  private CompletionStage<Integer> read(int item) {
    CompletableFuture<Integer> read = new CompletableFuture<>();
    underWay.add(read);
    return read.thenApply(_ -> item);
  }

  @Test
  void oneCallHasOnlySoManyUnderWay() {
    CompletableFuture<List<Integer>> _ = start(500);
    assertEquals(60, underWay.size());
  }

  @Test
  void allCallsTogetherHaveOnlySoManyAndEachEnds() {
    List<CompletableFuture<List<Integer>>> calls = List.of(start(70), start(70), start(70));
    assertEquals(128, underWay.size());
    for (int read = 0; read < 210; read++) {
      assertFalse(calls.stream().allMatch(CompletableFuture::isDone));
      underWay.get(read).complete(read);
    }
    List<Integer> items = IntStream.range(0, 70).boxed().toList();
    calls.forEach(call -> assertEquals(items, call.join()));
  }
}
