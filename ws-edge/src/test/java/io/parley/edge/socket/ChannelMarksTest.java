package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.v1.Command;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Marks in more channels than may be read for at a time.
class ChannelMarksTest {
  private static final List<String> CHANNELS =
      List.of(Rooms.channel(1), Rooms.channel(2), Rooms.channel(3), Rooms.channel(4));

  private final SteppedEdge edge = new SteppedEdge("limits: {reads-max: 1}");
  private final SteppedSocket bob = edge.welcomed(1, "bob/phone");

  /// On Bob's event loop, which lives on when her socket ends.
  private final SteppedSocket alice = edge.open(2, bob);

  ChannelMarksTest() {
    edge.log.answering = false;
    alice.hello("alice/phone");
    alice.next("welcome");
    keepAll(1);
  }

  private void keepAll(long seq) {
    CHANNELS.forEach(channel -> edge.keep(channel, seq));
  }

  /// As deliveries say; the memory knows nothing of it.
  private void hearsAll(SteppedSocket socket, String user) {
    CHANNELS.forEach(channel -> edge.deliver(SteppedEdge.moved(channel, true, user)));
    socket.frames(); // where they stand
  }

  private static void mark(SteppedSocket socket, String channel, long read) {
    socket.send("{\"mark\":{\"conversation\":\"%s\",\"read\":\"%d\"}}".formatted(channel, read));
  }

  private void markAll(long read) {
    CHANNELS.forEach(channel -> mark(alice, channel, read));
  }

  private Set<String> marked(long read) {
    return edge.log.commands.stream()
        .filter(command -> command.getMark().getRead() == read)
        .map(Command::getMark)
        .map(mark -> mark.getConversation())
        .collect(Collectors.toSet());
  }

  @Test
  void whoHearsAChannelIsKnownToBeAMember() {
    hearsAll(alice, "alice");
    markAll(1);
    assertEquals(Set.copyOf(CHANNELS), marked(1));
    mark(bob, CHANNELS.getFirst(), 1);
    assertTrue(bob.next("error").contains("mark.conversation"), "he does not");
  }

  @Test
  void whatCannotBeReadForNowGoesLaterAndNothingIsLost() {
    hearsAll(alice, "alice");
    keepAll(2);
    edge.reader.hold();
    markAll(2);
    assertEquals(3, edge.metrics.marksKeptBack);
    edge.reader.release();
    alice.run();
    assertEquals(1, marked(2).size());
    edge.pass(Duration.ofSeconds(6));
    assertEquals(Set.copyOf(CHANNELS), marked(2));
    assertEquals(4, edge.log.commands.size(), "each once");
    assertEquals(List.of(), alice.frames());
  }

  @Test
  void whatIsMarkedMeanwhileGoesWithIt() {
    hearsAll(alice, "alice");
    keepAll(3);
    edge.reader.hold();
    markAll(2);
    CHANNELS.forEach(channel ->
        alice.send("{\"mark\":{\"conversation\":\"%s\",\"delivered\":\"3\"}}".formatted(channel)));
    edge.reader.release();
    edge.pass(Duration.ofSeconds(6));
    assertEquals(Set.copyOf(CHANNELS), marked(2));
    List<Command> both =
        edge.log.commands.stream()
            .filter(command -> command.getMark().getRead() == 2)
            .filter(command -> command.getMark().getDelivered() == 3)
            .toList();
    assertEquals(3, both.size(), "all but the one that was read for at once");
  }

  @Test
  void marksTakeNothingFromWhoReadsHistory() {
    hearsAll(alice, "alice");
    keepAll(2);
    edge.reader.hold();
    markAll(2);
    bob.send("{\"id\":\"1\",\"history\":{\"conversation\":\"d:alice:bob\",\"limit\":5}}");
    edge.reader.release();
    bob.next("page");
  }

  @Test
  void beyondTheConversationsThatAreKeptAMarkIsRefused() {
    hearsAll(alice, "alice");
    keepAll(2);
    for (int i = 0; i < GatheredMarks.CONVERSATIONS_MAX; i++) {
      mark(alice, Rooms.group(i), 1);
    }
    edge.reader.hold();
    markAll(2);
    List<String> refused = alice.frames();
    assertEquals(3, refused.size());
    assertTrue(
        refused.stream().allMatch(frame -> frame.contains("UNAVAILABLE")), refused::toString);
  }

  @Test
  void whatIsLeftWhenASocketEndsIsWrittenOneAfterAnother() {
    hearsAll(alice, "alice");
    markAll(1);
    keepAll(2);
    markAll(2);
    edge.reader.hold();
    alice.leave();
    assertEquals(Set.of(), marked(2));
    edge.reader.release();
    edge.run();
    assertEquals(Set.copyOf(CHANNELS), marked(2));
    assertEquals(0, edge.metrics.marksLost);
  }

  @Test
  void whatIsLeftIsTriedAgainWhileOthersReadAndGivenUpInTheEnd() {
    hearsAll(alice, "alice");
    hearsAll(bob, "bob");
    markAll(1);
    keepAll(2);
    edge.reader.hold();
    mark(bob, CHANNELS.getFirst(), 2);
    CHANNELS.subList(1, 4).forEach(channel -> mark(alice, channel, 2));
    alice.leave();
    edge.pass(Duration.ofSeconds(1));
    edge.reader.release();
    assertEquals(1, marked(2).size(), "his");
    edge.pass(Duration.ofMillis(500));
    assertEquals(Set.copyOf(CHANNELS), marked(2));
  }

  @Test
  void whatIsLeftIsGivenUpInTheEndAndCounted() {
    hearsAll(alice, "alice");
    hearsAll(bob, "bob");
    markAll(1);
    keepAll(2);
    edge.reader.hold();
    mark(bob, CHANNELS.getFirst(), 2);
    CHANNELS.subList(1, 4).forEach(channel -> mark(alice, channel, 2));
    alice.leave();
    for (int second = 0; second < 11; second++) {
      edge.pass(Duration.ofMillis(500));
      edge.pass(Duration.ofMillis(500));
    }
    assertEquals(3, edge.metrics.marksLost);
  }

  @Test
  void whatIsLeftIsTriedAgainWhileTheMemoryIsAway() {
    hearsAll(alice, "alice");
    markAll(1);
    keepAll(2);
    markAll(2);
    edge.reader.fail(new FakeLog.Full());
    alice.leave();
    edge.pass(Duration.ofSeconds(1));
    assertEquals(Set.of(), marked(2));
    edge.reader.mend();
    edge.pass(Duration.ofMillis(500));
    assertEquals(Set.copyOf(CHANNELS), marked(2));
    assertEquals(0, edge.metrics.marksLost);
  }

  @Test
  void whatIsLeftAndCannotBeWrittenIsCounted() {
    hearsAll(alice, "alice");
    markAll(1);
    keepAll(2);
    markAll(2);
    edge.reader.fail();
    alice.leave();
    edge.run();
    assertEquals(Set.of(), marked(2));
    assertEquals(CHANNELS.size(), edge.metrics.marksLost);
  }

  @Test
  void whatIsLeftAndTheLogDoesNotTakeIsCounted() {
    mark(alice, Rooms.group(1), 1);
    mark(alice, Rooms.group(1), 2);
    edge.log.refusing = true;
    alice.leave();
    edge.run();
    assertEquals(1, edge.metrics.marksLost);
  }

  @Test
  void aCrowdIsLookedAfterInSlicesBetweenWhichTheLoopReads() {
    int crowd = MarkTicks.SLICE + 100;
    for (int i = 0; i < crowd; i++) {
      SteppedSocket one = edge.open(10 + i, bob);
      one.hello("u" + i + "/phone");
      mark(one, Rooms.group(1), 1);
      mark(one, Rooms.group(1), 2);
    }
    edge.log.commands.clear();
    int[] between = new int[1];
    bob.session.loop().schedule(() -> between[0] = edge.log.commands.size(), 250);
    edge.pass(Duration.ofSeconds(1));
    assertEquals(MarkTicks.SLICE, between[0]);
    assertEquals(crowd, edge.log.commands.size());
    edge.pass(Duration.ofSeconds(1));
    SteppedSocket last = edge.open(9, bob);
    last.hello("last/phone");
    mark(last, Rooms.group(1), 1);
    mark(last, Rooms.group(1), 2);
    edge.pass(Duration.ofSeconds(1));
    assertEquals(crowd + 2, edge.log.commands.size(), "the ticks have begun again");
  }
}
