package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.accounts.AccountStores;
import io.parley.protocol.v1.Code;
import io.parley.runtime.resilience.RetryAfter;
import io.parley.runtime.resilience.StageFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a try to log in costs: three wrong passwords at once, then one a minute.
class LogInsTest {
  private static final String PASSWORD = "correct horse";

  private final SteppedWorld world = new SteppedWorld();
  private final AccountStores stores = AccountStores.inMemory();
  private final LogIns logIns;
  private boolean poolIsFull;

  LogInsTest(@TempDir Path folder) throws IOException {
    AccountsConfig config = Configs.read("");
    Keys keys =
        new Keys(
            new KeyDirectory(folder, world.clock),
            config.tokens(),
            world.surroundings,
            AccountsMetrics.NONE);
    keys.start();
    Passwords passwords =
        new Passwords(
            new Argon2(new PasswordHash.Cost(64, 1, 1), world.random),
            this::hash,
            world.clock::nanoTime,
            AccountsMetrics.NONE);
    Cutoff cutoff =
        new Cutoff(
            stores.devices(),
            (_, _, _) -> CompletableFuture.<Void>completedStage(null),
            world.surroundings,
            AccountsMetrics.NONE);
    logIns =
        new LogIns(
            new LogIns.Desk(
                stores,
                passwords,
                new AccessTokens(keys, config.tokens(), world.clock, world.random),
                cutoff,
                new Throttle(3, 1, 100, world.clock::nanoTime)),
            config,
            world.clock,
            world.random,
            AccountsMetrics.NONE);
    logIns.create("alice", PASSWORD);
    world.executor.runDue();
  }

  private void hash(Runnable task) {
    if (poolIsFull) {
      throw new RejectedExecutionException();
    }
    world.executor.execute(task);
  }

  private CompletableFuture<Answer> begun(String password) {
    return logIns.logIn("alice", password, "phone").toCompletableFuture();
  }

  private Answer tried(String password) {
    CompletableFuture<Answer> answer = begun(password);
    world.executor.runDue();
    return answer.resultNow();
  }

  private static void assertRefused(Code code, Answer answer) {
    assertEquals(code, assertInstanceOf(Answer.Refused.class, answer).code());
  }

  private void assertThreeGuessesAreLeft() {
    for (int i = 0; i < 3; i++) {
      assertRefused(Code.UNAUTHENTICATED, tried("wrong horse"));
    }
    assertRefused(Code.RATE_LIMITED, tried(PASSWORD));
  }

  @Test
  void theRightPasswordCostsNothing() {
    for (int i = 0; i < 10; i++) {
      assertInstanceOf(Answer.Done.class, tried(PASSWORD));
    }
    assertThreeGuessesAreLeft();
  }

  @Test
  void guessesAtOnceDoNotSlipBy() {
    List<CompletableFuture<Answer>> guesses =
        IntStream.range(0, 20).mapToObj(_ -> begun("wrong horse")).toList();
    assertTrue(guesses.subList(0, 3).stream().noneMatch(CompletableFuture::isDone));
    guesses.stream().skip(3).forEach(guess -> assertRefused(Code.RATE_LIMITED, guess.resultNow()));
    world.executor.runDue();
    guesses.stream()
        .limit(3)
        .forEach(guess -> assertRefused(Code.UNAUTHENTICATED, guess.resultNow()));
    assertRefused(Code.RATE_LIMITED, tried(PASSWORD));
  }

  @Test
  void aTryThatIsRefusedGivesNothingBack() {
    for (int i = 0; i < 3; i++) {
      tried("wrong horse");
    }
    for (int i = 0; i < 5; i++) {
      assertRefused(Code.RATE_LIMITED, tried(PASSWORD));
    }
  }

  @Test
  void whatNobodyLookedAtCostsNothing() {
    poolIsFull = true;
    for (int i = 0; i < 10; i++) {
      CompletableFuture<Answer> failed = begun("wrong horse");
      assertInstanceOf(RetryAfter.class, StageFailure.of(failed.exceptionNow()));
    }
    poolIsFull = false;
    assertThreeGuessesAreLeft();
  }
}
