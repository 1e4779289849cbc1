package io.parley.edge;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestDeadlineTest {
  private final RequestDeadline deadline = new RequestDeadline();
  private final EmbeddedChannel channel = new EmbeddedChannel(new HttpServerCodec(), deadline);

  @BeforeEach
  void stopTime() {
    channel.freezeTime();
  }

  private void receive(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    channel.releaseInbound();
  }

  private void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  @Test
  void whoAsksForNothingIsClosed() {
    pass(9);
    assertTrue(channel.isOpen());
    pass(1);
    assertFalse(channel.isOpen());
  }

  @Test
  void aHeaderNowAndThenIsNoRequest() {
    receive("POST / HTTP/1.1\r\nContent-Length: 5\r\n");
    for (int i = 0; i < 9; i++) {
      receive("A" + i + ": b\r\n");
      pass(1);
    }
    receive("\r\nbody");
    assertTrue(channel.isOpen());
    pass(1);
    assertFalse(channel.isOpen());
  }

  @Test
  void whoHasAskedMayAskAgainWithinAMinute() {
    for (int i = 0; i < 3; i++) {
      receive("GET / HTTP/1.1\r\n\r\n");
      pass(49);
      assertTrue(channel.isOpen());
    }
    for (int i = 0; i < 11 && channel.isOpen(); i++) {
      receive(i == 0 ? "GET / HTTP/1.1\r\n" : "A" + i + ": b\r\n");
      pass(1);
    }
    assertFalse(channel.isOpen());
  }

  @Test
  void aConnectionThatWasTakenOverHasNone() {
    channel.pipeline().remove(deadline);
    pass(100);
    assertTrue(channel.isOpen());
  }
}
