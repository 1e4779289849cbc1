package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.socket.Action.ListPosition;
import io.parley.edge.socket.ConversationPages.Plan;
import io.parley.edge.socket.ConversationPages.Wanted;
import io.parley.history.Inboxes.Entry;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Which;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConversationPagesTest {
  private static final int BYTES_MAX = 64 * 1024;

  private final List<Entry> inbox = new ArrayList<>();
  private final Map<String, Event> heads = new HashMap<>();

  /// What turns out not to be hers any more when its item is read.
  private final Set<String> gone = new HashSet<>();

  private int mostHeadsRead;
  private int mostKept;

  private void add(String peer, int hour, long head, int characters) {
    String conversation = "d:alice:" + peer;
    inbox.add(new Entry(conversation, Kind.DIRECT, hour, 0, 0, 0));
    heads.put(
        conversation,
        Event.newBuilder()
            .setMessageId(head)
            .setSeq(1)
            .setMessage(ChatMessage.newBuilder().setText("x".repeat(characters)))
            .build());
  }

  /// All pages, one after another.
  private List<String> list(int limit) {
    List<String> names = new ArrayList<>();
    List<Entry> byName = inbox.stream().sorted(Comparator.comparing(Entry::conversation)).toList();
    ListPosition from = ListPosition.START;
    for (int pages = 0; pages < 10_000; pages++) {
      Wanted wanted = new Wanted("alice", from, limit, BYTES_MAX, Which.WHICH_UNSPECIFIED);
      RecentConversations recent = new RecentConversations(wanted);
      for (Entry entry : byName) {
        recent.add(entry);
        mostKept = Math.max(mostKept, recent.kept());
      }
      Plan plan = recent.plan("");
      mostHeadsRead = Math.max(mostHeadsRead, plan.candidates().size());
      Map<String, Head> read = new HashMap<>();
      for (Entry entry : plan.entries()) {
        if (heads.containsKey(entry.conversation())) {
          Event head = head(entry.conversation());
          read.put(
              entry.conversation(), Head.newBuilder().setMessageId(head.getMessageId()).build());
        }
      }
      ConversationList page =
          fill(new FillingPage(plan, ConversationPages.order(plan, read, wanted), wanted));
      assertTrue(page.getItemsCount() <= limit);
      page.getItemsList().stream().map(ConversationItem::getName).forEach(names::add);
      if (page.getNextPageToken().isEmpty()) {
        return names;
      }
      from = PageToken.list(page.getNextPageToken()).orElseThrow();
    }
    throw new AssertionError("pages without end");
  }

  private ConversationList fill(FillingPage page) {
    for (List<Entry> next = page.next(7); !next.isEmpty(); next = page.next(7)) {
      page.add(next.stream().map(this::item).toList());
    }
    return page.done();
  }

  private Optional<ConversationItem> item(Entry entry) {
    return gone.contains(entry.conversation())
        ? Optional.empty()
        : Optional.of(
            ConversationItems.of(
                entry, head(entry.conversation()), ConversationItems.About.NOTHING, "alice"));
  }

  private Event head(String conversation) {
    return heads.getOrDefault(conversation, Event.getDefaultInstance());
  }

  private List<String> expected() {
    return inbox.stream()
        .sorted(
            Comparator.comparingInt(Entry::activeHour)
                .thenComparingLong((Entry entry) -> head(entry.conversation()).getMessageId())
                .reversed()
                .thenComparing(Entry::conversation))
        .map(entry -> entry.conversation().substring("d:alice:".length()))
        .toList();
  }

  @Test
  void pagesNeitherRepeatNorSkipAndTheOrderIsThatOfActivity() {
    for (int seed = 0; seed < 200; seed++) {
      inbox.clear();
      heads.clear();
      SplittableRandom random = new SplittableRandom(seed);
      int count = random.nextInt(150);
      for (int i = 0; i < count; i++) {
        add("u" + i, random.nextInt(12), random.nextInt(40), random.nextInt(3) * 2_000);
      }
      assertEquals(expected(), list(1 + random.nextInt(60)), "seed " + seed);
    }
  }

  @Test
  void aCrowdedHourIsOrderedByNameAndStillWhole() {
    for (int i = 0; i < 2_500; i++) {
      add("u%04d".formatted(i), 7, i, 0);
    }
    add("before", 6, 1, 0);
    add("later", 8, 1, 0);
    List<String> names = list(200);
    assertEquals(2_502, names.stream().distinct().count());
    assertEquals(2_502, names.size());
    assertEquals("later", names.getFirst());
    assertEquals("before", names.getLast());
    assertTrue(mostHeadsRead <= ConversationPages.HEADS_MAX, "read: " + mostHeadsRead);
  }

  @Test
  void headsReadForAPageAreBounded() {
    for (int hour = 0; hour < 3; hour++) {
      for (int i = 0; i < 900; i++) {
        add("u" + hour + "." + i, hour, i, 0);
      }
    }
    assertEquals(expected(), list(200));
    assertTrue(mostHeadsRead <= ConversationPages.HEADS_MAX, "read: " + mostHeadsRead);
  }

  @Test
  void howeverLargeAnInboxIsLittleOfItIsKept() {
    for (int i = 0; i < 15_000; i++) {
      add("u%05d".formatted(i), i % 40, i, 0);
    }
    assertEquals(expected(), list(200));
    assertTrue(mostHeadsRead <= ConversationPages.HEADS_MAX, "read: " + mostHeadsRead);
    assertTrue(mostKept <= 3 * ConversationPages.HEADS_MAX + 1, "kept: " + mostKept);
  }

  @Test
  void crowdedHoursOneAfterAnotherAreAllTold() {
    for (int i = 0; i < 6_600; i++) {
      add("u%04d".formatted(i), i % 3, i, 0);
    }
    List<String> names = list(200);
    assertEquals(6_600, names.size());
    assertEquals(6_600, names.stream().distinct().count());
    assertEquals("u0002", names.getFirst());
    assertTrue(mostKept <= 3 * ConversationPages.HEADS_MAX + 1, "kept: " + mostKept);
  }

  @Test
  void aConversationWithoutAHeadIsLeftOut() {
    add("bob", 3, 5, 0);
    inbox.add(new Entry("d:alice:new", Kind.DIRECT, 4, 0, 0, 0));
    assertEquals(List.of("bob"), list(1));
  }

  @Test
  void whatIsGoneIsLeftOutAndThePagesGoOn() {
    for (int seed = 0; seed < 100; seed++) {
      inbox.clear();
      heads.clear();
      gone.clear();
      SplittableRandom random = new SplittableRandom(seed);
      for (int i = 0; i < 60; i++) {
        add("u" + i, random.nextInt(4), i, random.nextInt(3) * 2_000);
        if (random.nextInt(3) == 0) {
          gone.add("d:alice:u" + i);
        }
      }
      List<String> left =
          expected().stream().filter(peer -> !gone.contains("d:alice:" + peer)).toList();
      assertEquals(left, list(1 + random.nextInt(20)), "seed " + seed);
    }
  }

  @Test
  void nobodyHasAnEmptyList() {
    assertEquals(List.of(), list(50));
  }
}
