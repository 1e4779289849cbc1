package io.parley.standalone.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.client.ClientState;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.MembersAdded;
import io.parley.protocol.v1.MembersRemoved;
import io.parley.protocol.v1.Membership;
import io.parley.protocol.v1.Receipt;
import io.parley.protocol.v1.Renamed;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChatViewTest {
  private final ChatView view = new ChatView("alice", Style.PLAIN, ZoneOffset.UTC);

  @BeforeEach
  void openBob() {
    List<String> _ = view.open(Room.direct("alice", "bob"));
  }

  @Test
  void eventsAreLinesAndOwnOnesHaveTheirTick() {
    assertEquals(List.of("00:00 bob: hi"), view.event(event("d:alice:bob", 1, "bob", "hi")));
    assertEquals(
        List.of("00:00 alice: hello ✓"), view.event(event("d:alice:bob", 2, "alice", "hello")));
  }

  @Test
  void eventThatTheHistoryHadIsNotShownAgain() {
    List<String> _ = view.event(event("d:alice:bob", 2, "bob", "hi"));
    assertEquals(List.of(), view.event(event("d:alice:bob", 2, "bob", "hi")));
    assertEquals(List.of(), view.event(event("d:alice:bob", 1, "bob", "before")));
  }

  @Test
  void nothingThatOthersWroteReachesTheTerminalAsItIs() {
    String line = view.event(event("d:alice:bob", 1, "bob", "\u001B]0;title\u0007")).getFirst();
    assertTrue(line.chars().noneMatch(c -> c < ' '), line);
  }

  @Test
  void messageOfSomebodyElseIsAHint() {
    assertEquals(
        List.of("-- carol wrote to you: /open carol --"),
        elsewhere(event("d:alice:carol", 1, "carol", "secret")));
    assertEquals(List.of(), elsewhere(event("d:alice:carol", 2, "carol", "again")));
  }

  @Test
  void messageInAGroupIsAHintThatNamesIt() {
    Event message = event("g:team", 2, "carol", "secret");
    assertEquals(
        List.of("-- carol wrote in “the team”: /open the team --"),
        view.elsewhere(message, Optional.of("the team")));
    assertEquals(
        List.of("-- carol wrote in a group: /list shows it --"),
        elsewhere(event("g:other", 2, "carol", "secret")));
  }

  @Test
  void oneWhoIsAddedElsewhereIsToldAndOthersAreNot() {
    Event.Builder added = event("g:team", 3, "carol", "").toBuilder();
    assertEquals(
        List.of(),
        elsewhere(added.setMembersAdded(MembersAdded.newBuilder().addUsers("dave")).build()));
    assertEquals(
        List.of("-- carol added you to a group: /list shows it --"),
        elsewhere(added.setMembersAdded(MembersAdded.newBuilder().addUsers("alice")).build()));
  }

  /// Who comes in hears what there was, and who comes back what she missed.
  @Test
  void whatWasSaidBeforeOneCameInIsNoNews() {
    Event.Builder event = event("g:team", 1, "carol", "").toBuilder();
    event.getCreatedBuilder().setKind(Kind.GROUP).addMembers("carol");
    assertEquals(List.of(), elsewhere(event.build()));
    assertEquals(List.of(), elsewhere(event("g:team", 2, "carol", "early")));
    event.getMembersAddedBuilder().addUsers("alice");
    String added = "-- carol added you to a group: /list shows it --";
    assertEquals(List.of(added), elsewhere(event.build()));
    event.getMembersRemovedBuilder().addUsers("alice");
    assertEquals(1, elsewhere(event.build()).size());
    assertEquals(List.of(), elsewhere(event("g:team", 5, "carol", "without her")));
    event.getMembersAddedBuilder().addUsers("alice");
    assertEquals(List.of(added), elsewhere(event.build()));
  }

  @Test
  void oneWhoIsRemovedElsewhereIsToldThoughSheWasHintedAtItBefore() {
    assertEquals(1, elsewhere(event("g:team", 2, "carol", "secret")).size());
    Event.Builder removed = event("g:team", 3, "carol", "").toBuilder();
    removed.setMembersRemoved(MembersRemoved.newBuilder().addUsers("alice"));
    assertEquals(
        List.of("-- carol removed you from “the team” --"),
        view.elsewhere(removed.build(), Optional.of("the team")));
    Event.Builder left = removed.clone().setSender("alice");
    assertEquals(List.of(), elsewhere(left.build()));
  }

  @Test
  void promptNamesTheGroupAlsoWhenItIsRenamed() {
    List<String> _ = view.open(Room.group("g:team", "team\u001B[31m"));
    assertEquals(List.of("◌ team\uFFFD[31m> "), view.below("", 80));
    List<String> _ =
        view.event(
            event("g:team", 4, "bob", "").toBuilder()
                .setRenamed(Renamed.newBuilder().setName("a name that takes all there is"))
                .build());
    assertEquals(List.of("◌ a name that takes all t…> "), view.below("", 80));
  }

  @Test
  void roomThatIsOpenedAgainShowsItsMessagesAgain() {
    Event message = event("d:alice:bob", 2, "bob", "hi");
    List<String> _ = view.event(message);
    List<String> _ = view.open(Room.direct("alice", "carol"));
    List<String> _ = view.open(Room.direct("alice", "bob"));

    assertEquals(List.of("00:00 bob: hi"), view.event(message));
  }

  @Test
  void channelThatOneIsBroughtIntoIsSaid() {
    Membership in = Membership.newBuilder().setConversation("c:news").setMember(true).build();
    assertEquals(
        List.of("-- you are in a channel now: /list shows it --"),
        view.membership(in, Optional.empty()));
    assertEquals(
        List.of("-- you are out of “news” --"),
        view.membership(in.toBuilder().setMember(false).build(), Optional.of("news")));
  }

  private List<String> elsewhere(Event event) {
    return view.elsewhere(event, Optional.empty());
  }

  @Test
  void promptTellsTheStateAndWhatTheOtherHasSeen() {
    assertEquals(List.of("◌ bob> "), view.below("", 80));
    List<String> _ = view.state(new ClientState.Online("s1"));
    assertEquals(List.of("● bob> typed"), view.below("typed", 80));
    List<String> _ = view.event(event("d:alice:bob", 1, "alice", "hi"));
    List<String> _ = view.receipt(receipt(1, 0));
    assertEquals(List.of("● bob (✓✓ received)> "), view.below("", 80));
    List<String> _ = view.receipt(receipt(0, 1));
    assertEquals(List.of("● bob (✓✓ read)> "), view.below("", 80));
    List<String> _ = view.event(event("d:alice:bob", 2, "alice", "and?"));
    assertEquals(List.of("● bob> "), view.below("", 80));
  }

  @Test
  void lossOfTheConnectionIsToldOnce() {
    ClientState offline = new ClientState.Offline("gone", Duration.ofMillis(1500));
    List<String> _ = view.state(new ClientState.Online("s1"));
    assertEquals(List.of("-- offline: what you type is sent later -- (gone)"), view.state(offline));
    List<String> _ = view.state(new ClientState.Connecting());
    assertEquals(List.of(), view.state(offline));
    assertEquals(List.of("○ offline, again in 2 s bob> "), view.below("", 80));
  }

  @Test
  void whatIsBelowFitsItsLine() {
    List<String> below = view.below("x".repeat(100), 40);
    assertEquals(39, Printable.width(below.getLast()));
    assertTrue(below.getLast().startsWith("◌ bob> …xxx"));
  }

  private static Receipt receipt(long delivered, long read) {
    return Receipt.newBuilder()
        .setConversation("d:alice:bob")
        .setUser("bob")
        .setDelivered(delivered)
        .setRead(read)
        .build();
  }

  private static Event event(String conversation, long seq, String sender, String text) {
    return Event.newBuilder()
        .setConversation(conversation)
        .setSeq(seq)
        .setMessageId(seq)
        .setSender(sender)
        .setMessage(ChatMessage.newBuilder().setText(text))
        .build();
  }
}
