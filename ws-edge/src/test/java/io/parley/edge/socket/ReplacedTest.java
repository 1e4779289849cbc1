package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.presence.SessionRegistry.SessionKey;
import io.parley.presence.memory.MemoryEdge;
import io.parley.testing.Eventually;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A device that connects again, on another edge, when that is not told as it should be.
class ReplacedTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final SessionKey OLDER = new SessionKey("alice", "phone", 77);
  private static final SessionKey NEWER = new SessionKey("alice", "phone", Long.MAX_VALUE);

  private final EdgeFixture edge = new EdgeFixture("");
  private final MemoryEdge other = edge.registry.edge();
  private int otherSlot;

  @BeforeEach
  void anotherEdge() {
    otherSlot = other.slot().acquire(new SilentListener()).toCompletableFuture().join();
  }

  @AfterEach
  void close() {
    edge.close();
  }

  private void connectElsewhere(SessionKey session) {
    other.register(session).toCompletableFuture().join();
  }

  @Test
  void aReplacedSessionWhoseCloseWasLostEndsWithItsNextHeartbeat() {
    try (TestSocket phone = TestSocket.welcomed(edge, "alice", "phone");
        TestSocket tablet = TestSocket.welcomed(edge, "alice", "tablet")) {
      connectElsewhere(NEWER);
      phone.send("{\"id\":\"1\",\"ping\":{}}");
      assertEquals(4409, phone.closeCode());
      assertTrue(phone.frames.isEmpty());
      tablet.send("{\"id\":\"1\",\"ping\":{}}");
      assertTrue(tablet.next().getPong().hasServerTime());
    }
    Eventually.eventually(
        SOON,
        () ->
            assertEquals(
                NEWER.session(),
                other.sessionsOf("alice").toCompletableFuture().join().getFirst().session()));
  }

  @Test
  void aReplacedSessionEndsWhenAllAreRegisteredAgain() {
    try (TestSocket phone = TestSocket.welcomed(edge, "alice", "phone");
        TestSocket tablet = TestSocket.welcomed(edge, "alice", "tablet")) {
      edge.registry.flush();
      other.renew();
      connectElsewhere(NEWER);
      edge.presence.renew();
      assertEquals(4409, phone.closeCode());
      assertFalse(tablet.closed.isDone());
    }
  }

  @Test
  void aSessionRegisteredLateClosesTheOneItDisplaces() {
    connectElsewhere(OLDER);
    edge.registry.goAway();
    try (TestSocket phone = TestSocket.welcomed(edge, "alice", "phone")) {
      assertTrue(edge.log.closes.isEmpty());
      edge.registry.comeBack();
      Eventually.eventually(
          SOON,
          () -> assertEquals(otherSlot + ":77:CLOSE_REPLACED", String.join(",", edge.log.closes)));
      phone.send("{\"id\":\"1\",\"ping\":{}}");
      assertTrue(phone.next().hasPong());
    }
  }
}
