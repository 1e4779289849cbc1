package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engines.EngineKind;
import io.parley.presence.SlotLeases.AcquireAnswer;
import io.parley.presence.SlotLeases.Ground;
import io.parley.presence.SlotLeases.RenewAnswer;
import io.parley.presence.SlotLeases.Standing;
import io.parley.testing.Eventually;
import io.parley.testing.ManualClock;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the scripts about slots do to the leases, against the real engine.
@ExtendWith(EnginesExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlotScriptsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final SlotLease LEASE = new SlotLease(2, 77);

  private final TestRedis redis;
  private final SlotLeases leases;

  SlotScriptsIT(TestEngines engines) {
    engines.awaitReady(EngineKind.REDIS);
    this.redis = new TestRedis(engines, ManualClock.atStart());
    this.leases =
        new RedisSlotLeases(
            redis.calls(), redis.keys().slots(), "edge-1:9000", 4, RegistryTerms.standard());
  }

  @BeforeEach
  void nobody() {
    redis.flush();
  }

  @AfterAll
  void disconnect() {
    redis.close();
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private Ground acquired() {
    AcquireAnswer.Granted granted =
        assertInstanceOf(
            AcquireAnswer.Granted.class, await(leases.acquire(LEASE.slot(), LEASE.epoch())));
    assertEquals(LEASE.slot(), granted.slot());
    return granted.ground();
  }

  private RenewAnswer renewed() {
    return await(leases.renew(LEASE));
  }

  /// As long as the server takes it for the time it was, nobody could tell a new beginning.
  private void aMomentLater(Ground before) {
    Eventually.eventually(
        PATIENCE,
        () -> {
          redis.flush();
          assertNotEquals(before.since(), acquired().since());
        });
    redis.flush();
  }

  @Test
  void aRenewalCarriesOverSinceWhenTheSlotIsHeld() {
    Ground begun = acquired();
    assertEquals(new RenewAnswer(Standing.RENEWED, begun), renewed());
    assertEquals(new RenewAnswer(Standing.RENEWED, begun), renewed());
    assertEquals(begun, acquired(), "whoever did not hear the answer is told the same");
  }

  @Test
  void aSlotThatIsTakenAgainIsHeldSinceThenAlsoForWhoAsksLater() {
    Ground begun = acquired();
    aMomentLater(begun);
    RenewAnswer retaken = renewed();
    assertEquals(Standing.RETAKEN, retaken.standing());
    assertNotEquals(begun, retaken.ground());
    assertEquals(new RenewAnswer(Standing.RENEWED, retaken.ground()), renewed());
  }

  @Test
  void aLeaseOfAVersionBeforeIsRenewedAndBeginsOnce() {
    for (String instance : new String[] {"edge-1", "10.0.0.1:9000", "7", ""}) {
      redis.put(redis.keys().slots(), "2", LEASE.epochText() + ":9999999999999:" + instance);
      RenewAnswer first = renewed();
      assertEquals(Standing.RENEWED, first.standing());
      assertTrue(Long.parseLong(first.ground().since()) > 0);
      assertEquals(first, renewed());
      redis.put(redis.keys().slots(), "2", LEASE.epochText() + ":9999999999999:" + instance);
      assertEquals(acquired(), renewed().ground());
    }
  }

  /// How a version before reads them: the epoch up to the first colon, the end up to the second.
  @Test
  void aVersionBeforeReadsTheLeaseOfThisOne() {
    Ground begun = acquired();
    for (int i = 0; i < 2; i++) {
      String text = redis.hash(redis.keys().slots()).getOrDefault("2", "");
      assertTrue(text.matches("\\p{XDigit}+:\\d+:.*"), text);
      assertTrue(text.endsWith(":@" + begun.since() + ":edge-1:9000"), text);
      assertEquals(
          Map.of(LEASE.slot(), LEASE.epoch()), SlotTable.parse(Map.of("2", text)).epochs());
      RenewAnswer _ = renewed();
    }
  }

  @Test
  void theLeaseOfAnotherIsLeftAsItIsWhoeverWroteIt() {
    for (String text :
        new String[] {
          "00000000000000ff:9999999999999:edge-2", "00000000000000ff:9999999999999:@5:edge-2"
        }) {
      redis.put(redis.keys().slots(), "2", text);
      assertEquals(Standing.TAKEN, renewed().standing());
      assertEquals(text, redis.hash(redis.keys().slots()).get("2"));
    }
  }
}
