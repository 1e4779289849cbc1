package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.presence.SessionRegistry;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Hello;
import io.parley.protocol.v1.ServerFrame;
import io.parley.testing.Eventually;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GreetingTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final EdgeFixture edge = new EdgeFixture("hello-within: 1s\n");

  @AfterEach
  void close() {
    edge.close();
  }

  @Test
  void aGoodTokenIsWelcomedInJson() {
    try (TestSocket alice = TestSocket.json(edge.port)) {
      alice.hello("alice", "phone");
      ServerFrame frame = alice.next();
      assertEquals("h", frame.getRe());
      assertEquals("alice", frame.getWelcome().getUserId());
      assertEquals("phone", frame.getWelcome().getDeviceId());
      assertEquals(30, frame.getWelcome().getHeartbeatSeconds());
      assertEquals(64, frame.getWelcome().getMaxInFlight());
      assertTrue(frame.getWelcome().hasServerTime());
      assertFalse(frame.getWelcome().hasMoved());
      assertEquals(1, edge.presence.sessionsOf("alice").toCompletableFuture().join().size());
    }
  }

  @Test
  void aGoodTokenIsWelcomedInProtobuf() {
    try (TestSocket alice = TestSocket.binary(edge.port)) {
      alice.send(
          ClientFrame.newBuilder()
              .setId("1")
              .setHello(Hello.newBuilder().setToken("alice/phone"))
              .build());
      assertEquals("alice", alice.next().getWelcome().getUserId());
    }
  }

  @Test
  void aBadTokenIsToldAndClosed() {
    try (TestSocket mallory = TestSocket.json(edge.port)) {
      mallory.send("{\"id\":\"1\",\"hello\":{\"token\":\"forged\"}}");
      assertEquals(Code.UNAUTHENTICATED, mallory.next().getError().getCode());
      assertEquals(4401, mallory.closeCode());
    }
  }

  @Test
  void noTokenIsToldAndClosed() {
    try (TestSocket mallory = TestSocket.json(edge.port)) {
      mallory.send("{\"id\":\"1\",\"hello\":{}}");
      assertEquals(Code.UNAUTHENTICATED, mallory.next().getError().getCode());
      assertEquals(4401, mallory.closeCode());
    }
  }

  @Test
  void whoCannotBeCheckedIsToldWhenToComeBack() {
    try (TestSocket alice = TestSocket.json(edge.port)) {
      alice.send("{\"id\":\"1\",\"hello\":{\"token\":\"later\"}}");
      ServerFrame frame = alice.next();
      assertEquals(Code.UNAVAILABLE, frame.getError().getCode());
      assertEquals(300, frame.getError().getRetryAfterMs());
      assertEquals(1013, alice.closeCode());
    }
  }

  @Test
  void aDeviceThatCannotBeMayBeCorrected() {
    try (TestSocket alice = TestSocket.json(edge.port)) {
      alice.send("{\"id\":\"1\",\"hello\":{\"token\":\"alice/phone\",\"deviceId\":\"other\"}}");
      assertEquals(Code.INVALID, alice.next().getError().getCode());
      alice.hello("alice", "phone");
      assertTrue(alice.next().hasWelcome());
    }
  }

  @Test
  void whoSaysNoHelloIsClosed() {
    try (TestSocket silent = TestSocket.json(edge.port)) {
      assertEquals(4401, silent.closeCode());
    }
    Eventually.eventually(SOON, () -> assertEquals(0, edge.counted("parley_edge_sockets")));
  }

  @Test
  void anythingButAHelloIsRefusedFirst() {
    try (TestSocket alice = TestSocket.json(edge.port)) {
      alice.send("{\"id\":\"1\",\"ping\":{}}");
      ServerFrame frame = alice.next();
      assertEquals("1", frame.getRe());
      assertEquals(Code.UNAUTHENTICATED, frame.getError().getCode());
      alice.hello("alice", "phone");
      assertTrue(alice.next().hasWelcome());
      alice.hello("alice", "phone");
      assertEquals(Code.INVALID, alice.next().getError().getCode());
    }
  }

  @Test
  void framesBehindAHelloWaitForItsWelcome() {
    try (TestSocket alice = TestSocket.json(edge.port)) {
      alice.hello("alice", "phone");
      alice.send(
          "{\"id\":\"2\",\"send\":{\"user\":\"bob\",\"clientMessageId\":\"c\",\"text\":\"x\"}}");
      assertTrue(alice.next().hasWelcome());
      assertEquals("2", alice.next().getRe());
    }
  }

  @Test
  void theSameDeviceAgainDisplacesTheOlderSocket() {
    try (TestSocket older = TestSocket.welcomed(edge, "alice", "phone");
        TestSocket tablet = TestSocket.welcomed(edge, "alice", "tablet");
        TestSocket newer = TestSocket.welcomed(edge, "alice", "phone")) {
      assertEquals(4409, older.closeCode());
      newer.send("{\"id\":\"1\",\"ping\":{}}");
      assertTrue(newer.next().hasPong());
      assertFalse(tablet.closed.isDone());
    }
  }

  @Test
  void aDeviceConnectedElsewhereIsClosedThere() {
    var other = edge.registry.edge();
    int slot = other.slot().acquire(new SilentListener()).toCompletableFuture().join();
    other
        .register(new SessionRegistry.SessionKey("alice", "phone", 77))
        .toCompletableFuture()
        .join();
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      Eventually.eventually(
          SOON, () -> assertEquals(slot + ":77:CLOSE_REPLACED", String.join(",", edge.log.closes)));
      assertFalse(alice.closed.isDone());
    }
  }

  @Test
  void theWelcomeTellsWhatHasMovedSince() {
    Instant now = edge.surroundings.clock().instant();
    edge.store("d:alice:bob", "bob", 1, "old", now.minus(Duration.ofHours(5)));
    edge.store("d:alice:carol", "carol", 1, "new", now);
    try (TestSocket alice = TestSocket.json(edge.port)) {
      alice.send(
          ClientFrame.newBuilder()
              .setHello(
                  Hello.newBuilder()
                      .setToken("alice/phone")
                      .setSince(Pulses.timestamp(now.minus(Duration.ofHours(1)))))
              .build());
      var moved = alice.next().getWelcome().getMoved();
      assertEquals(1, moved.getItemsCount());
      assertEquals("d:alice:carol", moved.getItems(0).getConversation());
      assertEquals(1, moved.getItems(0).getHead().getSeq());
      assertEquals("", moved.getNextPageToken());
    }
  }

  @Test
  void whatMovedComesInPages() {
    Instant now = edge.surroundings.clock().instant();
    for (int i = 0; i < 250; i++) {
      edge.store("d:alice:u%03d".formatted(i), "alice", 1, "x", now);
    }
    try (TestSocket alice = TestSocket.json(edge.port)) {
      alice.send(
          ClientFrame.newBuilder()
              .setHello(Hello.newBuilder().setToken("alice/phone").setSince(Pulses.timestamp(now)))
              .build());
      var first = alice.next().getWelcome().getMoved();
      assertEquals(200, first.getItemsCount());
      alice.send("{\"id\":\"2\",\"moved\":{\"pageToken\":\"" + first.getNextPageToken() + "\"}}");
      ServerFrame frame = alice.next();
      assertEquals("2", frame.getRe());
      assertEquals(50, frame.getHeads().getItemsCount());
      assertEquals("d:alice:u200", frame.getHeads().getItems(0).getConversation());
      assertEquals("", frame.getHeads().getNextPageToken());
    }
  }

  @Test
  void withoutTheRegistryADeviceIsWelcomedAndRegisteredLater() {
    edge.registry.goAway();
    Instant now = edge.surroundings.clock().instant();
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      edge.store("d:alice:bob", "bob", 1, "missed", now);
      edge.registry.comeBack();
      Eventually.eventually(
          SOON,
          () ->
              assertEquals(
                  1, edge.presence.sessionsOf("alice").toCompletableFuture().join().size()));
      ServerFrame heads = alice.next();
      assertEquals("d:alice:bob", heads.getHeads().getItems(0).getConversation());
    }
  }

  @Test
  void aSocketThatLeavesIsForgotten() {
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      alice.leave();
      assertEquals(1000, alice.closeCode());
    }
    Eventually.eventually(
        SOON,
        () -> {
          assertEquals(0, edge.presence.sessionsOf("alice").toCompletableFuture().join().size());
          assertEquals(0, edge.counted("parley_edge_sockets"));
        });
  }
}
