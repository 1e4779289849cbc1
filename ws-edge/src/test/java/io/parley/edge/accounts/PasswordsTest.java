package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.runtime.resilience.RetryAfter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class PasswordsTest {
  private static final PasswordHash.Cost CHEAP = new PasswordHash.Cost(64, 2, 1);

  private final SteppedWorld world = new SteppedWorld();
  private final Passwords passwords = passwords(CHEAP, world.executor);
  private int hashed;

  private Passwords passwords(PasswordHash.Cost cost, Executor pool) {
    AccountsMetrics metrics =
        new AccountsMetrics() {
          @Override
          public void hashed(Duration took) {
            hashed++;
          }
        };
    return new Passwords(new Argon2(cost, world.random), pool, world.clock::nanoTime, metrics);
  }

  private <T> T ran(CompletionStage<T> stage) {
    assertFalse(stage.toCompletableFuture().isDone());
    world.executor.runDue();
    return stage.toCompletableFuture().join();
  }

  @Test
  void aPasswordMatchesItsHashOnThePool() {
    String phc = ran(passwords.hash("correct horse"));
    assertTrue(ran(passwords.matches("correct horse", phc)));
    assertFalse(ran(passwords.matches("wrong horse", phc)));
  }

  @Test
  void nobodysPasswordIsHashedAsMuchAsAnybodys() {
    assertFalse(ran(passwords.matches("correct horse", "")));
    assertEquals(1, hashed);
  }

  @Test
  void aHashMadeWithLessIsWeak() {
    String phc = ran(passwords.hash("correct horse"));
    assertFalse(passwords.isWeak(phc));
    assertTrue(passwords(new PasswordHash.Cost(64, 3, 1), world.executor).isWeak(phc));
    assertFalse(passwords.isWeak(""));
  }

  @Test
  void aFullPoolIsSaidWithATimeToComeBack() {
    Passwords full =
        passwords(
            CHEAP,
            _ -> {
              throw new RejectedExecutionException();
            });
    CompletableFuture<String> refused = full.hash("correct horse").toCompletableFuture();
    assertInstanceOf(RetryAfter.class, refused.exceptionNow());
  }
}
