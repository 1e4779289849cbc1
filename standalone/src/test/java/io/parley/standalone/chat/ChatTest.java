package io.parley.standalone.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.client.ClientStore;
import io.parley.client.Cursor;
import io.parley.client.MemoryStore;
import io.parley.client.ParleyClient;
import io.parley.client.StartFrom;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A chat as a script has it: lines in, lines out.
@Timeout(30)
class ChatTest {
  private static final String HEAD = "-- alice and bob; type and press Enter, /quit ends --\n";

  private final LoneServer server = new LoneServer();
  private final MemoryStore store = new MemoryStore();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /// Each look at the clock is a second later: patience is over soon.
  private final AtomicLong seconds = new AtomicLong();

  @Test
  void historyComesFirstAndWhatIsSaidHasItsTick() throws Exception {
    assertFalse(server.event("bob", "are you there?").getConversation().isEmpty());

    assertTrue(chat("hello\n/quit\n", store));
    assertEquals(HEAD + "-- online --\n00:00 bob: are you there?\n00:00 alice: hello ✓\n", out());
  }

  @Test
  void allThatIsUnreadIsShownAndToldAsRead() throws Exception {
    say(300);
    server.read = 100;
    assertTrue(chat("", store));

    assertEquals(shown(101, 300), messages());
    assertEquals(300, server.marks.getLast().getRead());
  }

  @Test
  void lastFewAreShownThoughTheyWereRead() throws Exception {
    say(300);
    server.read = 300;
    assertTrue(chat("", store));

    assertEquals(shown(281, 300), messages());
  }

  @Test
  void moreUnreadThanIsShownIsSaidAndNotToldAsRead() throws Exception {
    say(600);
    server.read = 10;
    assertTrue(chat("", store));

    assertEquals(shown(101, 600), messages());
    assertTrue(
        out().endsWith("-- 90 more, from before, are unread: /earlier shows them --\n"), out());
    assertEquals(600, server.marks.getLast().getDelivered());
    assertEquals(List.of(), server.marks.stream().filter(mark -> mark.getRead() > 0).toList());
  }

  @Test
  void whatWasSaidEarlierIsShownWhenAskedForAndThenAllIsRead() throws Exception {
    say(600);
    server.read = 10;
    assertTrue(chat("/earlier\n", store));

    List<String> messages = new ArrayList<>(shown(101, 600));
    messages.addAll(shown(1, 100));
    assertEquals(messages, messages());
    assertEquals(600, server.marks.getLast().getRead());
    assertEquals(600, server.marks.getLast().getReadMessageId());
  }

  /// The client reads on from where this device was, which lies before what there was room to show.
  @Test
  void whatTheDeviceMissedAndIsNotShownIsThereForEarlier() throws Exception {
    say(600);
    server.read = 5;
    store.saveCursor("d:alice:bob", new Cursor(5, 5));
    assertTrue(chat("/earlier\n", store));

    List<String> messages = new ArrayList<>(shown(101, 600));
    messages.addAll(shown(1, 100));
    assertEquals(messages, messages());
    assertEquals(600, server.marks.getLast().getRead());
  }

  @Test
  void withoutHistoryNothingIsToldAsRead() throws Exception {
    say(3);
    server.forgetful = true;
    store.saveCursor("d:alice:bob", new Cursor(1, 1));
    assertTrue(chat("hi\n", store));

    assertTrue(out().contains("-- no history: INTERNAL"), out());
    assertEquals(shown(2, 3), messages());
    // or 4, should what was said here have been shown along with it
    assertTrue(server.marks.getLast().getDelivered() >= 3);
    assertEquals(List.of(), server.marks.stream().filter(mark -> mark.getRead() > 0).toList());
  }

  @Test
  void lastLineNeedNotBeEnded() throws Exception {
    assertTrue(chat("hello", store));
    assertTrue(out().endsWith("00:00 alice: hello ✓\n"), out());
  }

  @Test
  void slashIsACommandAndTwoAreText() throws Exception {
    assertTrue(chat("/dance\n//dance\n", store));
    assertTrue(out().contains("-- /quit ends, /earlier shows"), out());
    assertTrue(out().endsWith("00:00 alice: /dance ✓\n"), out());
  }

  @Test
  void whatCouldNotBeSentIsKeptAndGoesOutOnceNextTime() throws Exception {
    server.away = true;
    assertFalse(chat("later\n", store));
    assertTrue(out().contains("-- not connected, will go on trying -- (away)\n"), out());
    assertTrue(out().endsWith("-- 1 not sent yet: kept, and sent when you chat here again --\n"));

    server.away = false;
    assertTrue(chat("", store));
    assertEquals(1, server.stored.size());
    assertTrue(out().endsWith("00:00 alice: later ✓\n"), out());
  }

  @Test
  void refusalIsSaidWithItsReason() throws Exception {
    server.refuses = true;
    assertFalse(chat("hi\n", store));
    assertTrue(
        out()
            .endsWith(
                "✗ not sent: hi (bob has no account yet:"
                    + " ./parley chat --as bob --with alice)\n"),
        out());
  }

  @Test
  void groupIsMadeAndTalkedInBeforeTheNextLineIsTaken() throws Exception {
    assertTrue(chat("/new team bob carol\nhello all\n", store, Room.NOWHERE, Optional.empty()));

    assertEquals(
        """
        -- alice in team; type and press Enter, /quit ends --
        -- alice made the group “team”: alice, bob, carol --
        00:00 alice: hello all ✓
        """,
        out().substring(out().indexOf("-- alice in")));
  }

  @Test
  void whatIsDoneInAGroupHasItsLine() throws Exception {
    server.groups.add(LoneServer.group(LoneServer.TEAM, "team"));
    assertTrue(server.event(LoneServer.TEAM, "bob", "hi").hasMessage());
    assertTrue(
        chat(
            "/add dave\n/members\n/link\n/leave\n",
            store,
            Room.NOWHERE,
            Optional.of(new Order.OpenGroup("team"))));

    assertTrue(out().contains("00:00 bob: hi\n"), out());
    assertTrue(out().contains("-- alice added dave --\n"), out());
    assertTrue(out().contains("-- alice (an owner), bob --\n"), out());
    assertTrue(
        out().contains("-- who types this comes in: /join " + LoneServer.TEAM + ".secret --\n"),
        out());
    assertTrue(out().contains("-- alice left --\n"), out());
  }

  /// Of the newest messages people are shown nothing else by a server.
  @Test
  void whatHappenedInAGroupIsShownBetweenWhatWasSaidAndToldAsRead() throws Exception {
    server.groups.add(LoneServer.group(LoneServer.TEAM, "team"));
    assertEquals(1, server.inTeam(ChatTest::made).getSeq());
    assertEquals(2, server.event(LoneServer.TEAM, "bob", "m2").getSeq());
    assertEquals(3, server.inTeam(event -> renamed(event, "crew")).getSeq());
    assertEquals(4, server.event(LoneServer.TEAM, "bob", "m4").getSeq());
    assertEquals(5, server.inTeam(event -> renamed(event, "gang")).getSeq());
    assertTrue(inTeam(""));

    assertTrue(
        out()
            .endsWith(
                """
                -- bob made the group “team”: bob, alice --
                00:00 bob: m2
                -- bob renamed it “crew” --
                00:00 bob: m4
                -- bob renamed it “gang” --
                """),
        out());
    assertEquals(5, server.marks.getLast().getRead());
  }

  @Test
  void groupInWhichNobodyHasSaidAnythingShowsWhoMadeIt() throws Exception {
    server.groups.add(LoneServer.group(LoneServer.TEAM, "team"));
    assertEquals(1, server.inTeam(ChatTest::made).getSeq());
    assertTrue(inTeam(""));

    assertTrue(out().endsWith("-- bob made the group “team”: bob, alice --\n"), out());
    assertEquals(1, server.marks.getLast().getRead());
  }

  @Test
  void whatHappenedBeforeTheFirstUnreadMessageIsShown() throws Exception {
    server.groups.add(LoneServer.group(LoneServer.TEAM, "team").toBuilder().setRead(5).build());
    sayInTeam(1, 5);
    assertEquals(6, server.inTeam(event -> renamed(event, "crew")).getSeq());
    sayInTeam(7, 35);
    assertTrue(inTeam(""));

    assertEquals(shown(7, 35), messages());
    assertTrue(out().contains("-- bob renamed it “crew” --\n00:00 bob: m7\n"), out());
  }

  @Test
  void whatHappenedEarlierIsShownWithWhatWasSaidEarlier() throws Exception {
    server.groups.add(LoneServer.group(LoneServer.TEAM, "team").toBuilder().setRead(30).build());
    assertEquals(1, server.inTeam(ChatTest::made).getSeq());
    sayInTeam(2, 3);
    assertEquals(4, server.inTeam(event -> renamed(event, "crew")).getSeq());
    sayInTeam(5, 30);
    assertTrue(inTeam("/earlier\n"));

    assertTrue(
        out()
            .contains(
                """
                -- before that --
                -- bob made the group “team”: bob, alice --
                00:00 bob: m2
                00:00 bob: m3
                -- bob renamed it “crew” --
                00:00 bob: m5
                """),
        out());
    assertTrue(out().endsWith("00:00 bob: m10\n-- until here --\n"), out());
  }

  @Test
  void moreEventsThanAreReadDoNotHideWhatWasSaid() throws Exception {
    server.groups.add(LoneServer.group(LoneServer.TEAM, "team"));
    sayInTeam(1, 1);
    for (int seq = 2; seq <= 2500; seq++) {
      assertEquals(seq, server.inTeam(event -> renamed(event, "crew")).getSeq());
    }
    sayInTeam(2501, 2501);
    assertTrue(inTeam(""));

    assertEquals(List.of("00:00 bob: m1", "00:00 bob: m2501"), messages());
    assertFalse(out().contains("crew"), out());
  }

  @Test
  void refusedOrderIsSaidWithItsReason() throws Exception {
    server.groups.add(LoneServer.group(LoneServer.TEAM, "team"));
    assertFalse(
        chat("/add nobody\n", store, Room.NOWHERE, Optional.of(new Order.OpenGroup("team"))));

    assertTrue(out().contains("✗ NOT_FOUND: addMembers.users: nobody (expected: a user)\n"), out());
  }

  @Test
  void overviewHasNumbersToOpenAndWhatIsNew() throws Exception {
    server.groups.add(LoneServer.group(LoneServer.TEAM, "the team"));
    say(3);
    server.read = 1;
    assertTrue(chat("/list\n/open 2\n", store, Room.NOWHERE, Optional.of(new Order.Overview())));

    assertTrue(out().contains("--  1  the team (group), 2 new --\n"), out());
    assertTrue(out().contains("--  2  bob, 2 new --\n"), out());
    assertTrue(out().contains(HEAD), out());
    assertTrue(out().contains("00:00 bob: m3\n"), out());
  }

  @Test
  void groupsOfOneNameAreToldApartByNumber() throws Exception {
    server.groups.add(LoneServer.group("g:BBBBBBBBBBBBBBBBBBBBBB", "team"));
    server.groups.add(LoneServer.group(LoneServer.TEAM, "team"));
    assertFalse(chat("/open team\n/open 2\nhi\n", store, Room.NOWHERE, Optional.empty()));

    assertTrue(out().contains("✗ 2 are called team: /open NUMBER\n"), out());
    assertTrue(out().contains("00:00 alice: hi ✓\n"), out());
  }

  @Test
  void nameThatNoGroupHasIsAPerson() throws Exception {
    assertTrue(chat("/open bob\nhi\n", store, Room.NOWHERE, Optional.empty()));

    assertEquals("hi", server.stored.getFirst().getMessage().getText());
  }

  @Test
  void groupThatIsNotThereIsSaidAndWhatIsTypedGoesNowhere() throws Exception {
    assertFalse(chat("hi\n", store, Room.NOWHERE, Optional.of(new Order.OpenGroup("team"))));

    assertTrue(out().contains("✗ there is no team here: /list"), out());
    assertTrue(out().contains("✗ nobody is here to hear that"), out());
    assertEquals(List.of(), server.stored);
  }

  @Test
  void orderForAGroupIsRefusedWhereThereIsNone() throws Exception {
    assertFalse(chat("/leave\n", store));
    assertTrue(out().contains("✗ this is no group: /new NAME WHO…"), out());
  }

  @Test
  void oneWhoJoinsIsThereOrWaitsToBeLetIn() throws Exception {
    assertTrue(chat("/join " + LoneServer.TEAM + ".secret\n", store));
    assertTrue(out().contains("-- asked to be let in --\n"), out());

    server.groups.add(LoneServer.group(LoneServer.TEAM, "team"));
    assertTrue(chat("/join " + LoneServer.TEAM + ".secret\n", store));
    assertTrue(out().contains("-- alice in team; type"), out());
  }

  @Test
  void whatWasTypedForAGroupThatWasNotFoundInTimeIsSaidToBeLost() throws Exception {
    server.away = true;
    assertFalse(chat("hi\nthere\n", store, Room.NOWHERE, Optional.of(new Order.OpenGroup("team"))));

    assertTrue(out().endsWith("-- 2 not sent, and not kept: nowhere to send them --\n"), out());
  }

  @Test
  void oneWhoJoinsAndDoesNotLearnWhatItIsIsToldWhy() throws Exception {
    server.noInfo = Code.INTERNAL;
    assertFalse(chat("/join " + LoneServer.TEAM + ".secret\n", store));

    assertTrue(out().contains("✗ INTERNAL"), out());
    assertFalse(out().contains("asked to be let in"), out());
  }

  private static void made(Event.Builder event) {
    event
        .getCreatedBuilder()
        .setKind(Kind.GROUP)
        .setName("team")
        .addAllMembers(List.of("bob", "alice"));
  }

  private static void renamed(Event.Builder event, String name) {
    event.getRenamedBuilder().setName(name);
  }

  private void sayInTeam(int from, int to) {
    for (int seq = from; seq <= to; seq++) {
      assertEquals(seq, server.event(LoneServer.TEAM, "bob", "m" + seq).getSeq());
    }
  }

  private boolean inTeam(String typed) throws Exception {
    return chat(typed, store, Room.NOWHERE, Optional.of(new Order.OpenGroup("team")));
  }

  private void say(int count) {
    for (int i = 1; i <= count; i++) {
      assertEquals(i, server.event("bob", "m" + i).getSeq());
    }
  }

  private static List<String> shown(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> "00:00 bob: m" + i).toList();
  }

  private List<String> messages() {
    return out().lines().filter(line -> line.startsWith("00:00 bob: ")).toList();
  }

  private boolean chat(String typed, ClientStore kept) throws Exception {
    return chat(typed, kept, Room.direct("alice", "bob"), Optional.empty());
  }

  private boolean chat(String typed, ClientStore kept, Room first, Optional<Order.There> order)
      throws Exception {
    Chat chat =
        new Chat(
            "alice",
            new ChatView("alice", Style.PLAIN, ZoneOffset.UTC),
            new Screen(new PrintStream(out, false, StandardCharsets.UTF_8), false),
            () -> 80,
            () -> Duration.ofSeconds(server.away ? seconds.getAndIncrement() : 0).toNanos());
    try (ParleyClient client =
        ParleyClient.builder(URI.create("ws://server/v1/ws"), "alice", "terminal")
            .transport(server)
            .tokens(_ -> CompletableFuture.completedFuture("token"))
            .listener(chat)
            .listenerExecutor(chat::post)
            .startFrom(StartFrom.now())
            .store(kept)
            .open()) {
      return chat.run(
          client, new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)), first, order);
    }
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
