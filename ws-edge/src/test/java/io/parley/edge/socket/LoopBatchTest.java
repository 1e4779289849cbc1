package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.parley.history.Standing.Status;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.CloseCode;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Many sockets of one event loop.
class LoopBatchTest {
  private static final String NEWS = "c:newsnewsnewsnewsnewsne";

  private final SteppedEdge edge = new SteppedEdge("");
  private final List<SteppedSocket> sockets = new ArrayList<>();

  private void members(int count) {
    for (int i = 1; i <= count; i++) {
      edge.standing("u" + i, NEWS, Status.MEMBER);
      SteppedSocket opened = sockets.isEmpty() ? edge.open(i) : edge.open(i, sockets.getFirst());
      opened.hello("u" + i + "/phone");
      opened.next("welcome");
      sockets.add(opened);
    }
  }

  private static Delivery longToChannel(long seq, int characters) {
    Event event =
        SteppedEdge.post(NEWS, seq).toBuilder()
            .setMessage(ChatMessage.newBuilder().setText("x".repeat(characters)))
            .build();
    return Delivery.newBuilder().setChannel(NEWS).setFrame(SteppedEdge.frame(event)).build();
  }

  private int flushesOfAll() {
    return sockets.stream().mapToInt(SteppedSocket::flushes).sum();
  }

  @Test
  void aLargeOneIsWrittenInSlicesBetweenWhichTheLoopReads() {
    members(2_500);
    int flushed = flushesOfAll();
    CompletableFuture<Void> done =
        edge.receive(SteppedEdge.toChannel(NEWS, 1), SteppedEdge.toChannel(NEWS, 2))
            .toCompletableFuture();
    AtomicInteger between = new AtomicInteger();
    whenItReadsNext(() -> {
      between.incrementAndGet();
      assertFalse(done.isDone());
      assertEquals(flushed, flushesOfAll(), "a slice is written, and is not all");
    });
    sockets.getFirst().run();
    assertEquals(1, between.get());
    assertTrue(done.isDone());
    assertEquals(flushed + 2_500, flushesOfAll(), "each once");
    assertEquals(5_000, edge.metrics.copies);
    assertEquals(7, edge.metrics.slices, "six to write and three to flush, one of them both");
    for (SteppedSocket socket : sockets) {
      List<String> frames = socket.frames();
      assertEquals(2, frames.size());
      assertTrue(frames.getFirst().contains("post 1"));
      assertTrue(frames.getLast().contains("post 2"));
    }
  }

  @Test
  void whatIsWrittenBetweenTwoSlicesIsNotHeldUpByThem() {
    members(2_500);
    CompletableFuture<Void> done =
        edge.receive(SteppedEdge.toChannel(NEWS, 1)).toCompletableFuture();
    SteppedSocket first = sockets.getFirst();
    AtomicInteger between = new AtomicInteger();
    whenItReadsNext(() -> {
      between.incrementAndGet();
      first.send("{\"id\":\"3\",\"nothing\":{}}");
      assertTrue(first.came().getLast().contains("\"re\":\"3\""));
      assertFalse(done.isDone());
    });
    first.run();
    assertEquals(1, between.get());
    assertTrue(done.isDone());
  }

  /// What a loop does for later it does between two slices as well.
  private void whenItReadsNext(Runnable look) {
    sockets.getFirst().session.loop().later(look);
  }

  @Test
  void aSmallOneIsWrittenAtOnceAndEachSocketFlushedOnce() {
    members(3);
    int flushed = flushesOfAll();
    CompletableFuture<Void> done =
        edge.receive(
                SteppedEdge.toChannel(NEWS, 1),
                SteppedEdge.toChannel(NEWS, 2),
                SteppedEdge.toChannel(NEWS, 3))
            .toCompletableFuture();
    sockets.getFirst().run();
    assertTrue(done.isDone());
    assertEquals(flushed + 3, flushesOfAll());
    assertEquals(0, edge.metrics.slices);
  }

  @Test
  void aSlowReaderOfAChannelHoldsNobodyUpAndIsClosedAlone() {
    members(3);
    SteppedSocket slow = sockets.get(1);
    slow.stopReading();
    for (int seq = 1; seq <= 40; seq++) {
      edge.deliver(longToChannel(seq, 10_000));
      assertEquals(1, sockets.get(0).frames().size());
      assertEquals(1, sockets.get(2).frames().size());
    }
    assertTrue(slow.session.isOver());
    assertEquals(2, edge.metrics.members);
    slow.readOn();
    assertEquals("close 4408", slow.frames().getLast());
  }

  @Test
  void aSocketThatCannotBeFlushedKeepsNothingFromTheOthers() {
    members(3);
    sockets.get(1).breakDown();
    CompletableFuture<Void> done =
        edge.receive(SteppedEdge.toChannel(NEWS, 1)).toCompletableFuture();
    sockets.getFirst().run();
    assertTrue(done.isDone(), "else no batch would follow it");
    sockets.get(0).next("event");
    sockets.get(2).next("event");
  }

  @Test
  void aSocketForWhichThereIsNoMemoryIsCutAndKeepsNothingFromTheOthers() {
    members(3);
    sockets.get(1).runOutOfMemory();
    CompletableFuture<Void> done = edge.receive(to("u1"), to("u2"), to("u3")).toCompletableFuture();
    sockets.getFirst().run();
    assertTrue(done.isDone(), "else no batch would follow it");
    sockets.get(0).next("event");
    sockets.get(2).next("event");
    sockets.get(1).run();
    assertFalse(sockets.get(1).isOpen());
    assertTrue(sockets.get(1).session.isOver());
  }

  @Test
  void aSocketForWhoseCloseFrameThereIsNoMemoryIsCut() {
    members(1);
    sockets.getFirst().runOutOfMemory();
    sockets.getFirst().session.close(CloseCode.CLOSE_SILENT);
    sockets.getFirst().run();
    assertTrue(sockets.getFirst().session.isOver());
    assertFalse(sockets.getFirst().isOpen());
  }

  /// Who makes copies serves all sockets of the edge.
  @Test
  void copiesForWhichThereIsNoMemoryAreMadeByEachSocketForItself() {
    members(2);
    byte[] frame = SteppedEdge.frame(Event.getDefaultInstance()).toByteArray();
    Copies copies = Copies.forAll(frame, new NoMemory());
    assertNull(copies.as(Dialect.JSON).message());
    sockets.forEach(socket -> socket.session.deliver(copies));
    copies.release();
    sockets.forEach(socket -> assertTrue(socket.session.flush()));
    sockets.forEach(socket -> assertEquals(1, socket.frames().size()));
  }

  private static Delivery to(String user) {
    return Delivery.newBuilder()
        .setFrame(SteppedEdge.frame(Event.getDefaultInstance()))
        .addUsers(user)
        .build();
  }

  @Test
  void aBatchThatFillsAChannelThatWasNotFlushedMakesNobodyASlowReader() {
    members(1);
    Delivery[] batch = new Delivery[60];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = longToChannel(i + 1, 10_000);
    }
    edge.deliver(batch);
    assertEquals(60, sockets.getFirst().frames().size());
    assertEquals(0, edge.metrics.waiting);
  }

  @Test
  void whatAllAreSentIsGivenBackOnceAllHaveIt() {
    members(2);
    Copies copies = Copies.forAll(SteppedEdge.frame(Event.getDefaultInstance()).toByteArray());
    ByteBuf message = Objects.requireNonNull(copies.as(Dialect.JSON).message());
    assertEquals(1, message.refCnt());
    sockets.forEach(socket -> socket.session.deliver(copies));
    copies.release();
    assertEquals(2, message.refCnt());
    sockets.forEach(SteppedSocket::readOn);
    sockets.forEach(socket -> assertTrue(socket.session.flush()));
    sockets.forEach(socket -> assertEquals(1, socket.frames().size()));
    assertEquals(0, message.refCnt());
  }
}
