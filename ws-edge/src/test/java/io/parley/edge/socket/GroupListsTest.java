package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.socket.Action.ListPosition;
import io.parley.edge.socket.Action.MovedPosition;
import io.parley.history.Inboxes;
import io.parley.history.Inboxes.Keeping;
import io.parley.history.Inboxes.Kept;
import io.parley.history.Standing.Status;
import io.parley.history.memory.MemoryHistory;
import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.Which;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/// Groups and channels in lists, and in what moved.
class GroupListsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:30:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String GROUP = Rooms.group(1);
  private static final String LEFT = Rooms.group(2);
  private static final String CHANNEL = Rooms.channel(1);
  private static final String DIRECT = "d:alice:bob";

  private final MemoryHistory history = new MemoryHistory();
  private final Rooms rooms = new Rooms(history);
  private final Reads reads = MemoryReads.of(history);

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private void direct(Instant at) {
    rooms.messages(DIRECT, 1, 3, at);
    rooms.touch(DIRECT, "alice", at);
  }

  private void group(Instant at) {
    rooms.show(GROUP, "friends", "alice", "bob");
    rooms.messages(GROUP, 1, 5, at);
    rooms.touch(GROUP, "alice", at);
    rooms.member(GROUP, "alice", Role.ADMIN);
  }

  private void left(Instant at) {
    rooms.show(LEFT, "ex", "bob");
    rooms.messages(LEFT, 1, 2, at);
    rooms.removal(LEFT, 3, "alice", at);
    rooms.messages(LEFT, 4, 9, at.plus(HOUR));
    rooms.touch(LEFT, "alice", at);
    rooms.out(LEFT, "alice", Status.OUT, 3, Rooms.idOf(3, at));
  }

  private void channel(String channel, Instant at) {
    rooms.show(channel, "news", "bob");
    rooms.messages(channel, 1, 7, at);
    rooms.member(channel, "alice", Role.MEMBER);
    rooms.count(channel, 12_345);
  }

  private List<ConversationItem> list(int limit, Which which) {
    List<ConversationItem> items = new ArrayList<>();
    ListPosition from = ListPosition.START;
    while (true) {
      ConversationList page =
          get(reads.list("alice", new Action.ListConversations(from, limit, which)))
              .getConversations();
      assertTrue(page.getItemsCount() <= limit);
      items.addAll(page.getItemsList());
      if (page.getNextPageToken().isEmpty()) {
        return items;
      }
      from = PageToken.list(page.getNextPageToken()).orElseThrow();
    }
  }

  private static List<String> names(List<ConversationItem> items) {
    return items.stream().map(ConversationItem::getConversation).toList();
  }

  private List<String> names(Which which) {
    return names(list(50, which));
  }

  // ---- lists ----

  @Test
  void channelsStandWhereTheirNewestEventPutsThem() {
    direct(NOW.minus(HOUR));
    group(NOW.minus(HOUR.multipliedBy(3)));
    channel(CHANNEL, NOW.minus(HOUR.multipliedBy(2)));
    channel(Rooms.channel(2), NOW);
    for (int limit : new int[] {1, 2, 50}) {
      assertEquals(
          List.of(Rooms.channel(2), DIRECT, CHANNEL, GROUP),
          names(list(limit, Which.WHICH_UNSPECIFIED)),
          "limit " + limit);
    }
  }

  @Test
  void anItemTellsWhatItsConversationIs() {
    group(NOW);
    channel(CHANNEL, NOW.minus(HOUR));
    List<ConversationItem> items = list(50, Which.WHICH_UNSPECIFIED);
    ConversationItem group = items.get(0);
    assertEquals(Kind.GROUP, group.getKind());
    assertEquals("friends", group.getName());
    assertEquals("picture-of-friends", group.getPicture());
    assertEquals(2, group.getMemberCount());
    assertEquals(Role.ADMIN, group.getRole());
    assertEquals(5, group.getHead().getSeq());
    ConversationItem channel = items.get(1);
    assertEquals(Kind.CHANNEL, channel.getKind());
    assertEquals("news", channel.getName());
    assertEquals(12_345, channel.getMemberCount());
    assertEquals(Role.MEMBER, channel.getRole());
    assertEquals(7, channel.getLast().getSeq());
    assertFalse(channel.hasFlags());
    assertFalse(channel.hasDraft());
  }

  @Test
  void aGroupThatWasLeftEndsWhereItWasLeft() {
    left(NOW.minus(HOUR));
    ConversationItem item = list(50, Which.WHICH_UNSPECIFIED).getFirst();
    assertEquals(Role.ROLE_UNSPECIFIED, item.getRole());
    assertEquals(3, item.getHead().getSeq());
    assertTrue(item.getLast().hasMembersRemoved());
    assertEquals("ex", item.getName());
    assertEquals(0, item.getMemberCount());
    assertEquals("", item.getPicture());
  }

  @Test
  void whoHasLeftLearnsOfNoLaterName() {
    left(NOW.minus(HOUR));
    rooms.show(LEFT, "what nobody outside may know", "bob");
    ConversationItem item = list(50, Which.WHICH_UNSPECIFIED).getFirst();
    assertEquals("ex", item.getName());
    assertEquals("", item.getPicture());
  }

  @Test
  void whatIsNoneOfHersIsNotListed() {
    channel(CHANNEL, NOW);
    rooms.out(CHANNEL, "alice", Status.OUT, 7, Rooms.idOf(7, NOW));
    channel(Rooms.channel(2), NOW);
    rooms.out(Rooms.channel(2), "alice", Status.BANNED, 7, Rooms.idOf(7, NOW));
    // its router has noted that it is active, but not yet that she is in it
    rooms.messages(GROUP, 1, 1, NOW);
    rooms.touch(GROUP, "alice", NOW);
    assertEquals(List.of(), names(Which.WHICH_UNSPECIFIED));
    assertEquals(List.of(), moved(NOW.minus(HOUR), 200));
  }

  @Test
  void flagsAndDraftsStandWithTheirConversation() {
    direct(NOW);
    keep(DIRECT, new Kept.Archived(true));
    keep(DIRECT, new Kept.Muted(2_000_000_000_500L));
    keep(DIRECT, new Kept.Pinned(1_900_000_000_000L));
    keep(DIRECT, new Kept.Draft("half a", 77, 1_800_000_000_000L));
    ConversationItem item = list(50, Which.WHICH_UNSPECIFIED).getFirst();
    assertTrue(item.getFlags().getArchived());
    assertEquals(2_000_000_000L, item.getFlags().getMutedUntil().getSeconds());
    assertEquals(500_000_000, item.getFlags().getMutedUntil().getNanos());
    assertEquals(1_900_000_000L, item.getFlags().getPinnedAt().getSeconds());
    assertEquals("", item.getFlags().getConversation());
    assertEquals("half a", item.getDraft().getText());
    assertEquals(77, item.getDraft().getReplyTo());
  }

  private void keep(String conversation, Kept kept) {
    get(history.inboxes().keep(List.of(new Keeping("alice", conversation, 1, kept))));
  }

  @Test
  void aListMayBeOfTheArchivedOrThePinnedAlone() {
    direct(NOW);
    group(NOW.minus(HOUR));
    channel(CHANNEL, NOW.minus(HOUR.multipliedBy(2)));
    keep(GROUP, new Kept.Archived(true));
    keep(CHANNEL, new Kept.Pinned(1));
    assertEquals(List.of(DIRECT, GROUP, CHANNEL), names(Which.WHICH_UNSPECIFIED));
    assertEquals(List.of(DIRECT, CHANNEL), names(Which.NOT_ARCHIVED));
    assertEquals(List.of(GROUP), names(Which.ARCHIVED));
    assertEquals(List.of(CHANNEL), names(Which.PINNED));
    assertEquals(List.of(DIRECT, CHANNEL), names(list(1, Which.NOT_ARCHIVED)));
  }

  @Test
  void channelsBeyondThoseWhoseHeadsAreReadComeLast() {
    int more = 20;
    for (int i = 0; i < Reads.CHANNELS_MAX + more; i++) {
      rooms.messages(Rooms.channel(i), 1, 1, NOW.minusSeconds(i));
      rooms.member(Rooms.channel(i), "alice", Role.MEMBER);
    }
    direct(NOW.minus(HOUR.multipliedBy(50)));
    List<String> all = names(list(200, Which.WHICH_UNSPECIFIED));
    assertEquals(Reads.CHANNELS_MAX + more + 1, all.size());
    assertEquals(all.size(), all.stream().distinct().count());
    assertEquals(DIRECT, all.get(Reads.CHANNELS_MAX));
  }

  // ---- what moved ----

  private List<String> moved(Instant since, int limit) {
    List<String> told = new ArrayList<>();
    MovedPosition from = new MovedPosition(Inboxes.hourOf(since), "");
    while (true) {
      Heads page = get(reads.moved("alice", from, limit));
      assertTrue(page.getItemsCount() <= limit);
      for (ConversationHead item : page.getItemsList()) {
        told.add(item.getConversation() + " " + item.getHead().getSeq());
      }
      if (page.getNextPageToken().isEmpty()) {
        return told;
      }
      from = PageToken.moved(page.getNextPageToken()).orElseThrow();
    }
  }

  @Test
  void channelsMoveWithTheirHeadsAndGroupsThatWereLeftEndThere() {
    direct(NOW);
    group(NOW);
    left(NOW);
    channel(CHANNEL, NOW);
    channel(Rooms.channel(2), NOW.minus(HOUR.multipliedBy(2)));
    for (int limit : new int[] {1, 2, 200}) {
      assertEquals(
          List.of(CHANNEL + " 7", DIRECT + " 3", GROUP + " 5", LEFT + " 3"),
          moved(NOW.minus(HOUR), limit),
          "limit " + limit);
    }
    assertEquals(5, moved(NOW.minus(HOUR.multipliedBy(2)), 200).size());
    assertEquals(List.of(), moved(NOW.plus(HOUR), 200));
  }

  @Test
  void aQuietChannelMovesForWhoHasComeIn() {
    channel(CHANNEL, NOW.minus(HOUR.multipliedBy(5)));
    assertEquals(List.of(), moved(NOW.minus(HOUR), 200));
    rooms.cameIn(CHANNEL, "alice", NOW);
    assertEquals(List.of(CHANNEL + " 7"), moved(NOW.minus(HOUR), 200));
  }

  @Test
  void manyChannelsAreToldInMorePages() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 2 * Reads.CHANNELS_MAX + 50; i++) {
      boolean recent = i % 10 == 0;
      rooms.messages(Rooms.channel(i), 1, 1, recent ? NOW : NOW.minus(HOUR.multipliedBy(3)));
      rooms.member(Rooms.channel(i), "alice", Role.MEMBER);
      if (recent) {
        expected.add(Rooms.channel(i) + " 1");
      }
    }
    direct(NOW);
    expected.add(DIRECT + " 3");
    List<String> told = moved(NOW.minus(HOUR), 200);
    assertEquals(expected.stream().sorted().toList(), told.stream().sorted().toList());
  }
}
