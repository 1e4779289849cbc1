package io.parley.history;

import static io.parley.history.Timelines.conversation;
import static io.parley.history.Timelines.get;
import static io.parley.history.Timelines.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.history.Inboxes.Entry;
import io.parley.history.Inboxes.Keeping;
import io.parley.history.Inboxes.Kept;
import io.parley.history.Inboxes.Kept.Draft;
import io.parley.history.Inboxes.KeptAll;
import io.parley.history.Inboxes.Mark;
import io.parley.history.Inboxes.Touch;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every [Inboxes] does.
public abstract class InboxesContract {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int HOUR_OF_NOW = Inboxes.hourOf(NOW);

  /// More conversations than anybody has here.
  private static final int MANY = 1_000;

  private final String conversation = conversation();
  private final String alice = "alice-" + conversation.hashCode();
  private final String bob = "bob-" + conversation.hashCode();

  protected abstract Inboxes inboxes();

  /// Of the same rows.
  protected abstract Standings standings();

  private void touch(Instant now, String... users) {
    List<Touch> touches =
        List.of(users).stream().map(user -> new Touch(user, conversation, Kind.DIRECT)).toList();
    get(inboxes().touch(touches, now));
  }

  private void mark(long delivered, long read, long readMessageId) {
    get(inboxes().mark(List.of(new Mark(alice, conversation, delivered, read, readMessageId))));
  }

  private List<Entry> all(String user) {
    Inboxes.Page page = get(inboxes().page(user, "", MANY));
    assertEquals("", page.next());
    return page.entries();
  }

  private void assertEntry(int hour, long delivered, long read, long readMessageId) {
    assertEquals(
        List.of(new Entry(conversation, Kind.DIRECT, hour, read, readMessageId, delivered)),
        all(alice));
  }

  @Test
  void whoNeverHadAConversationHasNone() {
    assertEquals(List.of(), all(alice));
  }

  @Test
  void aTouchPutsTheConversationInTheInboxOfEach() {
    touch(NOW, alice, bob);
    assertEntry(HOUR_OF_NOW, 0, 0, 0);
    assertEquals(1, all(bob).size());
  }

  @Test
  void anHourOnlyMovesForward() {
    touch(NOW, alice);
    touch(NOW.plus(HOUR), alice);
    touch(NOW, alice);
    touch(NOW.minus(HOUR), alice);
    assertEntry(HOUR_OF_NOW + 1, 0, 0, 0);
  }

  @Test
  void watermarksOnlyMoveForwardEachByItself() {
    touch(NOW, alice);
    mark(7, 5, 500);
    assertEntry(HOUR_OF_NOW, 7, 5, 500);
    mark(6, 4, 400);
    assertEntry(HOUR_OF_NOW, 7, 5, 500);
    mark(9, 0, 0);
    assertEntry(HOUR_OF_NOW, 9, 5, 500);
    mark(0, 8, 800);
    assertEntry(HOUR_OF_NOW, 9, 8, 800);
    mark(0, 0, 0);
    assertEntry(HOUR_OF_NOW, 9, 8, 800);
  }

  @Test
  void theMessageIdIsThatOfTheReadWhateverComesLast() {
    touch(NOW, alice);
    mark(0, 5, 500);
    mark(9, 4, 999);
    assertEntry(HOUR_OF_NOW, 9, 5, 500);
    mark(0, 6, 0); // one that names no message does not keep that of an earlier one
    assertEntry(HOUR_OF_NOW, 9, 6, 0);
    mark(0, 6, 600);
    mark(0, 6, 0);
    assertEntry(HOUR_OF_NOW, 9, 6, 600);
    mark(0, 0, 700);
    assertEntry(HOUR_OF_NOW, 9, 6, 600);
  }

  @Test
  void pagesComeInTheOrderOfNamesAndNeitherRepeatNorSkip() {
    List<String> names =
        IntStream.range(0, 23).mapToObj(i -> "%s-%02d".formatted(conversation, i)).toList();
    for (String name : names.reversed()) {
      get(inboxes().touch(List.of(new Touch(alice, name, Kind.DIRECT)), NOW));
    }
    // a row that is no entry: pages go on over it
    get(inboxes().mark(List.of(new Mark(alice, names.get(4) + "-marked", 3, 0, 0))));
    for (int limit : new int[] {1, 5, 7, 23, 24, 100}) {
      List<String> seen = new ArrayList<>();
      Inboxes.Page page = get(inboxes().page(alice, "", limit));
      names(page).forEach(seen::add);
      while (!page.next().isEmpty()) {
        assertTrue(page.entries().size() <= limit);
        page = get(inboxes().page(alice, page.next(), limit));
        names(page).forEach(seen::add);
      }
      assertEquals(names, seen);
    }
    assertEquals(names.subList(8, 23), names(get(inboxes().page(alice, names.get(7), 100))));
    assertEquals(new Inboxes.Page(List.of(), ""), get(inboxes().page(alice, names.get(22), 5)));
    assertEquals(new Inboxes.Page(List.of(), ""), get(inboxes().page(bob, "", 5)));
  }

  private static List<String> names(Inboxes.Page page) {
    return page.entries().stream().map(Entry::conversation).toList();
  }

  @Test
  void aWatermarkBelowZeroIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Mark(alice, conversation, -1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Mark(alice, conversation, 0, -1, 0));
  }

  @Test
  void aTouchLeavesWatermarksAndAMarkLeavesTheHour() {
    touch(NOW, alice);
    mark(3, 2, 200);
    touch(NOW.plus(HOUR), alice);
    assertEntry(HOUR_OF_NOW + 1, 3, 2, 200);
  }

  @Test
  void aMarkAloneMakesNoConversation() {
    mark(3, 2, 200);
    assertEquals(List.of(), all(alice));
    touch(NOW, alice);
    assertEntry(HOUR_OF_NOW, 3, 2, 200);
  }

  @Test
  void manyAtOnceAreAllNoted() {
    List<String> conversations =
        IntStream.range(0, 350).mapToObj(i -> conversation + "-" + i).toList();
    List<String> users = IntStream.range(0, 150).mapToObj(i -> alice + "-" + i).toList();
    get(
        inboxes()
            .touch(
                conversations.stream().map(one -> new Touch(alice, one, Kind.DIRECT)).toList(),
                NOW));
    get(
        inboxes()
            .touch(
                users.stream().map(one -> new Touch(one, conversation, Kind.DIRECT)).toList(),
                NOW));
    List<Entry> found = all(alice);
    assertEquals(350, found.size());
    Set<String> names = new HashSet<>(found.stream().map(Entry::conversation).toList());
    assertEquals(new HashSet<>(conversations), names);
    for (String user : users) {
      assertEquals(1, all(user).size());
    }
  }

  private Standing standing(Standing.Status status, long seq) {
    Role role = status == Standing.Status.MEMBER ? Role.ADMIN : Role.ROLE_UNSPECIFIED;
    return new Standing(status, role, id(seq), 0, 0, seq, 0);
  }

  private void stand(String name, Kind kind, Standing standing) {
    get(standings().put(name, kind, Map.of(alice, standing)));
  }

  private void keep(long seq, Kept kept) {
    get(inboxes().keep(List.of(new Keeping(alice, conversation, id(seq), kept))));
  }

  private KeptAll kept() {
    return get(inboxes().find(alice, conversation)).orElseThrow().kept();
  }

  private String channel(int number) {
    return "c:%s-%02d".formatted(conversation.substring(2), number);
  }

  @Test
  void aConversationIsFoundByItsName() {
    assertEquals(Optional.empty(), get(inboxes().find(alice, conversation)));
    touch(NOW, alice);
    mark(3, 2, 200);
    assertEquals(Optional.of(all(alice).getFirst()), get(inboxes().find(alice, conversation)));
    assertEquals(Optional.empty(), get(inboxes().find(bob, conversation)));
  }

  @Test
  void anEntryTellsHowItsUserStandsAndWhatSheKeeps() {
    Standing member = standing(Standing.Status.MEMBER, 4);
    stand(conversation, Kind.GROUP, member);
    Draft draft = new Draft("see you at \uD83D\uDE00", 77, 7_000);
    get(
        inboxes()
            .keep(
                List.of(
                    new Keeping(alice, conversation, id(5), new Kept.Archived(true)),
                    new Keeping(alice, conversation, id(6), new Kept.Muted(5_000)),
                    new Keeping(alice, conversation, id(7), new Kept.Pinned(6_000)),
                    new Keeping(alice, conversation, id(8), draft))));
    assertEquals(List.of(), all(alice));
    get(inboxes().touch(List.of(new Touch(alice, conversation, Kind.GROUP)), NOW));
    mark(3, 2, 200);
    Entry entry =
        new Entry(
            conversation,
            Kind.GROUP,
            HOUR_OF_NOW,
            2,
            200,
            3,
            member,
            new KeptAll(true, 5_000, 6_000, draft));
    Entry listed = all(alice).getFirst();
    assertEquals(member, listed.standing());
    assertEquals(
        new KeptAll(true, 5_000, 6_000, new Draft("", 0, 7_000)),
        listed.kept(),
        "without its text");
    assertEquals(Optional.of(entry), get(inboxes().find(alice, conversation)));
  }

  @Test
  void ofTwoOfAKindThatOfTheLaterRecordStays() {
    touch(NOW, alice);
    assertEquals(KeptAll.NOTHING, kept());
    keep(9, new Kept.Archived(true));
    keep(8, new Kept.Archived(false));
    keep(9, new Kept.Muted(900));
    keep(8, new Kept.Muted(0));
    keep(9, new Kept.Pinned(901));
    keep(8, new Kept.Pinned(0));
    keep(9, new Draft("late", 1, 2));
    keep(8, new Draft("early", 3, 4));
    keep(9, new Draft("late", 1, 2));
    assertEquals(new KeptAll(true, 900, 901, new Draft("late", 1, 2)), kept());
    keep(10, new Kept.Archived(false));
    keep(10, new Kept.Muted(0));
    keep(10, new Kept.Pinned(0));
    keep(10, Draft.NONE);
    assertEquals(KeptAll.NOTHING, kept());
  }

  @Test
  void flagsAloneMakeNoConversation() {
    keep(1, new Kept.Archived(true));
    keep(1, new Draft("nobody there yet", 0, 1));
    assertEquals(List.of(), all(alice));
    assertEquals(Optional.empty(), get(inboxes().find(alice, conversation)));
  }

  @Test
  void aChannelIsAnEntryWhileItsUserIsAMemberAndAGroupWhenItWasTouched() {
    String channel = channel(1);
    stand(conversation, Kind.GROUP, standing(Standing.Status.MEMBER, 1));
    stand(channel, Kind.CHANNEL, standing(Standing.Status.MEMBER, 2));
    Entry entry =
        new Entry(
            channel,
            Kind.CHANNEL,
            0,
            0,
            0,
            0,
            standing(Standing.Status.MEMBER, 2),
            KeptAll.NOTHING);
    assertEquals(List.of(entry), all(alice));
    assertEquals(Optional.of(entry), get(inboxes().find(alice, channel)));
    List<Standing> notMember =
        List.of(standing(Standing.Status.OUT, 3), standing(Standing.Status.BANNED, 4));
    for (Standing out : notMember) {
      stand(channel, Kind.CHANNEL, out);
      assertEquals(List.of(), all(alice));
      assertEquals(Optional.empty(), get(inboxes().find(alice, channel)));
    }
    get(inboxes().touch(List.of(new Touch(alice, conversation, Kind.GROUP)), NOW));
    stand(conversation, Kind.GROUP, standing(Standing.Status.OUT, 7));
    assertEquals(
        List.of(standing(Standing.Status.OUT, 7)),
        all(alice).stream().map(Entry::standing).toList());
  }

  @Test
  void channelsAreReadWithoutTheRest() {
    List<String> mine = IntStream.range(0, 11).mapToObj(this::channel).toList();
    mine.forEach(name -> stand(name, Kind.CHANNEL, standing(Standing.Status.MEMBER, 1)));
    stand(channel(4), Kind.CHANNEL, standing(Standing.Status.OUT, 2));
    get(inboxes().touch(List.of(new Touch(alice, channel(4), Kind.CHANNEL)), NOW));
    for (String other : List.of("b:before", "c", "c;after", conversation, "g:group")) {
      get(inboxes().touch(List.of(new Touch(alice, other, Kind.GROUP)), NOW));
    }
    List<String> members = mine.stream().filter(name -> !name.equals(channel(4))).toList();
    for (int limit : new int[] {1, 3, 5, 11, 12, 100}) {
      List<String> seen = new ArrayList<>();
      Inboxes.Page page = get(inboxes().channels(alice, "", limit));
      seen.addAll(names(page));
      while (!page.next().isEmpty()) {
        page = get(inboxes().channels(alice, page.next(), limit));
        seen.addAll(names(page));
      }
      assertEquals(members, seen);
    }
    assertEquals(List.of(channel(5)), names(get(inboxes().channels(alice, channel(3), 2))));
    assertEquals(members, names(get(inboxes().channels(alice, "b", 100))));
    for (String beyond : List.of(channel(10), "c;", "d:alice:bob")) {
      assertEquals(new Inboxes.Page(List.of(), ""), get(inboxes().channels(alice, beyond, 100)));
    }
    assertEquals(16, all(alice).size());
  }
}
