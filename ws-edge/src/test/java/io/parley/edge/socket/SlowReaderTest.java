package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.Decoded;
import io.parley.protocol.FrameCodec;
import io.parley.protocol.FrameLimits;
import io.parley.protocol.v1.Page;
import io.parley.protocol.v1.ServerFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Pages are asked for, so they never make their reader a slow one; what is pushed does.
class SlowReaderTest {
  /// One byte in protobuf, six in JSON.
  private static final String ALL_ESCAPED = "\u0001".repeat(4096);

  private static final String AFTER =
      "{\"id\":\"%d\",\"history\":{\"conversation\":\"d:alice:bob\",\"after\":\"%d\",\"limit\":200}}";

  private final SteppedEdge edge = new SteppedEdge("");
  private final SteppedSocket phone = edge.welcomed(1, "alice/phone");

  private void storeAll(int events) {
    for (int seq = 1; seq <= events; seq++) {
      edge.store("d:alice:bob", seq, ALL_ESCAPED);
    }
  }

  private static Page page(String frame) {
    FrameCodec json = FrameCodec.json(FrameLimits.DEFAULT.withMaxBytes(8 * 1024 * 1024));
    byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
    return switch (json.decodeServer(bytes)) {
      case Decoded.Ok<ServerFrame>(ServerFrame read) -> read.getPage();
      case Decoded.Rejected<ServerFrame> bad -> throw new AssertionError(bad.message());
    };
  }

  /// While the client reads nothing; two of them are under way at a time.
  private void askForPagesThatComeLater(int pages) {
    storeAll(4);
    edge.reader.hold();
    for (int i = 1; i <= pages; i++) {
      phone.send(AFTER.formatted(i, 0));
    }
    phone.stopReading();
    edge.reader.release();
  }

  @Test
  void aPageOfTheLongestTextsIsCutToWhatASocketMayHold() {
    storeAll(200);
    List<Long> seqs = new ArrayList<>();
    long after = 0;
    boolean more = true;
    while (more) {
      phone.send(AFTER.formatted(1, after));
      String frame = phone.next("page");
      assertTrue(frame.length() <= Reads.BYTES_MAX + 1_024, frame.length() + " bytes");
      Page page = page(frame);
      page.getEventsList().forEach(event -> seqs.add(event.getSeq()));
      after = page.getEvents(page.getEventsCount() - 1).getMessageId();
      more = page.getMore();
    }
    assertEquals(LongStream.rangeClosed(1, 200).boxed().toList(), seqs);
  }

  @Test
  void pagesThatAreReadySoonerThanTheyAreReadWaitForTheirReader() {
    askForPagesThatComeLater(20);
    edge.pass(Duration.ofSeconds(29));
    assertEquals(List.of(), phone.frames());
    phone.readOn();
    List<String> pages = phone.frames();
    assertEquals(20, pages.size());
    assertTrue(pages.stream().allMatch(frame -> page(frame).getEventsCount() == 2));
  }

  @Test
  void whatIsPushedHasItsRoomBesideThePages() {
    askForPagesThatComeLater(20);
    for (int i = 0; i < 15; i++) {
      edge.deliverToAlice(16_000);
    }
    phone.readOn();
    assertEquals(35, phone.frames().size());
  }

  @Test
  void moreThanIsPushedIntoItsRoomClosesIt() {
    phone.stopReading();
    for (int i = 0; i < 20; i++) {
      edge.deliverToAlice(16_000);
    }
    phone.readOn();
    assertEquals("close 4408", phone.frames().getLast());
  }

  @Test
  void whoReadsNothingForLongIsClosedAlsoWhereOnlyAPageIsInTheWay() {
    storeAll(4);
    phone.stopReading();
    phone.send(AFTER.formatted(1, 0));
    edge.pass(Duration.ofSeconds(31));
    phone.readOn();
    assertEquals("close 4408", phone.frames().getLast());
  }

  @Test
  void theCodeHasTimeToGetToWhoReadsSlowly() {
    storeAll(4);
    phone.stopReading();
    phone.send(AFTER.formatted(1, 0));
    edge.pass(Duration.ofSeconds(31));
    edge.pass(Duration.ofSeconds(30));
    assertTrue(phone.isOpen());
    phone.readOn();
    assertEquals("close 4408", phone.frames().getLast());
    edge.pass(Duration.ofSeconds(1));
    assertFalse(phone.isOpen());
  }

  @Test
  void pagesThatWaitAreCountedUntilTheyAreReadOrTheirReaderHasGone() {
    askForPagesThatComeLater(20);
    long kept = edge.metrics.waiting;
    assertTrue(kept > 0);
    phone.readOn();
    assertEquals(20, phone.frames().size());
    assertEquals(0, edge.metrics.waiting);
    askForPagesThatComeLater(20);
    assertEquals(kept, edge.metrics.waiting);
    phone.leave();
    assertEquals(0, edge.metrics.waiting);
  }
}
