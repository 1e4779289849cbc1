package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.presence.SessionAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Two sockets of one device on one edge: the one that was opened later stays.
class NewerWinsTest {
  private final SteppedEdge edge = new SteppedEdge("");
  private final SteppedSocket older = edge.open(10);
  private final SteppedSocket newer = edge.open(11);

  private void assertOnlyTheNewer() {
    assertEquals("close 4409", older.frames().getLast());
    assertFalse(newer.session.isOver());
    assertEquals(List.of(newer.session), edge.index.of("alice"));
    assertEquals(
        List.of(new SessionAddress("phone", 0, 11)),
        edge.presence.sessionsOf("alice").toCompletableFuture().join());
  }

  @Test
  void whenTheNewerSaysHelloLast() {
    older.hello("alice/phone");
    newer.hello("alice/phone");
    assertOnlyTheNewer();
  }

  @Test
  void whenTheOlderSaysHelloLast() {
    newer.hello("alice/phone");
    older.hello("alice/phone");
    List<String> frames = older.frames();
    assertEquals(List.of("close 4409"), frames, "no welcome");
    newer.next("welcome");
    older.leave();
    assertTrue(older.session.isOver());
    assertFalse(newer.session.isOver());
    assertEquals(List.of(newer.session), edge.index.of("alice"));
    assertEquals(
        List.of(new SessionAddress("phone", 0, 11)),
        edge.presence.sessionsOf("alice").toCompletableFuture().join());
  }
}
