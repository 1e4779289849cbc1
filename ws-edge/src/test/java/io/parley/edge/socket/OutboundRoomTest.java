package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Many that read nothing at a time.
class OutboundRoomTest {
  private static final String AFTER =
      "{\"id\":\"1\",\"history\":{\"conversation\":\"d:alice:bob\",\"after\":\"0\",\"limit\":200}}";

  private final SteppedEdge edge = new SteppedEdge("limits: {outbound-total: 1MiB}");
  private final List<SteppedSocket> stuck = new ArrayList<>();

  private void stick(int sockets) {
    for (int i = 1; i <= sockets; i++) {
      stuck.add(edge.welcomed(i, "alice/stuck" + i));
      stuck.getLast().stopReading();
    }
  }

  /// Each of them has less waiting than it may, of its own.
  private void fill(int sockets, int messages) {
    stick(sockets);
    byte[] own = "x".repeat(16_000).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < messages; i++) {
      stuck.forEach(socket -> socket.session.deliver(own.clone()));
    }
  }

  private long closed() {
    return stuck.stream().filter(socket -> socket.session.isOver()).count();
  }

  @Test
  void whoWouldAddToWhatAllMayHoldIsClosedAndThoseThatReadNeverNotice() {
    SteppedSocket phone = edge.welcomed(9, "alice/phone");
    fill(5, 18);
    assertEquals(1, closed());
    assertEquals(1, edge.metrics.full);
    assertTrue(edge.metrics.waiting <= 1024 * 1024);
    edge.deliverToAlice(100);
    assertEquals(1, phone.frames().size());
    stuck.forEach(SteppedSocket::readOn);
    assertEquals(1, stuck.stream().filter(each -> each.frames().contains("close 4408")).count());
    assertEquals(0, edge.metrics.waiting);
  }

  /// Else whoever has many devices in one group could take all of it with a few messages.
  @Test
  void whatManyAreSentIsThereOnceAndTakesItsRoomOnce() {
    stick(5);
    for (int i = 0; i < 14; i++) {
      edge.deliverToAlice(16_000);
    }
    long once = edge.metrics.waiting;
    assertTrue(once > 0 && once <= 14 * 16_200, () -> once + " bytes");
    assertEquals(0, closed());
    for (SteppedSocket socket : stuck.subList(0, 4)) {
      socket.leave();
    }
    assertEquals(once, edge.metrics.waiting, "the last one keeps all of it");
    stuck.getLast().readOn();
    assertEquals(14, stuck.getLast().frames().size());
    assertEquals(0, edge.metrics.waiting);
  }

  @Test
  void pagesTakeOfTheSameRoom() {
    for (int seq = 1; seq <= 4; seq++) {
      edge.store("d:alice:bob", seq, "\u0001".repeat(4096));
    }
    fill(4, 19);
    assertEquals(0, closed());
    long before = edge.metrics.waiting;
    SteppedSocket bob = edge.welcomed(9, "bob/phone");
    edge.reader.hold();
    bob.send(AFTER);
    bob.send(AFTER);
    bob.stopReading();
    edge.reader.release();
    bob.run(); // one page is in the channel, and the other would have to be kept
    assertTrue(bob.session.isOver());
    assertEquals(1, edge.metrics.full);
    assertEquals(before, edge.metrics.waiting);
    bob.readOn();
    assertEquals("close 4408", bob.frames().getLast());
  }
}
