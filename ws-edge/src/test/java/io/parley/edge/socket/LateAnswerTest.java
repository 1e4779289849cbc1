package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.v1.Code;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What comes after it was given up, or was missed meanwhile.
class LateAnswerTest {
  private final SteppedEdge edge = new SteppedEdge("");
  private final SteppedSocket phone = edge.welcomed(1, "alice/phone");

  private void send(String clientMessageId) {
    phone.send(
        "{\"id\":\"1\",\"send\":{\"user\":\"bob\",\"clientMessageId\":\"%s\",\"text\":\"x\"}}"
            .formatted(clientMessageId));
  }

  @Test
  void aLateAnswerIsNotTakenForThatToAnotherMessageUnderTheSameId() {
    edge.log.answering = false;
    send("c1");
    edge.pass(Duration.ofSeconds(16));
    assertTrue(phone.next("error").contains("UNAVAILABLE"));
    send("c2");
    edge.deliver(edge.log.sent(edge.log.commands.getFirst()));
    assertEquals(List.of(), phone.frames());
    edge.deliver(edge.log.sent(edge.log.commands.getLast()));
    assertTrue(phone.next("sent").contains("\"c2\""));
  }

  @Test
  void aLateErrorDoesNotEndAnotherCommandUnderTheSameId() {
    edge.log.answering = false;
    send("c1");
    edge.pass(Duration.ofSeconds(16));
    assertTrue(phone.next("error").contains("UNAVAILABLE"));
    send("c2");
    edge.deliver(edge.log.refused(edge.log.commands.getFirst(), Code.FORBIDDEN));
    assertEquals(List.of(), phone.frames());
    assertEquals(1, edge.metrics.dropped);
    edge.deliver(edge.log.refused(edge.log.commands.getLast(), Code.RATE_LIMITED));
    assertTrue(phone.next("error").contains("RATE_LIMITED"));
  }

  @Test
  void whatWasNotReadIsToldFromWhenReadingEnded() {
    edge.store("d:alice:bob", 1, "not delivered");
    edge.clock.advance(Duration.ofHours(3));
    phone.send("{\"ping\":{}}");
    edge.pass(Duration.ofMillis(Pulses.GATHER_MS)); // the registry answers, so it was not away
    phone.next("pong");
    edge.registrations.missed(Duration.ZERO);
    edge.heads.tick();
    assertEquals(List.of(), phone.frames());
    edge.registrations.missed(Duration.ofHours(3));
    edge.heads.tick();
    phone.next("heads");
  }
}
