package io.parley.standalone.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.runtime.Surroundings;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final Duration MINUTE = Duration.ofSeconds(60);

  private final ManualClock clock = ManualClock.atStart();
  private final ManualExecutor executor = new ManualExecutor(clock);
  private final Patience patience =
      new Patience(
          MINUTE,
          new Surroundings(clock, clock::nanoTime, new SplittableRandom(1), executor, executor));
  private final CompletableFuture<String> work = new CompletableFuture<>();
  private final CompletableFuture<String> awaited = patience.with("Cassandra", work);

  private String reason() {
    Throwable fault = awaited.exceptionNow();
    return String.valueOf(assertInstanceOf(TimeoutException.class, fault).getMessage());
  }

  @Test
  void silenceIsGivenUp() {
    executor.advance(MINUTE.minusMillis(1));
    assertFalse(awaited.isDone());
    executor.advance(Duration.ofMillis(1));
    assertEquals("Cassandra did not answer within 60 s", reason());
    assertFalse(work.isDone());
  }

  @Test
  void eachAnswerIsAnotherMinute() {
    for (int answer = 0; answer < 5; answer++) {
      executor.advance(Duration.ofSeconds(50));
      patience.renew();
      assertFalse(awaited.isDone());
    }
    work.complete("done");
    assertEquals("done", awaited.join());
    assertEquals(0, executor.waiting());
  }

  @Test
  void whatAnswersAndNeverEndsIsGivenUpAsWell() {
    for (int answer = 0; answer < 299; answer++) {
      executor.advance(Duration.ofSeconds(1));
      patience.renew();
    }
    assertFalse(awaited.isDone());
    executor.advance(Duration.ofSeconds(1));
    assertEquals("Cassandra was not done within 300 s", reason());
  }

  @Test
  void whatFailsIsNotWaitedFor() {
    work.completeExceptionally(new IllegalStateException("no"));
    assertTrue(awaited.isCompletedExceptionally());
    assertEquals("no", awaited.exceptionNow().getMessage());
    assertEquals(0, executor.waiting());
  }
}
