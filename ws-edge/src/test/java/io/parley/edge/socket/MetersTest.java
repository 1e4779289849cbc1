package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MetersTest {
  private static final String SEND =
      "{\"id\":\"%d\",\"send\":{\"user\":\"bob\",\"clientMessageId\":\"c%d\",\"text\":\"x\"}}";

  private final SteppedEdge edge = new SteppedEdge("limits:\n  bad-frames-per-minute: 3\n");

  private Meter used() {
    Meter meter = edge.meters.unused();
    assertEquals(0, meter.message(true, edge.clock.nanoTime()));
    return meter;
  }

  private static int sendUntilLimited(SteppedSocket socket) {
    for (int i = 1; i <= 1_000; i++) {
      socket.send(SEND.formatted(i, i));
      if (socket.next("re").contains("RATE_LIMITED")) {
        return i - 1;
      }
    }
    throw new AssertionError("never limited");
  }

  @Test
  void whoComesBackGoesOnWhereItWas() {
    edge.log.answering = false;
    SteppedSocket first = edge.welcomed(1, "alice/phone");
    Meter meter = first.session.meter();
    while (meter.message(false, edge.clock.nanoTime()) == 0) {
      // takes all
    }
    first.leave();
    SteppedSocket again = edge.welcomed(2, "alice/phone");
    assertEquals(0, sendUntilLimited(again));
    again.leave();
    SteppedSocket other = edge.welcomed(3, "alice/tablet");
    other.send(SEND.formatted(1, 1));
    assertEquals(1, edge.log.commands.size());
    edge.pass(Duration.ofMillis(50));
    edge.welcomed(4, "alice/phone").send(SEND.formatted(1, 1));
    assertEquals(2, edge.log.commands.size());
  }

  @Test
  void whoDisplacesItselfGoesOnWhereItWas() {
    SteppedSocket first = edge.welcomed(1, "alice/phone");
    SteppedSocket second = edge.welcomed(2, "alice/phone");
    assertSame(first.session.meter(), second.session.meter());
  }

  @Test
  void badFramesAreCountedForASocketAndNotForItsDevice() {
    for (int number = 1; number <= 3; number++) {
      SteppedSocket socket = edge.welcomed(number, "alice/phone");
      socket.send("{}");
      socket.next("error");
      socket.leave();
    }
    SteppedSocket last = edge.welcomed(4, "alice/phone");
    for (int i = 1; i <= 3; i++) {
      last.send("{}");
      last.next("error");
    }
    last.send("{}");
    assertEquals("close 4400", last.frames().getLast());
  }

  @Test
  void aRestedMeterIsDropped() {
    Meter meter = used();
    edge.meters.keep("alice", "phone", meter);
    assertSame(meter, edge.meters.of("alice", "phone"));
    edge.meters.keep("alice", "phone", meter);
    edge.clock.advance(Duration.ofSeconds(1));
    edge.meters.keep("bob", "phone", used());
    assertEquals(1, edge.meters.kept());
    assertNotSame(meter, edge.meters.of("alice", "phone"));
  }

  @Test
  void soManyAreKeptAndNoMore() {
    for (int i = 0; i < Meters.KEPT_MAX + 5; i++) {
      edge.meters.keep("u" + i, "phone", used());
    }
    assertEquals(Meters.KEPT_MAX, edge.meters.kept());
    Meter last = edge.meters.of("u" + (Meters.KEPT_MAX + 4), "phone");
    assertTrue(!last.isRested(edge.clock.nanoTime()));
  }
}
