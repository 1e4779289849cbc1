package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.socket.Action.MemberPosition;
import io.parley.history.ChannelRolls.Roll;
import io.parley.history.Standing.Status;
import io.parley.history.memory.MemoryHistory;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Info;
import io.parley.protocol.v1.MemberItem;
import io.parley.protocol.v1.MemberList;
import io.parley.protocol.v1.Page;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Roster;
import io.parley.protocol.v1.RosterLink;
import io.parley.protocol.v1.RosterMember;
import io.parley.protocol.v1.RosterRequest;
import io.parley.protocol.v1.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/// Who reads what of groups and channels.
class RosterReadsTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
  private static final String GROUP = Rooms.group(1);
  private static final String CHANNEL = Rooms.channel(1);

  private final MemoryHistory history = new MemoryHistory();
  private final Rooms rooms = new Rooms(history);
  private final Reads reads = MemoryReads.of(history);

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static ConversationId id(String conversation) {
    return ConversationId.parse(conversation).orElseThrow();
  }

  private static void assertRefused(Code code, String message, CompletionStage<?> stage) {
    Throwable failure = assertThrows(CompletionException.class, () -> get(stage)).getCause();
    Refused refused = assertInstanceOf(RefusedException.class, failure).refused();
    assertEquals(code, refused.code());
    assertEquals(message, refused.message());
  }

  // ---- history ----

  private Page after(String user, long cursor, int limit) {
    return get(reads.after(user, new Action.ReadAfter(id(GROUP), cursor, limit))).getPage();
  }

  private Page before(String user, long cursor, int limit) {
    return get(reads.before(user, new Action.ReadBefore(id(GROUP), cursor, limit))).getPage();
  }

  private static List<Long> seqs(Page page) {
    return page.getEventsList().stream().map(Event::getSeq).toList();
  }

  @Test
  void aMemberReadsAllAndWhoLeftUpToThereAndOthersNothing() {
    rooms.show(GROUP, "friends", "alice");
    rooms.messages(GROUP, 1, 4, AT);
    rooms.removal(GROUP, 5, "bob", AT);
    rooms.messages(GROUP, 6, 9, AT);
    rooms.member(GROUP, "alice", Role.OWNER);
    rooms.out(GROUP, "bob", Status.OUT, 5, Rooms.idOf(5, AT));

    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L), seqs(after("alice", 0, 50)));
    assertEquals(9, after("alice", 0, 50).getHead().getSeq());

    for (int limit : new int[] {1, 3, 5, 50}) {
      List<Long> seen = new ArrayList<>();
      long cursor = 0;
      boolean more = true;
      while (more) {
        Page page = after("bob", cursor, limit);
        assertEquals(5, page.getHead().getSeq());
        assertEquals(Rooms.idOf(5, AT), page.getHead().getMessageId());
        seen.addAll(seqs(page));
        cursor = page.getEvents(page.getEventsCount() - 1).getMessageId();
        more = page.getMore();
      }
      assertEquals(List.of(1L, 2L, 3L, 4L, 5L), seen, "limit " + limit);
    }
    Page beyond = after("bob", Rooms.idOf(5, AT), 50);
    assertEquals(List.of(), seqs(beyond));
    assertFalse(beyond.getMore());

    assertEquals(List.of(4L, 3L), seqs(before("bob", Long.MAX_VALUE, 2)));
    assertTrue(before("bob", Long.MAX_VALUE, 2).getMore());
    assertEquals(List.of(4L, 3L, 2L, 1L), seqs(before("bob", Rooms.idOf(8, AT), 10)));
    assertEquals(5, before("bob", Long.MAX_VALUE, 2).getHead().getSeq());

    assertRefused(
        Code.FORBIDDEN,
        "history.conversation: not one of its members",
        reads.after("carol", new Action.ReadAfter(id(GROUP), 0, 50)));
    assertRefused(
        Code.NOT_FOUND,
        "history.conversation: there is no such conversation",
        reads.before("carol", new Action.ReadBefore(id(CHANNEL), 5, 50)));
  }

  @Test
  void whoWasBannedReadsUpToThereAndWhoNeverCameInNothing() {
    rooms.show(CHANNEL, "news", "alice");
    rooms.messages(CHANNEL, 1, 4, AT);
    rooms.out(CHANNEL, "bob", Status.BANNED, 2, Rooms.idOf(2, AT));
    rooms.out(CHANNEL, "carol", Status.BANNED, 0, 0);
    Page page =
        get(reads.before("bob", new Action.ReadBefore(id(CHANNEL), Long.MAX_VALUE, 1))).getPage();
    assertEquals(List.of(2L), seqs(page));
    assertTrue(page.getMore());
    assertRefused(
        Code.FORBIDDEN,
        "history.conversation: not one of its members",
        reads.before("carol", new Action.ReadBefore(id(CHANNEL), Long.MAX_VALUE, 1)));
  }

  // ---- info ----

  private Info info(String user, String conversation) {
    return get(reads.info(user, new Action.GetInfo(id(conversation)))).getInfo();
  }

  @Test
  void membersLearnWhatAGroupIsAndThoseWhoMayAddWhoMayComeIn() {
    Roster.Builder roster = rooms.show(GROUP, "friends", "alice", "bob");
    roster
        .addLinks(RosterLink.newBuilder().setLinkId("id").setSecret("s3cret").setCreator("alice"))
        .addRequests(RosterRequest.newBuilder().setUser("dave").setLinkId("id"));
    rooms.show(GROUP, roster);
    rooms.member(GROUP, "alice", Role.OWNER);
    rooms.member(GROUP, "bob", Role.MEMBER);

    Info forOwner = info("alice", GROUP);
    assertEquals("friends", forOwner.getName());
    assertEquals(2, forOwner.getMemberCount());
    assertEquals(Role.OWNER, forOwner.getRole());
    assertEquals(GROUP + ".s3cret", forOwner.getLinks(0).getLink());
    assertEquals("dave", forOwner.getRequests(0).getUser());

    Info forMember = info("bob", GROUP);
    assertEquals(Role.MEMBER, forMember.getRole());
    assertEquals(0, forMember.getLinksCount());
    assertEquals(0, forMember.getRequestsCount());

    roster.getProfileBuilder().setSettings(Settings.newBuilder().setAdd(Role.MEMBER));
    rooms.show(GROUP, roster);
    assertEquals(1, info("bob", GROUP).getLinksCount());
  }

  @Test
  void nobodyElseLearnsAnything() {
    rooms.show(GROUP, "friends", "alice");
    rooms.out(GROUP, "bob", Status.OUT, 5, 50);
    assertRefused(
        Code.FORBIDDEN,
        "info.conversation: not one of its members",
        reads.info("bob", new Action.GetInfo(id(GROUP))));
    assertRefused(
        Code.NOT_FOUND,
        "info.conversation: there is no such conversation",
        reads.info("bob", new Action.GetInfo(id(CHANNEL))));
    assertRefused(
        Code.FORBIDDEN,
        "members.conversation: not one of its members",
        reads.members("carol", new Action.ListMembers(id(GROUP), MemberPosition.START, 10, false)));
  }

  @Test
  void aChannelsMembersAreCountedApart() {
    rooms.show(CHANNEL, "news", "alice");
    rooms.member(CHANNEL, "alice", Role.OWNER);
    assertEquals(0, info("alice", CHANNEL).getMemberCount());
    rooms.count(CHANNEL, 3_000_000);
    assertEquals(3_000_000, info("alice", CHANNEL).getMemberCount());
  }

  // ---- members ----

  private MemberList page(String user, String conversation, MemberPosition from, int limit) {
    return get(reads.members(user, new Action.ListMembers(id(conversation), from, limit, false)))
        .getMembers();
  }

  private List<String> members(String user, String conversation, int limit) {
    List<String> all = new ArrayList<>();
    MemberPosition from = MemberPosition.START;
    while (true) {
      MemberList page = page(user, conversation, from, limit);
      assertTrue(page.getItemsCount() <= limit);
      page.getItemsList().stream().map(MemberItem::getUser).forEach(all::add);
      if (page.getNextPageToken().isEmpty()) {
        return all;
      }
      from = PageToken.members(page.getNextPageToken()).orElseThrow();
    }
  }

  @Test
  void aGroupsMembersComeInTheOrderInWhichTheyCame() {
    Roster.Builder roster = rooms.show(GROUP, "friends", "alice", "bob", "carol");
    roster.addMembers(member("dave", 4)).addMembers(member("eve", 9)).addMembers(member("fay", 9));
    rooms.show(GROUP, roster);
    rooms.member(GROUP, "alice", Role.OWNER);
    List<String> all = List.of("alice", "bob", "carol", "dave", "eve", "fay");
    for (int limit : new int[] {1, 2, 3, 5, 6, 200}) {
      assertEquals(all, members("alice", GROUP, limit), "limit " + limit);
    }
    assertEquals(Role.OWNER, page("alice", GROUP, MemberPosition.START, 1).getItems(0).getRole());
  }

  private static RosterMember member(String user, long since) {
    return RosterMember.newBuilder().setUser(user).setRole(Role.MEMBER).setSinceSeq(since).build();
  }

  @Test
  void nobodyIsLeftOutWhenMembersGoBetweenTwoPages() {
    Roster.Builder roster = rooms.show(GROUP, "friends", "alice", "bob", "carol");
    roster.addMembers(member("dave", 4)).addMembers(member("eve", 4)).addMembers(member("fay", 9));
    rooms.show(GROUP, roster);
    rooms.member(GROUP, "alice", Role.OWNER);
    MemberList first = page("alice", GROUP, MemberPosition.START, 4);
    MemberPosition next = PageToken.members(first.getNextPageToken()).orElseThrow();
    // the last of the page goes, comes back at the end, and one before it goes
    roster.removeMembers(3).removeMembers(1).addMembers(member("dave", 12));
    rooms.show(GROUP, roster);
    List<String> rest =
        page("alice", GROUP, next, 10).getItemsList().stream().map(MemberItem::getUser).toList();
    assertEquals(List.of("eve", "fay", "dave"), rest);
  }

  @Test
  void aChannelsMembersArePagedByTheirPlaces() {
    rooms.show(CHANNEL, "news", "alice");
    rooms.member(CHANNEL, "alice", Role.OWNER);
    rooms.place(CHANNEL, Roll.MEMBERS, 1, "alice", true);
    List<String> expected = new ArrayList<>(List.of("alice"));
    for (int i = 2; i <= 30; i++) {
      boolean present = i % 3 != 0;
      rooms.place(CHANNEL, Roll.MEMBERS, i, "u" + i, present);
      if (present) {
        expected.add("u" + i);
      }
    }
    for (int limit : new int[] {1, 4, 200}) {
      assertEquals(expected, members("alice", CHANNEL, limit), "limit " + limit);
    }
    List<MemberItem> items = page("alice", CHANNEL, MemberPosition.START, 200).getItemsList();
    assertEquals(Role.OWNER, items.get(0).getRole());
    assertEquals(Role.MEMBER, items.get(1).getRole());
  }

  @Test
  void whoIsBannedOnlyThoseLearnWhoMayAdd() {
    rooms.show(CHANNEL, "news", "alice");
    rooms.member(CHANNEL, "alice", Role.OWNER);
    rooms.member(CHANNEL, "bob", Role.MEMBER);
    rooms.place(CHANNEL, Roll.BANNED, 1, "eve", true);
    Action.ListMembers banned = new Action.ListMembers(id(CHANNEL), MemberPosition.START, 10, true);
    MemberList list = get(reads.members("alice", banned)).getMembers();
    assertEquals("eve", list.getItems(0).getUser());
    assertEquals(Role.ROLE_UNSPECIFIED, list.getItems(0).getRole());
    assertRefused(
        Code.FORBIDDEN,
        "members.banned: for those who may add members (settings.add)",
        reads.members("bob", banned));
  }
}
