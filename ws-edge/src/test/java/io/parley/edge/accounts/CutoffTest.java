package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.accounts.AccountStores;
import io.parley.history.accounts.Devices;
import io.parley.history.accounts.Login;
import io.parley.protocol.v1.CloseCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class CutoffTest {
  private final SteppedWorld world = new SteppedWorld();
  private final Devices devices = AccountStores.inMemory().devices();
  private CompletionStage<Void> outcome = CompletableFuture.completedStage(null);
  private int closes;
  private int givenUp;
  private final Cutoff cutoff =
      new Cutoff(
          devices,
          this::close,
          world.surroundings,
          new AccountsMetrics() {
            @Override
            public void cutoffGivenUp() {
              givenUp++;
            }
          });

  private CompletionStage<Void> close(String user, String device, CloseCode code) {
    assertEquals(CloseCode.CLOSE_UNAUTHENTICATED, code);
    closes++;
    return outcome;
  }

  private void logIn() {
    Login login =
        new Login(
            "alice",
            "phone",
            RefreshToken.first("alice", "phone", world.random).hashes(),
            world.clock.instant(),
            world.clock.instant().plus(Duration.ofDays(1)));
    devices.enrol(login, 20).toCompletableFuture().join();
  }

  @Test
  void socketsAreClosedAtOnceAndOnceMoreForAHelloOnItsWay() {
    cutoff.begin("alice", "phone");
    assertEquals(1, closes);
    world.executor.advance(Duration.ofSeconds(14));
    assertEquals(1, closes);
    world.executor.advance(Duration.ofHours(1));
    assertEquals(2, closes);
    assertEquals(0, givenUp);
  }

  @Test
  void aDeviceThatLoggedInAgainKeepsItsNewSocket() {
    cutoff.begin("alice", "phone");
    logIn();
    world.executor.advance(Duration.ofHours(1));
    assertEquals(1, closes);
  }

  @Test
  void whileTheRegistryIsAwayItIsTriedAgainUntilItIsBack() {
    outcome = CompletableFuture.failedStage(new IllegalStateException("the registry is away"));
    cutoff.begin("alice", "phone");
    world.executor.advance(Duration.ofSeconds(60));
    int before = closes;
    assertTrue(before > 4, "tried " + before + " times");
    outcome = CompletableFuture.completedStage(null);
    world.executor.advance(Duration.ofSeconds(30));
    assertEquals(before + 1, closes);
    world.executor.advance(Duration.ofHours(1));
    assertEquals(before + 1, closes);
    assertEquals(0, givenUp);
  }

  @Test
  void aRegistryThatStaysAwayIsGivenUp() {
    outcome = CompletableFuture.failedStage(new IllegalStateException("the registry is away"));
    cutoff.begin("alice", "phone");
    world.executor.advance(Duration.ofHours(1));
    assertEquals(1 + Cutoff.FAILURES_MAX, closes);
    assertEquals(1, givenUp);
  }

  @Test
  void ofTooManyAtOnceEachIsTriedOnce() {
    outcome = new CompletableFuture<>();
    for (int i = 0; i < Cutoff.PENDING_MAX + 3; i++) {
      cutoff.begin("alice", "phone-" + i);
    }
    assertEquals(Cutoff.PENDING_MAX + 3, closes);
    assertEquals(3, givenUp);
  }
}
