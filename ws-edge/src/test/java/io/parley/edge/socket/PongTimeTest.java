package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A device takes the time of a pong for one up to which it has everything. So there is none while
/// it has still to be told what it may have missed.
class PongTimeTest {
  private static final Duration GATHERED = Duration.ofMillis(Pulses.GATHER_MS);

  private final SteppedEdge edge = new SteppedEdge("");
  private final SteppedSocket phone = edge.welcomed(1, "alice/phone");

  private String pong() {
    phone.send("{\"id\":\"1\",\"ping\":{}}");
    edge.pass(GATHERED);
    return phone.next("pong");
  }

  private static boolean tellsTime(String pong) {
    return pong.contains("serverTime");
  }

  @Test
  void thereIsOneAsARule() {
    assertTrue(tellsTime(pong()));
  }

  @Test
  void howeverManyPingsTheRegistryIsAskedOnceARound() {
    for (String id : List.of("1", "2", "3")) {
      phone.send("{\"id\":\"%s\",\"ping\":{}}".formatted(id));
    }
    edge.pass(GATHERED);
    assertEquals(1, edge.pulsed);
    assertEquals(3, phone.frames().stream().filter(PongTimeTest::tellsTime).count());
    assertTrue(tellsTime(pong()));
    assertEquals(2, edge.pulsed);
  }

  @Test
  void whoEndsBeforeItsPingIsAskedAboutIsNotRegisteredAgain() {
    phone.send("{\"id\":\"1\",\"ping\":{}}");
    phone.leave();
    edge.pass(GATHERED);
    assertEquals(List.of(), edge.presence.sessionsOf("alice").toCompletableFuture().join());
  }

  @Test
  void thereIsNoneBeforeTheHeadsAreTold() {
    edge.store("d:alice:bob", 1, "missed");
    edge.heads.tell(phone.session, edge.clock.instant());
    assertFalse(tellsTime(pong()));
    edge.reader.hold();
    edge.heads.tick();
    assertFalse(tellsTime(pong()), "they are being read");
    edge.reader.release();
    phone.next("heads");
    assertTrue(tellsTime(pong()));
  }

  @Test
  void aPongThatIsGatheredMeanwhileHasOneOnceTheyAreTold() {
    edge.store("d:alice:bob", 1, "missed");
    edge.heads.tell(phone.session, edge.clock.instant());
    phone.send("{\"id\":\"1\",\"ping\":{}}");
    edge.heads.tick();
    phone.next("heads");
    edge.pass(GATHERED);
    assertTrue(tellsTime(phone.next("pong")));
  }

  @Test
  void whereNothingMovedThereIsOneAgainAtOnce() {
    edge.heads.tell(phone.session, edge.clock.instant());
    edge.heads.tick();
    assertTrue(tellsTime(pong()));
  }

  @Test
  void whatIsOwedASecondTimeWhileItIsReadIsStillOwed() {
    edge.reader.hold();
    edge.store("d:alice:bob", 1, "missed");
    edge.heads.tell(phone.session, edge.clock.instant());
    edge.heads.tick();
    edge.heads.tell(phone.session, edge.clock.instant());
    edge.heads.tick();
    edge.reader.release();
    phone.next("heads");
    assertFalse(tellsTime(pong()));
    edge.heads.tick();
    phone.next("heads");
    assertTrue(tellsTime(pong()));
  }

  @Test
  void allAreOwedFromALossUntilTheyAreRegisteredAgainAndTold() {
    edge.registry.goAway();
    edge.registrations.lostAll();
    edge.registry.comeBack();
    assertTrue(edge.registrations.owes(phone.session));
    edge.registrations.tick();
    assertTrue(edge.heads.owes(phone.session));
    edge.heads.tick();
    assertFalse(edge.registrations.owes(phone.session));
    assertEquals(List.of(), phone.frames());
  }
}
