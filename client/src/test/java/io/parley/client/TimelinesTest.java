package io.parley.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.History;
import io.parley.protocol.v1.ListConversations;
import io.parley.protocol.v1.Pong;
import io.parley.protocol.v1.ServerFrame;
import io.parley.protocol.v1.Welcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What the listener gets, and what is read to make it whole.
class TimelinesTest {
  private final MachineBench bench = new MachineBench();
  private final Recorded done = bench.done;

  @Test
  void eventsInTurnAreGivenAtOnceAndRepeatsNever() {
    bench.online();
    bench.event(1);
    bench.event(2);
    bench.event(1);
    bench.event(2);

    assertEquals(List.of(1L, 2L), done.seqs());
    assertEquals(List.of(), bench.histories());
  }

  @Test
  void gapIsReadFromTheCursorAndWhatCameEarlyFollows() {
    bench.online();
    bench.event(1);
    bench.event(3);
    assertEquals(List.of(1L), done.seqs());
    assertEquals(100, lastHistory().getAfter());
    bench.answer(MachineBench.page(3, event(2)));

    assertEquals(List.of(1L, 2L, 3L), done.seqs());
    assertEquals(1, bench.histories().size());
  }

  @Test
  void lastMessageThatWasLostIsNoticedInThePong() {
    bench.online();
    bench.event(1);
    bench.take("", ServerFrame.newBuilder().setPong(Pong.newBuilder().addHeads(head(2))));
    bench.answer(MachineBench.page(2, event(2)));

    assertEquals(List.of(1L, 2L), done.seqs());
  }

  @Test
  void headsThatTheServerTellsUnaskedAreReadUpTo() {
    bench.online();
    bench.take("", ServerFrame.newBuilder().setHeads(Heads.newBuilder().addItems(head(2))));
    assertEquals(0, lastHistory().getAfter());
    bench.answer(MachineBench.page(2, event(1), event(2)));

    assertEquals(List.of(1L, 2L), done.seqs());
  }

  @Test
  void unaskedHeadsOfManyPagesAreAskedForToTheLast() {
    bench.online();
    bench.take("", ServerFrame.newBuilder().setHeads(Heads.newBuilder().setNextPageToken("p2")));
    assertEquals("p2", done.lastFrame().getMoved().getPageToken());
    bench.answer(ServerFrame.newBuilder().setHeads(Heads.newBuilder().setNextPageToken("p3")));
    assertEquals("p3", done.lastFrame().getMoved().getPageToken());
    bench.answer(ServerFrame.newBuilder().setHeads(Heads.newBuilder().addItems(head(1))));
    bench.answer(MachineBench.page(1, event(1)));

    assertEquals(List.of(1L), done.seqs());
  }

  @Test
  void unaskedHeadsThatGoOnAtTwoPlacesMakeItListAll() {
    bench.online();
    unasked("p2");
    assertEquals("p2", done.lastFrame().getMoved().getPageToken());
    int asked = done.frames.size();
    unasked("q2");
    unasked("r2");
    assertEquals(asked, done.frames.size());
    bench.answer(ServerFrame.newBuilder().setHeads(Heads.getDefaultInstance()));

    assertTrue(done.lastFrame().hasConversations());
    assertEquals("", done.lastFrame().getConversations().getPageToken());
  }

  @Test
  void unaskedHeadsThatGoOnAtOnePlaceAreAskedForThereOnceTheListingIsDone() {
    bench.online();
    unasked("p2");
    unasked("q2");
    bench.answer(ServerFrame.newBuilder().setHeads(Heads.getDefaultInstance()));

    assertEquals("q2", done.lastFrame().getMoved().getPageToken());
  }

  @Test
  void whereADeviceThatBeginsNowBeginsIsKeptBeforeSince() {
    MachineBench fresh =
        new MachineBench(new ClientStore.Kept(Map.of(), List.of(), null), StartFrom.now());
    fresh.greeting();
    fresh.take("hello", ServerFrame.newBuilder().setWelcome(welcome(fresh)));
    fresh.answer(
        ServerFrame.newBuilder()
            .setConversations(
                ConversationList.newBuilder()
                    .addItems(
                        ConversationItem.newBuilder()
                            .setConversation(MachineBench.CONVERSATION)
                            .setHead(head(300).getHead()))));

    assertEquals(Map.of(MachineBench.CONVERSATION, new Cursor(300, 30_000)), fresh.done.beginnings);
    assertEquals(Map.of(MachineBench.CONVERSATION, 0), fresh.done.sinceBefore);
    assertEquals(List.of(fresh.time()), fresh.done.since);
    assertEquals(List.of(), fresh.done.events);
  }

  /// The app lists and reads before the client's own listing comes to the conversation: what
  /// follows the app's page is heard all the same.
  @Test
  void whatFollowsWhatTheAppHasReadIsHeard() {
    MachineBench fresh = greetedAnew();
    String listing = lists(fresh).getLast().getId();
    fresh.machine.call(1, ClientFrame.newBuilder().setConversations(list()).build(), fresh.now);
    fresh.answer(conversations(3));
    fresh.machine.call(2, history(), fresh.now);
    fresh.answer(MachineBench.page(3, event(3), event(2), event(1)));
    fresh.take(listing, conversations(5)); // 4 and 5 were lost on their way
    assertEquals(300, fresh.histories().getLast().getHistory().getAfter());
    fresh.answer(MachineBench.page(5, event(4), event(5)));

    assertEquals(List.of(4L, 5L), fresh.done.seqs());
    assertEquals(2, fresh.done.answers.size());
  }

  @Test
  void conversationThatTheAppFoundEmptyIsHeardFromItsBeginning() {
    MachineBench fresh = greetedAnew();
    String listing = lists(fresh).getLast().getId();
    fresh.machine.call(1, history(), fresh.now);
    fresh.answer(MachineBench.page(0));
    fresh.take(listing, conversations(1));
    fresh.answer(MachineBench.page(1, event(1)));

    assertEquals(List.of(1L), fresh.done.seqs());
  }

  @Test
  void eventThatAChangeBecameIsHeardThoughTheDeviceBeginsNow() {
    MachineBench fresh = greetedAnew();
    String listing = lists(fresh).getLast().getId();
    ClientFrame.Builder rename = ClientFrame.newBuilder();
    rename.getRenameBuilder().setConversation(MachineBench.CONVERSATION).setClientMessageId("r");
    fresh.machine.call(1, rename.build(), fresh.now);
    fresh.sent(4);
    fresh.take(listing, conversations(4));
    assertEquals(399, fresh.histories().getLast().getHistory().getAfter());
    fresh.answer(MachineBench.page(4, event(4)));

    assertEquals(List.of(4L), fresh.done.seqs());
  }

  /// It carries one event a second, and an answer may take twenty.
  @Test
  void linkTooSlowForLargePagesGetsThroughWithSmallOnes() {
    bench.online();
    bench.event(60);
    List<Integer> lost = new ArrayList<>();
    while (done.events.size() < 48) {
      int limit = lastHistory().getLimit();
      if (limit > 20) {
        lost.add(limit);
        assertTrue(lost.size() < 10, lost::toString);
        bench.advance(ClientTimes.STANDARD.answer());
        comeBack(60);
      } else {
        bench.now += Duration.ofSeconds(limit).toNanos();
        answerHistory(60);
      }
    }
    assertEquals(List.of(200, 100, 50, 25), lost);
    assertEquals(12, lastHistory().getLimit());

    answerHistory(72); // at once, and there is more
    assertEquals(24, lastHistory().getLimit());
    assertEquals(LongStream.rangeClosed(1, 60).boxed().toList(), done.seqs());
  }

  @Test
  void whatMovedWhileAwayIsReadFromTheCursor() {
    MachineBench later = new MachineBench(kept(5), StartFrom.beginning());
    later.now = Duration.ofHours(1).toNanos();
    later.greeting();
    assertEquals(Times.timestamp(MachineBench.START), later.done.lastFrame().getHello().getSince());
    later.take(
        "hello",
        ServerFrame.newBuilder()
            .setWelcome(
                Welcome.newBuilder()
                    .setServerTime(later.time())
                    .setMoved(Heads.newBuilder().addItems(head(7)))));
    assertEquals(500, later.histories().getLast().getHistory().getAfter());
    assertEquals(List.of(), later.done.since);
    later.answer(MachineBench.page(7, event(6), event(7)));

    assertEquals(List.of(6L, 7L), later.done.seqs());
    assertEquals(List.of(later.time()), later.done.since);
  }

  @Test
  void serverThatCannotTellWhatMovedIsAskedForEverything() {
    MachineBench later = new MachineBench(kept(5), StartFrom.beginning());
    later.greeting();
    later.take("hello", ServerFrame.newBuilder().setWelcome(Welcome.getDefaultInstance()));
    assertTrue(later.done.lastFrame().hasMoved());
    later.refuse(Code.UNSUPPORTED, 0);

    assertTrue(later.done.lastFrame().hasConversations());
  }

  @Test
  void unknownConversationBeginsWithTheNewestMessagesWhenSoChosen() {
    MachineBench recent =
        new MachineBench(new ClientStore.Kept(Map.of(), List.of(), null), StartFrom.recent(2));
    recent.online();
    recent.event(9);
    assertEquals(2, recent.histories().getLast().getHistory().getLimit());
    recent.answer(MachineBench.page(9, event(9), event(8)));
    assertEquals(799, recent.histories().getLast().getHistory().getAfter());
    recent.answer(MachineBench.page(9, event(8), event(9)));

    assertEquals(List.of(8L, 9L), recent.done.seqs());
  }

  @Test
  void pageWithAHoleIsNotGivenAndAskedForAgain() {
    bench.online();
    bench.event(1);
    bench.event(4);
    bench.answer(MachineBench.page(4, event(3), event(4)));
    assertEquals(List.of(1L), done.seqs());
    assertEquals(Trouble.Kind.HOLE, done.troubles.getFirst().kind());
    bench.advance(Duration.ofSeconds(1));

    assertEquals(2, bench.histories().size());
  }

  @Test
  void unavailableHistoryIsAskedForAgainWhenTheServerSays() {
    bench.online();
    bench.event(2);
    bench.refuse(Code.UNAVAILABLE, 1000);
    bench.advance(Duration.ofMillis(999));
    assertEquals(1, bench.histories().size());
    bench.advance(Duration.ofMillis(200));

    assertEquals(2, bench.histories().size());
  }

  @Test
  void conversationThatMayNotBeReadIsToldAndLeft() {
    bench.online();
    bench.event(2);
    bench.refuse(Code.FORBIDDEN, 0);
    bench.advance(Duration.ofSeconds(15));

    assertEquals(Trouble.Kind.REFUSED, done.troubles.getFirst().kind());
    assertEquals(1, bench.histories().size());
  }

  @Test
  void historyThatFailsIsReadUntilItSucceedsAndSinceDoesNotPassIt() {
    MachineBench later = new MachineBench(kept(5), StartFrom.beginning());
    later.now = Duration.ofHours(1).toNanos();
    later.greeting();
    later.take(
        "hello",
        ServerFrame.newBuilder()
            .setWelcome(
                Welcome.newBuilder()
                    .setServerTime(later.time())
                    .setHeartbeatSeconds(600)
                    .setMoved(Heads.newBuilder().addItems(head(6)))));
    Timestamp welcomed = later.time();
    long waited = 0;
    for (int failures = 1; failures <= 3; failures++) {
      assertEquals(failures, later.histories().size());
      later.refuse(Code.INTERNAL, 0);
      assertEquals(Trouble.Kind.REFUSED, later.done.troubles.getLast().kind());
      long before = later.now;
      for (int steps = 0; later.histories().size() == failures; steps++) {
        assertTrue(steps < 1000, "never asked again");
        later.advance(Duration.ofMillis(10));
      }
      assertTrue(later.now - before > waited, "waits longer each time");
      waited = later.now - before;
    }
    assertEquals(List.of(), later.done.since);
    later.answer(MachineBench.page(6, event(6)));

    assertEquals(List.of(6L), later.done.seqs());
    assertEquals(List.of(welcomed), later.done.since);
  }

  @Test
  void conversationsThatCannotBeReadDoNotKeepOthersFromBeingFound() {
    MachineBench later = new MachineBench(kept(5), StartFrom.beginning());
    later.greeting();
    Heads.Builder many = Heads.newBuilder().setNextPageToken("p2");
    for (int i = 0; i < 100; i++) {
      many.addItems(head(7).toBuilder().setConversation("d:alice:bob" + i));
    }
    later.take("hello", ServerFrame.newBuilder().setWelcome(Welcome.newBuilder().setMoved(many)));
    for (int refused = 0; later.done.frames.stream().noneMatch(ClientFrame::hasMoved); refused++) {
      assertTrue(refused < 90, "the next page is never asked for");
      later.refuse(Code.INTERNAL, 0);
    }
  }

  @Test
  void slowListenerIsGivenNoMoreAndTheRestIsReadWhenItHasTakenHalf() {
    bench.online();
    for (int seq = 1; seq <= 6; seq++) {
      bench.event(seq);
    }
    assertEquals(List.of(1L, 2L, 3L, 4L), done.seqs());
    bench.machine.delivered(1, bench.now);
    assertEquals(List.of(), bench.histories());
    bench.machine.delivered(1, bench.now);
    bench.answer(MachineBench.page(6, event(5), event(6)));

    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), done.seqs());
  }

  @Test
  void moreEarlyEventsThanItHoldsAreReadFromHistory() {
    bench.online();
    for (int seq = 2; seq <= 8; seq++) {
      bench.event(seq);
    }
    bench.answer(MachineBench.page(8, event(1)));
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), done.seqs());
    bench.machine.delivered(5, bench.now);

    assertEquals(500, lastHistory().getAfter());
  }

  /// A device that begins now, before any answer to its listing.
  private static MachineBench greetedAnew() {
    MachineBench fresh =
        new MachineBench(new ClientStore.Kept(Map.of(), List.of(), null), StartFrom.now());
    fresh.greeting();
    fresh.take("hello", ServerFrame.newBuilder().setWelcome(welcome(fresh)));
    return fresh;
  }

  private static List<ClientFrame> lists(MachineBench bench) {
    return bench.done.frames.stream().filter(ClientFrame::hasConversations).toList();
  }

  private static ListConversations list() {
    return ListConversations.newBuilder().setLimit(200).build();
  }

  private static ClientFrame history() {
    ClientFrame.Builder frame = ClientFrame.newBuilder();
    frame.getHistoryBuilder().setConversation(MachineBench.CONVERSATION).setLimit(20);
    return frame.build();
  }

  private static ServerFrame.Builder conversations(long head) {
    return ServerFrame.newBuilder()
        .setConversations(
            ConversationList.newBuilder()
                .addItems(
                    ConversationItem.newBuilder()
                        .setConversation(MachineBench.CONVERSATION)
                        .setHead(head(head).getHead())));
  }

  private void unasked(String nextPageToken) {
    bench.take(
        "", ServerFrame.newBuilder().setHeads(Heads.newBuilder().setNextPageToken(nextPageToken)));
  }

  private void comeBack(long head) {
    bench.advance(((ClientState.Offline) done.lastState()).retryIn());
    bench.goOnToGreeting();
    bench.take(
        "hello",
        ServerFrame.newBuilder()
            .setWelcome(welcome(bench).setMoved(Heads.newBuilder().addItems(head(head)))));
  }

  private void answerHistory(long head) {
    bench.take(
        "", ServerFrame.newBuilder().setPong(Pong.newBuilder())); // to pings under way, if any
    ClientFrame asked = bench.histories().getLast();
    long after = asked.getHistory().getAfter() / 100;
    Event[] events =
        LongStream.rangeClosed(after + 1, Math.min(head, after + asked.getHistory().getLimit()))
            .mapToObj(TimelinesTest::event)
            .toArray(Event[]::new);
    bench.take(asked.getId(), MachineBench.page(head, events));
    bench.machine.delivered(events.length, bench.now);
  }

  private static Welcome.Builder welcome(MachineBench bench) {
    return Welcome.newBuilder().setServerTime(bench.time()).setMaxInFlight(4);
  }

  private History lastHistory() {
    return bench.histories().getLast().getHistory();
  }

  private static Event event(long seq) {
    return MachineBench.event(seq, "bob", "b" + seq);
  }

  private static ConversationHead head(long seq) {
    return ConversationHead.newBuilder()
        .setConversation(MachineBench.CONVERSATION)
        .setHead(Head.newBuilder().setSeq(seq).setMessageId(100 * seq))
        .build();
  }

  private static ClientStore.Kept kept(long seq) {
    return new ClientStore.Kept(
        Map.of(MachineBench.CONVERSATION, new Cursor(seq, 100 * seq)),
        List.of(),
        MachineBench.START);
  }
}
