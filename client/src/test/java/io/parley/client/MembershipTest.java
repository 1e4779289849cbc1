package io.parley.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.Draft;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Flags;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.MembersAdded;
import io.parley.protocol.v1.MembersRemoved;
import io.parley.protocol.v1.Membership;
import io.parley.protocol.v1.Page;
import io.parley.protocol.v1.Pong;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Coming into a conversation, being out of it, and coming back.
class MembershipTest {
  private static final String TEAM = "g:team";
  private static final String NEWS = "c:news";

  private final MachineBench bench = new MachineBench();
  private final Recorded done = bench.done;

  @Test
  void groupThatOneIsAddedToIsReadFromItsBeginning() {
    bench.online();
    hear(added(3));
    assertEquals(0, bench.histories().getLast().getHistory().getAfter());
    answerHistory(page(TEAM, 3, message(1), message(2)));

    assertEquals(List.of(1L, 2L, 3L), done.seqs());
  }

  @Test
  void oneWhoIsRemovedHearsThatAndAsksForNothingMore() {
    bench.online();
    hear(added(1));
    hear(message(2));
    hear(removed(3));
    bench.advance(Duration.ofMinutes(1));

    assertEquals(List.of(1L, 2L, 3L), done.seqs());
    assertEquals(List.of(), bench.histories());
  }

  /// Somebody told it while this user still was a member, or has not heard that she is none.
  @Test
  void headThatNoPageConfirmsIsNotAskedForEver() {
    bench.online();
    hear(added(1));
    hear(removed(2));
    tellHead(5);
    for (int asked = 1; asked <= 3; asked++) {
      assertEquals(asked, bench.histories().size());
      answerHistory(page(TEAM, 2));
      stayOnline(Duration.ofSeconds(15));
    }
    assertEquals(3, bench.histories().size());
    tellHead(5);
    assertEquals(3, bench.histories().size());
  }

  @Test
  void sinceGoesOnOverAHeadThatNoPageConfirms() {
    bench.online();
    hear(added(1));
    int before = done.since.size();
    tellHead(5);
    for (int asked = 1; asked <= 3; asked++) {
      answerHistory(page(TEAM, 1));
      stayOnline(Duration.ofSeconds(15));
    }
    bench.take("", ServerFrame.newBuilder().setPong(Pong.newBuilder().setServerTime(bench.time())));
    bench.take("", ServerFrame.newBuilder().setPong(Pong.newBuilder().setServerTime(bench.time())));

    assertTrue(done.since.size() > before);
  }

  /// A page that is late is no page that ends it.
  @Test
  void headThatIsConfirmedLaterIsReadThen() {
    bench.online();
    hear(added(1));
    tellHead(2);
    answerHistory(page(TEAM, 1));
    stayOnline(Duration.ofSeconds(15));
    answerHistory(page(TEAM, 2, message(2)));

    assertEquals(List.of(1L, 2L), done.seqs());
  }

  @Test
  void whatMayNotBeReadIsAskedForAgainOnlyWhenItMovesOn() {
    bench.online();
    tellHead(2);
    bench.refuse(Code.FORBIDDEN, 0);
    tellHead(2);
    assertEquals(1, bench.histories().size());
    tellHead(3);

    assertEquals(2, bench.histories().size());
  }

  @Test
  void oneWhoComesBackReadsWhatWasSaidWithoutHer() {
    bench.online();
    hear(added(1));
    hear(removed(2));
    tellHead(3);
    for (int asked = 1; asked <= 3; asked++) {
      answerHistory(page(TEAM, 2));
      stayOnline(Duration.ofSeconds(15));
    }
    hear(added(4));
    assertEquals(4, bench.histories().size());
    answerHistory(page(TEAM, 4, message(3), added(4)));

    assertEquals(List.of(1L, 2L, 3L, 4L), done.seqs());
  }

  @Test
  void channelThatOneComesIntoIsReadThoughNobodyToldHowFarItHasCome() {
    bench.online();
    tellMembership(true);
    assertEquals(NEWS, bench.histories().getLast().getHistory().getConversation());
    answerHistory(page(NEWS, 1, post(1)));

    assertEquals(List.of(1L), done.seqs());
    assertEquals(List.of(true), done.news.stream().map(ServerFrame::hasMembership).toList());
    stayOnline(Duration.ofMinutes(1));
    assertEquals(1, bench.histories().size());
  }

  @Test
  void emptyPageOfAChannelIsEnough() {
    bench.online();
    tellMembership(true);
    answerHistory(page(NEWS, 0));
    stayOnline(Duration.ofMinutes(1));

    assertEquals(1, bench.histories().size());
  }

  @Test
  void deviceThatBeginsNowBeginsAtTheHeadOfAChannelItEntersMeanwhile() {
    MachineBench now =
        new MachineBench(new ClientStore.Kept(Map.of(), List.of(), null), StartFrom.now());
    now.greeting();
    now.take("", membership(true));
    now.welcome(4);
    now.take(
        now.histories().getLast().getId(),
        ServerFrame.newBuilder().setPage(page(NEWS, 9, post(9)).getPage()));

    assertEquals(new Cursor(9, 900), now.done.beginnings.get(NEWS));
    assertEquals(List.of(), now.done.events);
  }

  /// It may have a million posts.
  @Test
  void deviceThatHasBegunBeginsAtTheHeadOfAChannelItEnters() {
    MachineBench later = begun();
    later.take("", membership(true));
    later.answer(page(NEWS, 9, post(9)));
    later.take("", ServerFrame.newBuilder().setEvent(post(10)));

    assertEquals(new Cursor(9, 900), later.done.beginnings.get(NEWS));
    assertEquals(List.of(10L), later.done.seqs());
  }

  @Test
  void deviceThatHasBegunHearsOfAChannelWhatItFirstHearsOf() {
    MachineBench later = begun();
    later.take("", ServerFrame.newBuilder().setEvent(post(9)));

    assertEquals(new Cursor(8, 899), later.done.beginnings.get(NEWS));
    assertEquals(List.of(9L), later.done.seqs());
    assertEquals(List.of(), later.histories());
  }

  /// The page that was to tell where to begin is newest first, and no page to read on from.
  @Test
  void postThatOvertakesTheFirstPageOfAChannelIsHeardOnce() {
    MachineBench later = begun();
    later.take("", membership(true));
    String first = later.histories().getLast().getId();
    later.take("", ServerFrame.newBuilder().setEvent(post(9)));
    later.take(first, page(NEWS, 10, post(10)));
    assertEquals(900, later.histories().getLast().getHistory().getAfter());
    later.take(later.histories().getLast().getId(), page(NEWS, 10, post(10)));

    assertEquals(List.of(9L, 10L), later.done.seqs());
    assertEquals(List.of(), later.done.troubles);
  }

  @Test
  void deviceThatBeginsNowHearsOfWhatItJoinsFromThereOn() {
    MachineBench later = begun();
    ClientFrame.Builder join = ClientFrame.newBuilder();
    join.getJoinBuilder().setLink(TEAM + ".secret").setClientMessageId("j");
    later.machine.call(1, join.build(), later.now);
    later.answer(
        ServerFrame.newBuilder()
            .setSent(Sent.newBuilder().setConversation(TEAM).setSeq(7).setMessageId(700)));
    assertEquals(699, later.histories().getLast().getHistory().getAfter());
    later.answer(page(TEAM, 7, added(7)));

    assertEquals(List.of(7L), later.done.seqs());
  }

  @Test
  void whatWasNotShownIsAskedForAgainByOneWhoComesBackThoughNothingMoved() {
    bench.online();
    hear(added(1));
    tellHead(2);
    for (int asked = 1; asked <= 3; asked++) {
      answerHistory(page(TEAM, 1));
      stayOnline(Duration.ofSeconds(15));
    }
    assertEquals(3, bench.histories().size());
    bench.closed(1006);
    bench.advance(Duration.ofSeconds(5));
    bench.goOnToGreeting();
    bench.welcome(4);
    assertEquals(4, bench.histories().size());
    answerHistory(page(TEAM, 2, message(2)));

    assertEquals(List.of(1L, 2L), done.seqs());
  }

  @Test
  void refusalOfBeforeOneCameInDoesNotShutTheChannel() {
    bench.online();
    bench.take("", heads(NEWS, 2));
    String early = bench.histories().getLast().getId();
    tellMembership(true);
    bench.take(early, ServerFrame.newBuilder().setError(ModelServer.problem(Code.FORBIDDEN, 0)));

    assertEquals(2, bench.histories().size());
    answerHistory(page(NEWS, 2, post(1), post(2)));
    assertEquals(List.of(1L, 2L), done.seqs());
  }

  @Test
  void oneWhoIsOutOfAChannelAsksForNothing() {
    bench.online();
    tellMembership(false);

    assertEquals(List.of(), bench.histories());
    assertEquals(1, done.news.size());
  }

  @Test
  void howAnotherDeviceKeepsAConversationIsPassedOn() {
    bench.online();
    Flags flags = Flags.newBuilder().setConversation(TEAM).setArchived(true).build();
    Draft draft = Draft.newBuilder().setConversation(TEAM).setText("dear").build();
    bench.take("", ServerFrame.newBuilder().setFlags(flags));
    bench.take("", ServerFrame.newBuilder().setDraft(draft));

    assertEquals(flags, done.news.get(0).getFlags());
    assertEquals(draft, done.news.get(1).getDraft());
  }

  /// Begins now, and had everything once.
  private static MachineBench begun() {
    return new MachineBench(
            new ClientStore.Kept(Map.of(), List.of(), Instant.EPOCH), StartFrom.now())
        .online();
  }

  private void answerHistory(ServerFrame.Builder page) {
    bench.take(bench.histories().getLast().getId(), page);
  }

  /// Pings are answered meanwhile.
  private void stayOnline(Duration duration) {
    for (Duration left = duration; !left.isZero(); left = left.minusSeconds(1)) {
      bench.advance(Duration.ofSeconds(1));
      bench.take("", ServerFrame.newBuilder().setPong(Pong.getDefaultInstance()));
    }
  }

  private void hear(Event event) {
    bench.take("", ServerFrame.newBuilder().setEvent(event));
  }

  private void tellHead(long seq) {
    bench.take("", heads(TEAM, seq));
  }

  private static ServerFrame.Builder heads(String conversation, long seq) {
    return ServerFrame.newBuilder()
        .setHeads(
            Heads.newBuilder()
                .addItems(
                    ConversationHead.newBuilder()
                        .setConversation(conversation)
                        .setHead(head(seq))));
  }

  private void tellMembership(boolean member) {
    bench.take("", membership(member));
  }

  private static ServerFrame.Builder membership(boolean member) {
    return ServerFrame.newBuilder()
        .setMembership(Membership.newBuilder().setConversation(NEWS).setMember(member));
  }

  private static Head head(long seq) {
    return Head.newBuilder().setSeq(seq).setMessageId(100 * seq).build();
  }

  private static ServerFrame.Builder page(String conversation, long head, Event... events) {
    return ServerFrame.newBuilder()
        .setPage(
            Page.newBuilder()
                .setConversation(conversation)
                .addAllEvents(List.of(events))
                .setHead(head(head)));
  }

  private static Event added(long seq) {
    return message(seq).toBuilder()
        .setMembersAdded(MembersAdded.newBuilder().addUsers("alice"))
        .build();
  }

  private static Event removed(long seq) {
    return message(seq).toBuilder()
        .setMembersRemoved(MembersRemoved.newBuilder().addUsers("alice"))
        .build();
  }

  private static Event message(long seq) {
    return MachineBench.event(seq, "bob", "b" + seq).toBuilder().setConversation(TEAM).build();
  }

  private static Event post(long seq) {
    return message(seq).toBuilder().setConversation(NEWS).build();
  }
}
