package io.parley.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ManyWritesTest {
  private static final int REQUESTS_MAX = 1_024;

  private final ManyWrites writes = new ManyWrites(REQUESTS_MAX);
  private final Deque<CompletableFuture<Void>> underWay = new ArrayDeque<>();

  private CompletionStage<Void> write() {
    CompletableFuture<Void> write = new CompletableFuture<>();
    underWay.add(write);
    return write;
  }

  private CompletableFuture<Void> start(int items) {
    return writes
        .each(IntStream.range(0, items).boxed().toList(), _ -> write())
        .toCompletableFuture();
  }

  @Test
  void fortyLargeGroupsAtOnceTakeHalfOfTheRequestsAndEachEnds() {
    List<CompletableFuture<Void>> groups = new ArrayList<>();
    for (int group = 0; group < 40; group++) {
      groups.add(start(1_024));
    }
    for (int write = 0; write < 40 * 1_024; write++) {
      assertEquals(Math.min(REQUESTS_MAX / 2, 40 * 1_024 - write), underWay.size());
      underWay.remove().complete(null);
    }
    assertTrue(groups.stream().allMatch(CompletableFuture::isDone));
    groups.forEach(CompletableFuture::join);
  }

  /// Of sixteen large ones half are under way and half in line: two rounds, and its own.
  @Test
  void aSmallOneDoesNotWaitForLargeOnesToEnd() {
    for (int group = 0; group < 16; group++) {
      assertFalse(start(1_024).isDone());
    }
    CompletableFuture<Void> small = start(2);
    for (int write = 0; write < REQUESTS_MAX + 2; write++) {
      assertFalse(small.isDone());
      underWay.remove().complete(null);
    }
    assertTrue(small.isDone());
  }
}
