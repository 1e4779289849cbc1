package io.parley.history.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every implementation of [Accounts] does.
abstract class AccountsContract {
  static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

  abstract Accounts accounts();

  /// A user whom no other test has.
  abstract String user(String name);

  static <T> T done(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  void anAccountIsFoundAsItWasMade() {
    Account alice = new Account(user("alice"), "hash-1", AT);
    assertTrue(done(accounts().create(alice)));
    assertEquals(Optional.of(alice), done(accounts().find(alice.user())));
  }

  @Test
  void nobodyIsFoundWhereNobodyWasMade() {
    assertEquals(Optional.empty(), done(accounts().find(user("nobody"))));
  }

  @Test
  void aTakenUserIdStaysWhoseItIs() {
    Account first = new Account(user("bob"), "hash-1", AT);
    assertTrue(done(accounts().create(first)));
    assertFalse(done(accounts().create(new Account(first.user(), "hash-2", AT.plusSeconds(1)))));
    assertEquals(Optional.of(first), done(accounts().find(first.user())));
  }

  @Test
  void theSameCreationRepeatedIsAnsweredAlike() {
    Account carol = new Account(user("carol"), "hash-1", AT);
    assertTrue(done(accounts().create(carol)));
    assertTrue(done(accounts().create(carol)));
  }

  @Test
  void ofManyCreationsAtOnceExactlyOneSucceeds() {
    List<CompletableFuture<Boolean>> all =
        IntStream.range(0, 10)
            .mapToObj(i ->
                accounts().create(new Account(user("dave"), "hash-" + i, AT)).toCompletableFuture())
            .toList();
    assertEquals(1, all.stream().filter(CompletableFuture::join).count());
  }

  @Test
  void provisioningTwiceIsProvisioningOnceAndLeavesAPasswordAlone() {
    Account erin = new Account(user("erin"), "", AT);
    done(accounts().provision(erin));
    done(accounts().provision(new Account(erin.user(), "", AT.plusSeconds(1))));
    assertEquals(Optional.of(erin), done(accounts().find(erin.user())));
    Account frank = new Account(user("frank"), "hash-1", AT);
    assertTrue(done(accounts().create(frank)));
    done(accounts().provision(frank));
    assertEquals(Optional.of(frank), done(accounts().find(frank.user())));
  }

  @Test
  void aPasswordHashIsReplacedOnlyWhereItIsStillTheOneThatWasRead() {
    Account grace = new Account(user("grace"), "hash-1", AT);
    assertTrue(done(accounts().create(grace)));
    assertTrue(done(accounts().changePasswordHash(grace, "hash-2")));
    assertFalse(done(accounts().changePasswordHash(grace, "hash-3")));
    assertEquals(
        Optional.of(new Account(grace.user(), "hash-2", AT)), done(accounts().find(grace.user())));
    assertFalse(done(accounts().changePasswordHash(new Account(user("heidi"), "x", AT), "hash-1")));
  }
}
