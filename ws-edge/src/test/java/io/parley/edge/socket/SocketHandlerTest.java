package io.parley.edge.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.parley.protocol.v1.CloseCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/// What a socket keeps of what its client sends, and how fast it takes it.
class SocketHandlerTest {
  private static final int PONG = 0x8a;
  private static final int PART = 0x01;
  private static final int NEXT_PART = 0x00;
  private static final int CLOSE = 0x88;
  private static final byte[] FRAME = RawSocket.frame(PONG, new byte[125]);
  private static final int LITTLE = 512;

  private final SteppedEdge edge = new SteppedEdge("limits: {frames-per-second: 100000}");
  private final SteppedSocket phone = edge.welcomed(1, "alice/phone");

  @Test
  void whatWasReadIsNotKeptThoughEachReadEndsInsideAFrame() {
    byte[] endAndBegin = Arrays.copyOfRange(FRAME, 1, FRAME.length + 1);
    endAndBegin[FRAME.length - 1] = FRAME[0];
    phone.write(Unpooled.copiedBuffer(FRAME, 0, 1));
    for (int i = 0; i < 10_000; i++) {
      phone.write(phone.allocate(endAndBegin.length).writeBytes(endAndBegin));
      assertTrue(phone.room() <= LITTLE, "keeps " + phone.room());
    }
  }

  @Test
  void aByteDoesNotKeepTheRoomOfALargeRead() {
    ByteBuf large = phone.allocate(64 * 1024).writeBytes(FRAME).writeByte(FRAME[0]);
    phone.write(large);
    assertTrue(phone.room() <= LITTLE, "keeps " + phone.room());
    assertEquals(0, large.refCnt());
    phone.write(phone.allocate(64 * 1024).writeByte(FRAME[1]));
    assertTrue(phone.room() <= LITTLE, "keeps " + phone.room());
    phone.write(Unpooled.copiedBuffer(FRAME, 2, FRAME.length - 2));
    assertEquals(0, phone.room());
  }

  @Test
  void aLargeFrameInSmallPiecesTakesNoMoreThanTwiceItsSize() {
    byte[] frame = RawSocket.frame(0x81, new byte[60_000]);
    for (int at = 0; at < frame.length - 100; at += 100) {
      phone.write(Unpooled.copiedBuffer(frame, at, 100));
      assertTrue(phone.room() <= 2 * (at + 100) + LITTLE, "keeps " + phone.room());
    }
  }

  @Test
  void pongsThatNobodyAskedForAreReadMoreSlowly() {
    assertTrue(isSlowedDownBy(RawSocket.frame(PONG, new byte[0])));
  }

  @Test
  void partsAreReadMoreSlowly() {
    SteppedSocket other = slowEdge();
    other.write(Unpooled.wrappedBuffer(RawSocket.frame(PART, new byte[0])));
    assertTrue(isSlowedDownBy(other, RawSocket.frame(NEXT_PART, new byte[0])));
  }

  private static SteppedSocket slowEdge() {
    return new SteppedEdge("").welcomed(1, "alice/phone");
  }

  private static boolean isSlowedDownBy(byte[] frame) {
    return isSlowedDownBy(slowEdge(), frame);
  }

  private static boolean isSlowedDownBy(SteppedSocket socket, byte[] frame) {
    for (int i = 0; i < 301; i++) {
      socket.write(Unpooled.wrappedBuffer(frame));
    }
    return !socket.isReadingFrames();
  }

  @Test
  void whatWasKeptIsGivenBackWhenTheSessionEndsAndTheCloseFrameIsStillFound() {
    byte[] frame = RawSocket.frame(0x81, new byte[60_000]);
    phone.write(Unpooled.copiedBuffer(frame, 0, 40_000));
    assertTrue(phone.room() >= 40_000, "keeps " + phone.room());
    phone.session.close(CloseCode.CLOSE_REPLACED);
    assertEquals(0, phone.room());
    phone.write(Unpooled.copiedBuffer(frame, 40_000, frame.length - 40_000));
    assertTrue(phone.isOpen());
    phone.write(Unpooled.wrappedBuffer(RawSocket.frame(CLOSE, new byte[0])));
    assertFalse(phone.isOpen());
  }

  @Test
  void whatWaitsForALookUpIsGivenBackWhenTheSessionEnds() {
    phone.session.intake().await(new CompletableFuture<Void>(), (_, _) -> {});
    phone.write(Unpooled.wrappedBuffer(RawSocket.frame(0x81, new byte[60_000])));
    phone.write(Unpooled.wrappedBuffer(RawSocket.frame(CLOSE, new byte[0])));
    assertTrue(phone.room() > 60_000);
    assertTrue(phone.isOpen());
    phone.session.close(CloseCode.CLOSE_REPLACED);
    assertEquals(0, phone.room());
    assertFalse(phone.isOpen());
  }

  @Test
  void whatIsKeptIsCountedUntilItIsTaken() {
    byte[] frame = RawSocket.frame(0x81, "{\"id\":\"1\",\"ping\":{}}".getBytes(UTF_8));
    phone.write(Unpooled.copiedBuffer(frame, 0, 10));
    assertEquals(phone.room(), edge.metrics.kept);
    assertTrue(edge.metrics.kept > 0);
    phone.write(Unpooled.copiedBuffer(frame, 10, frame.length - 10));
    assertEquals(0, edge.metrics.kept);
    phone.write(Unpooled.wrappedBuffer(RawSocket.frame(PART, new byte[5_000])));
    assertEquals(5_000, edge.metrics.kept);
    phone.write(Unpooled.wrappedBuffer(RawSocket.frame(NEXT_PART, new byte[1_000])));
    assertEquals(phone.room(), edge.metrics.kept);
    phone.write(Unpooled.copiedBuffer(frame, 0, 10));
    phone.leave();
    assertEquals(0, edge.metrics.kept, "of a socket that is gone");
    SteppedSocket bob = edge.welcomed(2, "bob/phone");
    bob.session.close(CloseCode.CLOSE_REPLACED);
    bob.write(Unpooled.copiedBuffer(frame, 0, 1));
    assertEquals(0, edge.metrics.kept, "of one that is over");
  }

  @Test
  void whoSendsMuchInPartWhereManyDoIsClosedAndWhoSendsLittleStays() {
    byte[] part = RawSocket.frame(PART, new byte[15_000]);
    SteppedEdge small = new SteppedEdge("limits: {inbound-total: 4MiB}");
    List<SteppedSocket> many = new ArrayList<>();
    for (int i = 1; i <= 300; i++) {
      many.add(small.welcomed(i, "alice/phone" + i));
      many.getLast().write(Unpooled.wrappedBuffer(part));
    }
    long closed = many.stream().filter(each -> each.session.isOver()).count();
    assertTrue(closed > 0 && closed < 100, closed + " of 300 closed");
    assertEquals(closed, small.metrics.keptFull);
    assertEquals("close 1013", many.getLast().frames().getLast());
    assertEquals((300 - closed) * 15_000, small.metrics.kept, "nothing of those closed");
    SteppedSocket bob = small.welcomed(1_000, "bob/phone");
    bob.write(Unpooled.wrappedBuffer(RawSocket.frame(PART, new byte[10_000])));
    assertFalse(bob.session.isOver());
    many.getFirst().write(Unpooled.wrappedBuffer(RawSocket.frame(NEXT_PART, new byte[10_000])));
    assertTrue(many.getFirst().session.isOver(), "who wants more, and has much already");
    many.forEach(each -> each.session.close(CloseCode.CLOSE_DRAINING));
    assertEquals(bob.room(), small.metrics.kept);
  }

  @Test
  void whoDoesNotAnswerTheCloseFrameAndSendsOnIsNotReadAnyMore() {
    byte[] tiny = RawSocket.frame(0x82, new byte[0]);
    ByteBuf many = Unpooled.buffer();
    for (int i = 0; i < 10_000; i++) {
      many.writeBytes(tiny);
    }
    phone.session.close(CloseCode.CLOSE_BAD_FRAMES);
    phone.write(many.retainedDuplicate());
    assertTrue(phone.isReadingFrames(), "it may have sent so much before it was told");
    for (int sent = many.readableBytes(); sent <= 1_000_000; sent += many.readableBytes()) {
      phone.write(many.retainedDuplicate());
    }
    assertFalse(phone.isReadingFrames());
    edge.pass(Duration.ofSeconds(5));
    assertFalse(phone.isReadingFrames());
    edge.pass(Duration.ofSeconds(6));
    assertFalse(phone.isOpen());
  }

  @Test
  void whatFailsHoldsUpNothing() {
    CompletableFuture<Void> stage = new CompletableFuture<>();
    phone
        .session
        .intake()
        .await(
            stage,
            (_, _) -> {
              throw new IllegalStateException("a fault of ours");
            });
    phone.write(Unpooled.wrappedBuffer(FRAME));
    assertFalse(phone.isReadingFrames());
    stage.complete(null);
    phone.run();
    assertTrue(phone.isReadingFrames());
    assertEquals(0, phone.room());
  }

  @Test
  void theEndOfTlsIsTheEndOfTheSocket() {
    phone.happens("of no interest");
    assertTrue(phone.isOpen());
    phone.happens(SslCloseCompletionEvent.SUCCESS);
    assertFalse(phone.isOpen());
  }

  @Test
  void bytesThatAreNoTlsAreTheClientsFaultAndNothingElseThatIsDecoded() {
    assertTrue(SocketHandler.isOfTheClient(new IOException("reset")));
    assertTrue(SocketHandler.isOfTheClient(new DecoderException(new SSLException("bad record"))));
    assertFalse(SocketHandler.isOfTheClient(new DecoderException(new IllegalStateException())));
    assertFalse(SocketHandler.isOfTheClient(new IllegalStateException(new IOException())));
  }
}
