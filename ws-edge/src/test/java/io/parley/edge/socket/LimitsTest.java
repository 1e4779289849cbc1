package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.ServerFrame;
import io.parley.testing.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String SEND =
      "{\"id\":\"%d\",\"send\":{\"user\":\"bob\",\"clientMessageId\":\"c%d\",\"text\":\"x\"%s}}";

  private final EdgeFixture edge =
      new EdgeFixture(
          """
          drain-over: 0s
          limits:
            in-flight-max: 5
            sends-per-second: 1
            sends-burst: 8
            marks-per-second: 2
          """);

  @AfterEach
  void close() {
    edge.close();
  }

  private static Delivery message(String user, int characters) {
    return Delivery.newBuilder()
        .setFrame(
            SteppedEdge.frame(
                Event.newBuilder()
                    .setMessage(ChatMessage.newBuilder().setText("x".repeat(characters)))
                    .build()))
        .addUsers(user)
        .build();
  }

  @Test
  void textsAndFramesCanBeHeldShorterThanTheProtocolDoes() {
    EdgeFixture strict =
        new EdgeFixture(
            """
            drain-over: 0s
            limits:
              text-max: 3
              frame-max: 4KiB
            """);
    try (TestSocket alice = TestSocket.welcomed(strict, "alice", "phone")) {
      alice.send(SEND.formatted(1, 1, "").replace("\"x\"", "\"four\""));
      ServerFrame text = alice.next();
      assertEquals(Code.TOO_LARGE, text.getError().getCode());
      assertEquals("send.text: 4 characters (expected: 1 to 3)", text.getError().getMessage());
      alice.send(" ".repeat(4_097));
      ServerFrame frame = alice.next();
      assertEquals(Code.TOO_LARGE, frame.getError().getCode());
      assertEquals("frame: 4097 bytes (expected: at most 4096)", frame.getError().getMessage());
    } finally {
      strict.close();
    }
  }

  @Test
  void oneUnansweredFrameTooManyIsRateLimited() {
    edge.log.answering = false;
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      for (int i = 1; i <= 6; i++) {
        alice.send(SEND.formatted(i, i, ""));
      }
      ServerFrame frame = alice.next();
      assertEquals("6", frame.getRe());
      assertEquals(Code.RATE_LIMITED, frame.getError().getCode());
      assertTrue(frame.getError().getRetryAfterMs() > 0);
      assertEquals(5, edge.log.commands.size());
      assertEquals(5, edge.counted("parley_edge_commands_in_flight"));
    }
    Eventually.eventually(
        SOON, () -> assertEquals(0, edge.counted("parley_edge_commands_in_flight")));
  }

  @Test
  void messagesFasterThanAllowedAreRateLimitedAndTheSocketLives() {
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      int limited = 0;
      for (int i = 1; i <= 12; i++) {
        alice.send(SEND.formatted(i, i, ""));
        limited += alice.next().getError().getCode() == Code.RATE_LIMITED ? 1 : 0;
      }
      assertTrue(limited >= 2, "limited: " + limited);
      assertFalse(alice.closed.isDone());
    }
  }

  @Test
  void aResendCountsMoreThanOnce() {
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      for (int i = 1; i <= 2; i++) {
        alice.send(SEND.formatted(i, i, ",\"resend\":true"));
        assertTrue(alice.next().hasSent());
      }
      alice.send(SEND.formatted(3, 3, ",\"resend\":true"));
      assertEquals(Code.RATE_LIMITED, alice.next().getError().getCode());
      alice.send(SEND.formatted(4, 4, ""));
      assertTrue(alice.next().hasSent());
    }
  }

  @Test
  void marksFasterThanAllowedAreRateLimitedAndTakeNothingFromMessages() {
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      for (int i = 1; i <= 12; i++) {
        alice.send("{\"mark\":{\"conversation\":\"d:alice:bob\",\"read\":\"%d\"}}".formatted(i));
      }
      ServerFrame frame = alice.next();
      assertEquals(Code.RATE_LIMITED, frame.getError().getCode());
      assertTrue(frame.getError().getRetryAfterMs() > 0);
      alice.send("{\"id\":\"1\",\"ping\":{}}");
      while (!alice.next().hasPong()) {
        // the others that were too many
      }
      assertTrue(edge.log.commands.size() < 12);
      alice.send(SEND.formatted(1, 1, ""));
      assertTrue(alice.next().hasSent());
    }
  }

  @Test
  void aBadFrameIsAnsweredAndTheSocketLives() {
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      alice.send("not json");
      assertEquals(Code.INVALID, alice.next().getError().getCode());
      alice.send("{\"id\":\"7\",\"history\":{\"limit\":\"abc\"}}");
      ServerFrame frame = alice.next();
      assertEquals("7", frame.getRe());
      assertTrue(frame.getError().getMessage().contains("history.limit"));
      alice.send("{\"id\":\"8\",\"ping\":{}}");
      assertTrue(alice.next().hasPong());
    }
  }

  @Test
  void tooManyBadFramesInAMinuteCloseIt() {
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      for (int i = 0; i < 21; i++) {
        alice.send("{}");
      }
      assertEquals(4400, alice.closeCode());
      assertEquals(21, alice.frames.size());
    }
  }

  @Test
  void aBinaryMessageOnAJsonSocketIsABadFrame() throws IOException {
    try (RawSocket raw = RawSocket.open(edge.port)) {
      raw.hello("alice/phone");
      raw.write(RawSocket.frame(0x82, new byte[] {1, 2}));
      assertTrue(raw.next().text().contains("INVALID"));
      raw.text("{\"ping\":{}}");
      assertTrue(raw.next().text().contains("pong"));
    }
  }

  @Test
  void aFrameThatIsTooLongIsSkippedAndTheSocketLives() throws IOException {
    try (RawSocket raw = RawSocket.open(edge.port)) {
      raw.hello("alice/phone");
      raw.text("x".repeat(200_000));
      assertTrue(raw.next().text().contains("TOO_LARGE"));
      raw.text("{\"ping\":{}}");
      assertTrue(raw.next().text().contains("pong"));
    }
  }

  @Test
  void aFrameBeyondAllBoundsEndsTheSocket() throws IOException {
    try (RawSocket raw = RawSocket.open(edge.port)) {
      raw.hello("alice/phone");
      byte[] header = {(byte) 0x81, (byte) 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4};
      raw.write(header);
      assertEquals(1009, raw.closeCode());
      assertEquals("", raw.rest());
    }
  }

  @Test
  void messagesInPartsArePutTogetherWithPingsInBetween() {
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      alice.part("{\"id\":\"1\",", false);
      alice.ping();
      alice.part("\"ping\"", false);
      alice.part(":{}}", true);
      assertEquals("pong of 3", alice.next().getRe());
      assertTrue(alice.next().hasPong());
    }
  }

  @Test
  void whatIsNotMaskedBreaksTheProtocol() throws IOException {
    try (RawSocket raw = RawSocket.open(edge.port)) {
      raw.write(new byte[] {(byte) 0x81, 2, '{', '}'});
      assertEquals(1002, raw.closeCode());
    }
  }

  @Test
  void aCloseFrameIsAnsweredInKind() throws IOException {
    try (RawSocket raw = RawSocket.open(edge.port)) {
      raw.write(RawSocket.frame(0x88, new byte[] {0x0f, (byte) 0xa0}));
      assertEquals(4000, raw.closeCode());
      assertEquals("", raw.rest());
    }
  }

  @Test
  void aSlowReaderIsClosedAndOthersNeverNotice() throws IOException {
    try (RawSocket slow = RawSocket.open(edge.port);
        TestSocket bob = TestSocket.welcomed(edge, "bob", "phone")) {
      slow.hello("alice/phone");
      // what fits into the kernel's buffers does not count, and nobody knows how much that is
      Eventually.eventually(
          Duration.ofSeconds(30),
          () -> {
            for (int i = 0; i < 50; i++) {
              edge.log.deliver(message("alice", 16_000)).toCompletableFuture().join();
            }
            edge.log.deliver(message("bob", 10)).toCompletableFuture().join();
            assertTrue(bob.next().hasEvent());
            assertTrue(edge.counted("parley_edge_outbound_waiting_bytes") <= 256 * 1024);
            assertEquals(0, edge.presence.sessionsOf("alice").toCompletableFuture().join().size());
          });
      assertEquals(4408, slow.closeCode());
    }
    Eventually.eventually(
        SOON, () -> assertEquals(0, edge.counted("parley_edge_outbound_waiting_bytes")));
  }

  @Test
  void aDrainingEdgeSendsItsDevicesElsewhere() {
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      edge.drain();
      assertTrue(alice.next().hasDrain());
      assertEquals(1012, alice.closeCode());
    }
  }

  @Test
  void unicodeIsCountedInCodePoints() {
    try (TestSocket alice = TestSocket.welcomed(edge, "alice", "phone")) {
      String smile = new String(Character.toChars(0x1F600));
      alice.send(
          "{\"id\":\"1\",\"send\":{\"user\":\"bob\",\"clientMessageId\":\"c\",\"text\":\"%s\"}}"
              .formatted(smile.repeat(4096)));
      assertTrue(alice.next().hasSent());
      alice.send(
          "{\"id\":\"2\",\"send\":{\"user\":\"bob\",\"clientMessageId\":\"c\",\"text\":\"%s\"}}"
              .formatted(smile.repeat(4097)));
      ServerFrame frame = alice.next();
      assertEquals(Code.TOO_LARGE, frame.getError().getCode());
      assertTrue(frame.getError().getMessage().contains("send.text"));
      assertEquals(
          4096 * 4,
          edge.log.commands.getFirst().getSend().getText().getBytes(StandardCharsets.UTF_8).length);
    }
  }
}
