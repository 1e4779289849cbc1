package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Many that read nothing at a time.
class SharedRoomTest {
  private static final String AFTER =
      "{\"id\":\"1\",\"history\":{\"conversation\":\"d:alice:bob\",\"after\":\"0\",\"limit\":200}}";

  private final SteppedEdge edge = new SteppedEdge("limits: {outbound-total: 4MiB}");
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
    fillFurther(messages);
  }

  private void fillFurther(int messages) {
    for (int i = 0; i < messages; i++) {
      stuck.forEach(socket -> socket.session.deliver(own()));
    }
  }

  private static byte[] own() {
    return "x".repeat(16_000).getBytes(StandardCharsets.UTF_8);
  }

  private long closed() {
    return stuck.stream().filter(socket -> socket.session.isOver()).count();
  }

  @Test
  void oneHoldsAtMostAShareOfWhatIsFree() {
    SharedRoom room = SharedRoom.outbound(1_600, edge.metrics);
    assertTrue(room.take(60, 0));
    assertFalse(room.take(40, 60), "100 of one, where 1,540 are free");
    assertTrue(room.take(30, 60));
    assertTrue(room.take(90, 0), "another one");
    assertEquals(180, edge.metrics.waiting);
    assertEquals(1, edge.metrics.full);
    room.give(180);
    assertTrue(room.take(100, 0));
  }

  @Test
  void whoHoldsTooMuchIsClosedAndThoseThatReadNeverNotice() {
    SteppedSocket phone = edge.welcomed(9, "alice/phone");
    fill(5, 18);
    assertEquals(4, closed());
    assertEquals(4, edge.metrics.full);
    edge.deliverToAlice(100);
    assertEquals(1, phone.frames().size());
    stuck.forEach(SteppedSocket::readOn);
    assertEquals(4, stuck.stream().filter(each -> each.frames().contains("close 4408")).count());
    assertEquals(0, edge.metrics.waiting);
  }

  @Test
  void whoeverNeedsLittleFindsRoomHoweverMuchOthersHold() {
    fill(400, 3); // what the channel takes
    fillFurther(1);
    assertTrue(closed() > 0, "there is no room for all of them");
    SteppedSocket phone = edge.welcomed(1_000, "bob/phone");
    phone.stopReading();
    for (int i = 0; i < 3; i++) {
      phone.session.deliver(own());
    }
    phone.session.deliver(new byte[10_000]);
    assertTrue(phone.session.isBehind());
    assertFalse(phone.session.isOver());
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
    fill(110, 5);
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

  @Test
  void pagesCountTogetherWithWhatItsClientIsSent() {
    for (int seq = 1; seq <= 4; seq++) {
      edge.store("d:alice:bob", seq, "\u0001".repeat(4096));
    }
    SteppedSocket bob = edge.welcomed(9, "bob/phone");
    edge.reader.hold();
    bob.send(AFTER);
    bob.send(AFTER);
    bob.stopReading();
    for (int i = 0; i < 15; i++) {
      bob.session.deliver(own());
    }
    edge.reader.release();
    bob.run(); // one page may be kept beside twelve messages, two may not
    assertTrue(bob.session.isOver());
    assertEquals(1, edge.metrics.full);
    assertEquals(0, edge.metrics.waiting);
  }
}
