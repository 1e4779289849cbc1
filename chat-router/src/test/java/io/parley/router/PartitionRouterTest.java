package io.parley.router;

import static io.parley.router.Passed.answerIn;
import static io.parley.router.Passed.frameIn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.parley.history.EventRef;
import io.parley.ids.LogIdSequence;
import io.parley.presence.SessionLookup.News;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Delivery;
import io.parley.router.core.Given;
import io.parley.router.core.MachineLimits;
import io.parley.router.core.RouterMachine;
import io.parley.runtime.kafka.StartPosition;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitionRouterTest {
  private static final String ANN_AND_BOB = Given.ANN_AND_BOB.text();

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ManualClock clock = ManualClock.atStart();
  private final ManualExecutor timer = new ManualExecutor(clock);
  private final Outside ports = new Outside();
  private final Told told = new Told();
  private final RouterTools tools =
      new RouterTools(
          new RouterTools.Ports(
              new ChatRouter.Neighbours(
                  ports, ports.history.reader(), ports, ports.membership(), ports),
              ports,
              () -> CompletableFuture.completedStage(Given.LOG)),
          new RouterTools.Rules(new RouterMachine(MachineLimits.STANDARD), MachineLimits.STANDARD),
          new RouterTools.Bounds(1_000, 2, new AtomicInteger(), PATIENCE),
          new EdgeSlots(clock::nanoTime),
          told,
          new RouterTools.Clocks(clock, clock::nanoTime, this::later));
  private PartitionRouter router = open("");
  private long nextOffset;

  private static final class Told implements RouterMetrics {
    int lastIdsUnknown;
    int endsLost;

    @Override
    public void lastIdUnknown() {
      lastIdsUnknown++;
    }

    @Override
    public void endLost() {
      endsLost++;
    }
  }

  private Runnable later(Duration delay, Runnable work) {
    Future<?> waiting = timer.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> waiting.cancel(false);
  }

  private PartitionRouter open(String metadata) {
    return open(new StartPosition(0, metadata));
  }

  private PartitionRouter open(StartPosition start) {
    return new PartitionRouter(Given.PARTITION, start, new OwnThread(), tools);
  }

  private CommandRecord record(Command command) {
    return record(command.getConversation(), command.toByteString());
  }

  private CommandRecord record(String key, ByteString value) {
    return new CommandRecord(
        nextOffset++,
        clock.instant().toEpochMilli(),
        ByteString.copyFromUtf8(key),
        value,
        Optional.empty(),
        Optional.empty());
  }

  private Optional<String> decide(CommandRecord... batch) {
    CompletableFuture<String> done = router.decide(List.of(batch)).toCompletableFuture();
    if (!done.isDone()) {
      timer.advance(PATIENCE);
    }
    assertTrue(done.isDone());
    return done.isCompletedExceptionally() ? Optional.empty() : Optional.of(done.join());
  }

  private List<EventRef> stored() {
    return ports.stored(ANN_AND_BOB);
  }

  @Test
  void storesThenLooksUpThenDelivers() {
    assertTrue(decide(record(Given.send("ann", "a"))).isPresent());
    assertEquals(List.of("tail", "touch", "append", "locate", "send"), ports.calls);
    Delivery delivery = ports.sent.getFirst();
    assertEquals(1, frameIn(delivery).getEvent().getSeq());
    assertEquals(1, answerIn(delivery).getSent().getSeq());
    assertEquals(List.of("bob"), List.copyOf(delivery.getUsersList()));
    assertEquals(
        List.of(List.of("ann", "bob")),
        ports.wanted.getFirst().news().stream().map(News::users).toList());
  }

  @Test
  void everyRecordTakesAnIdAndTheLastIsCommitted() {
    long now = clock.instant().toEpochMilli();
    LogIdSequence expected = LogIdSequence.beforeFirst(Given.PARTITION);
    for (int i = 0; i < 4; i++) {
      expected = expected.next(now);
    }
    Optional<String> committed =
        decide(
            record(ANN_AND_BOB, ByteString.copyFromUtf8("\u0001")),
            record("other", Given.send("ann", "x").toByteString()),
            record(Given.mark("ann", 1, 1)),
            record(Given.send("ann", "a")));
    assertEquals(Optional.of(expected.metadata()), committed);
    assertEquals(expected.lastId(), stored().getFirst().messageId());
  }

  @Test
  void searchesOfOneBatchShareWhatTheyRead() {
    for (int i = 0; i < MachineLimits.STANDARD.window() + 1; i++) {
      decide(record(Given.send("ann", "m" + i)));
      clock.advance(Duration.ofMillis(10));
    }
    decide(record(Given.resend("ann", "x")), record(Given.resend("ann", "m0")));
    decide(record(Given.resend("ann", "y")));
    assertEquals(3, ports.memories.size());
    assertSame(ports.memories.get(0), ports.memories.get(1));
    assertNotSame(ports.memories.get(1), ports.memories.get(2));
  }

  @Test
  void idsGoOnFromTheMetadata() {
    LogIdSequence ahead =
        LogIdSequence.beforeFirst(Given.PARTITION).next(clock.instant().toEpochMilli() + 60_000);
    router = open(ahead.metadata());
    Optional<String> committed = decide(record(Given.send("ann", "a")));
    assertEquals(Optional.of(ahead.next(-1).metadata()), committed);
  }

  @Test
  void unknownLastIdInTheMiddleOfALogIsSaid() {
    assertEquals(0, told.lastIdsUnknown);
    open(new StartPosition(7, "")).close();
    open(new StartPosition(7, "nonsense")).close();
    assertEquals(2, told.lastIdsUnknown);
    open(new StartPosition(7, LogIdSequence.beforeFirst(Given.PARTITION).metadata())).close();
    assertEquals(2, told.lastIdsUnknown);
  }

  @Test
  void recordAtALostPositionIsDecidedAndSaid() {
    decide(record(Given.send("ann", "a")), record(Given.send("ann", "b")));
    nextOffset = 0;
    clock.advance(Duration.ofSeconds(1));
    router = open("");
    assertTrue(decide(record(Given.send("bob", "c"))).isPresent());
    assertEquals(3, stored().getFirst().seq());
    assertEquals(0, stored().getFirst().position().offset());
    assertEquals(1, told.endsLost);
    assertTrue(answerIn(ports.sent.getLast()).hasSent());
  }

  @Test
  void oneLookUpForTheWholeBatch() {
    Command toCy = Given.send("ann", "c").toBuilder().setConversation("d:ann:cy").build();
    decide(record(Given.send("ann", "a")), record(toCy), record(Given.send("bob", "b")));
    assertEquals(1, ports.count("locate"));
    assertEquals(2, ports.count("append"));
    assertEquals(
        List.of(List.of("ann", "bob"), List.of("ann", "cy")),
        ports.wanted.getFirst().news().stream().map(News::users).toList());
    assertEquals(
        List.of(1L, 1L, 2L),
        ports.sent.stream().map(sent -> frameIn(sent).getEvent().getSeq()).toList());
  }

  @Test
  void conversationIsLoadedOnceAndTouchedOnceAnHour() {
    decide(record(Given.send("ann", "a")));
    decide(record(Given.send("ann", "b")));
    clock.advance(Duration.ofHours(1));
    decide(record(Given.send("ann", "c")));
    assertEquals(1, ports.count("tail"));
    assertEquals(2, ports.count("touch"));
    assertEquals(3, stored().size());
  }

  @Test
  void failedStoreFailsTheBatchAndNobodyHears() {
    ports.failing = Set.of("append");
    CommandRecord record = record(Given.send("ann", "a"));
    assertEquals(Optional.empty(), decide(record));
    assertFalse(ports.calls.contains("locate"));
    assertTrue(ports.sent.isEmpty());
    ports.failing = Set.of();
    assertTrue(decide(record).isPresent());
    assertEquals(2, ports.count("tail"));
    assertEquals(1, stored().getFirst().seq());
  }

  @Test
  void failedDeliveryIsRepeatedWithTheSameEvent() {
    ports.failing = Set.of("send");
    CommandRecord record = record(Given.send("ann", "a"));
    assertEquals(Optional.empty(), decide(record));
    ports.failing = Set.of();
    assertTrue(decide(record).isPresent());
    assertEquals(1, stored().size());
    assertEquals(ports.sent.getFirst(), ports.sent.getLast());
  }

  @Test
  void otherConversationsOfAFailedBatchAreStoredOnce() {
    Command toCy = Given.send("ann", "c").toBuilder().setConversation("d:ann:cy").build();
    CommandRecord[] batch = {record(Given.send("ann", "a")), record(toCy)};
    ports.failing = Set.of("locate", "send");
    assertEquals(Optional.empty(), decide(batch));
    ports.failing = Set.of();
    assertTrue(decide(batch).isPresent());
    assertEquals(1, stored().size());
  }

  @Test
  void everybodyIsToldWhenNobodyKnowsUpToSixteenEdges() {
    ports.failing = Set.of("locate");
    ports.slots = new TreeSet<>(IntStream.range(0, 16).boxed().toList());
    assertTrue(decide(record(Given.send("ann", "a"))).isPresent());
    assertEquals(16, ports.sent.size());
    assertTrue(ports.sent.stream().allMatch(Delivery::hasFrame));
    ports.sent.clear();
    ports.slots = new TreeSet<>(IntStream.range(0, 17).boxed().toList());
    assertTrue(decide(record(Given.send("ann", "b"))).isPresent());
    assertEquals(1, ports.sent.size());
    assertFalse(ports.sent.getFirst().hasFrame());
    assertTrue(answerIn(ports.sent.getFirst()).hasSent());
  }

  @Test
  void marksAreStoredAfterTheEventsTheyMayBeAbout() {
    decide(record(Given.send("ann", "a")), record(Given.mark("bob", 9, 9)));
    assertEquals(List.of("tail", "touch", "append", "mark", "locate", "send", "send"), ports.calls);
    assertEquals(1, frameIn(ports.sent.getLast()).getReceipt().getRead());
  }

  @Test
  void whatIsNotAdmittedIsAnsweredWithoutTouchingAnything() {
    decide(record("d:ann:cy", Given.send("ann", "a").toByteString()));
    assertEquals(List.of("send"), ports.calls);
    assertEquals(Code.INVALID, answerIn(ports.sent.getFirst()).getError().getCode());
  }

  @Test
  void recordOfAnUnknownSchemaIsSkipped() {
    CommandRecord known = record(Given.send("ann", "a"));
    CommandRecord unknown =
        new CommandRecord(
            known.offset(),
            known.timeMs(),
            known.key(),
            known.value(),
            Optional.of("parley.v9"),
            Optional.empty());
    assertTrue(decide(unknown).isPresent());
    assertTrue(ports.calls.isEmpty());
  }

  @Test
  void closedPartitionBeginsNoBatch() {
    router.close();
    assertEquals(Optional.empty(), decide(record(Given.send("ann", "a"))));
    assertTrue(ports.calls.isEmpty());
  }
}
