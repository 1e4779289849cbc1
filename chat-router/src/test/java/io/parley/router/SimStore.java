package io.parley.router;

import io.parley.history.ConversationLog;
import io.parley.history.EventRef;
import io.parley.history.HistoryReader;
import io.parley.history.Inboxes;
import io.parley.history.LogPosition;
import io.parley.history.NewEvent;
import io.parley.history.SearchMemory;
import io.parley.history.Standing;
import io.parley.history.memory.MemoryConversationLog;
import io.parley.history.memory.MemoryHistory;
import io.parley.history.memory.MemoryInboxes;
import io.parley.protocol.v1.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The memory, as a router far away knows it: answers come late or not at all, and a write that was
/// given up may be done long after. What it says of rows is what [MemoryConversationLog] says.
final class SimStore implements ConversationLog, Inboxes {
  private static final double READS_FAIL = 0.02;

  private final SimWorld world;
  private final SimLog log;
  private final SimWrites writes;
  private final SimMembership membership;
  private final MemoryConversationLog rows;
  private final HistoryReader reader;
  private final MemoryInboxes inboxes;
  private final Map<String, NavigableMap<Long, Event>> timelines = new HashMap<>();
  private final Map<String, Integer> touchedHours = new HashMap<>();
  private final Map<String, SimMembers> members = new HashMap<>();
  private final Map<List<String>, Long> readMarks = new HashMap<>();

  SimStore(SimWorld world, SimLog log) {
    this.world = world;
    this.log = log;
    MemoryHistory history = new MemoryHistory();
    this.rows = history.log();
    this.reader = history.reader();
    this.inboxes = history.inboxes();
    this.writes = new SimWrites(world);
    this.membership = new SimMembership(world, writes, history.membership());
  }

  @Override
  public CompletionStage<List<EventRef>> tail(String conversation, int limit) {
    return world.remote(
        READS_FAIL,
        () -> {
          List<EventRef> tail = new ArrayList<>(now(rows.tail(conversation, limit)));
          tail.replaceAll(this::distorted);
          if (world.lacks(Rule.WINDOW_IS_EXACT) && tail.size() > 1) {
            // all but the newest: whoever loads a conversation knows less than who has it
            tail.subList(1, tail.size()).replaceAll(SimStore::forgotten);
          }
          return tail;
        });
  }

  private static EventRef forgotten(EventRef ref) {
    LogPosition nowhere = new LogPosition(-1, ref.position().partition(), ref.position().offset());
    return new EventRef(ref.seq(), ref.messageId(), ref.sender(), "", nowhere, ref.rosterVersion());
  }

  /// What a router that lacks one of the rules would make of a row.
  private EventRef distorted(EventRef ref) {
    LogPosition position = ref.position();
    if (world.lacks(Rule.POSITIONS_TELL_REPLAYS)) {
      position = new LogPosition(-1, position.partition(), position.offset());
    } else if (world.lacks(Rule.POSITIONS_COMPARE_WITHIN_ONE_LOG)) {
      position = new LogPosition(log.incarnation(), position.partition(), position.offset());
    }
    return new EventRef(
        ref.seq(),
        ref.messageId(),
        ref.sender(),
        ref.clientMessageId(),
        position,
        ref.rosterVersion());
  }

  @Override
  public CompletionStage<Optional<EventRef>> newestUpTo(String conversation, long messageId) {
    return world.remote(
        READS_FAIL, () -> now(rows.newestUpTo(conversation, messageId)).map(this::distorted));
  }

  @Override
  public CompletionStage<Search> search(MessageSearch search, SearchMemory memory) {
    if (world.lacks(Rule.RESENDS_ARE_SEARCHED)) {
      return CompletableFuture.completedStage(new Search.Absent());
    }
    long upTo = world.lacks(Rule.SEARCH_ENDS_AT_THE_HEAD) ? Long.MAX_VALUE : search.upTo();
    MessageSearch asked =
        new MessageSearch(
            search.conversation(),
            search.sender(),
            search.clientMessageId(),
            search.notBefore(),
            upTo,
            search.upToSeq(),
            search.limit());
    return world.remote(READS_FAIL, () -> now(rows.search(asked, memory)));
  }

  /// One write after another, as large as they happen to be.
  @Override
  public CompletionStage<Void> append(String conversation, List<NewEvent> events) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    List<List<NewEvent>> parts = parts(events);
    if (world.lacks(Rule.STORE_BEFORE_ACKNOWLEDGE)) {
      world.later(0, 1, () -> done.complete(null));
      appendFrom(conversation, parts, 0, new CompletableFuture<>());
    } else if (world.lacks(Rule.STORES_OF_A_CONVERSATION_IN_ORDER)) {
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (List<NewEvent> part : parts) {
        CompletableFuture<Void> one = new CompletableFuture<>();
        appendFrom(conversation, List.of(part), 0, one);
        all.add(one);
      }
      return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    } else {
      appendFrom(conversation, parts, 0, done);
    }
    return done;
  }

  private List<List<NewEvent>> parts(List<NewEvent> events) {
    List<List<NewEvent>> parts = new ArrayList<>();
    int from = 0;
    while (from < events.size()) {
      int to = Math.min(events.size(), from + world.between(1, 4));
      parts.add(events.subList(from, to));
      from = to;
    }
    return parts;
  }

  private void appendFrom(
      String conversation, List<List<NewEvent>> parts, int at, CompletableFuture<Void> done) {
    if (at == parts.size()) {
      done.complete(null);
      return;
    }
    int life = writes.writersLife();
    CompletionStage<Void> _ =
        writes
            .write(() -> add(conversation, parts.get(at)))
            .whenComplete((_, failure) -> {
              if (life != writes.writersLife()) {
                return;
              }
              if (failure == null || world.lacks(Rule.UNKNOWN_STORE_IS_REPEATED)) {
                appendFrom(conversation, parts, at + 1, done);
              } else {
                done.completeExceptionally(failure);
              }
            });
  }

  private void add(String conversation, List<NewEvent> events) {
    NavigableMap<Long, Event> timeline =
        timelines.computeIfAbsent(conversation, _ -> new TreeMap<>());
    for (NewEvent added : events) {
      Event event = added.event();
      Event there = timeline.putIfAbsent(event.getSeq(), event);
      if (there == null && !conversation.startsWith("d:")) {
        members(conversation)
            .apply(event)
            .ifPresent(wrong ->
                world.violation("seq %d of %s: %s".formatted(event.getSeq(), conversation, wrong)));
      }
      if (there != null && !there.equals(event)) {
        world.violation("two events with seq %d of %s".formatted(event.getSeq(), conversation));
      }
      if (there == null && event.getSeq() != timeline.size()) {
        world.violation("a hole before seq %d of %s".formatted(event.getSeq(), conversation));
      }
    }
    boolean stored = now(rows.append(conversation, events).thenApply(_ -> true));
    assert stored;
    membership.stored(conversation, events.getLast().rosterVersion());
  }

  @Override
  public CompletionStage<Void> touch(List<Touch> touches, Instant at) {
    return writes.write(() -> {
      if (!world.lacks(Rule.INBOXES_ARE_TOLD)) {
        now(inboxes.touch(told(touches, at), at).thenApply(_ -> true));
      }
    });
  }

  /// Without the rule, who comes into a conversation that was noted in this hour is not told.
  private List<Touch> told(List<Touch> touches, Instant at) {
    if (!world.lacks(Rule.THE_ADDED_ARE_TOLD)) {
      return touches;
    }
    List<Touch> told = new ArrayList<>();
    for (Touch touch : touches) {
      Integer hour = touchedHours.get(touch.conversation());
      if (hour == null || hour != Inboxes.hourOf(at)) {
        told.add(touch);
      }
    }
    touches.forEach(touch -> touchedHours.put(touch.conversation(), Inboxes.hourOf(at)));
    return told;
  }

  @Override
  public CompletionStage<Void> mark(List<Mark> marks) {
    return writes.write(() -> marks.forEach(this::markNow));
  }

  private void markNow(Mark mark) {
    List<String> key = List.of(mark.user(), mark.conversation());
    long before = readMarks.getOrDefault(key, 0L);
    boolean lastWins = world.lacks(Rule.WATERMARKS_BY_SEQ);
    long after = lastWins ? mark.read() : Math.max(before, mark.read());
    if (after < before) {
      world.violation("a watermark moved back to %d".formatted(after));
    }
    if (mark.read() > timeline(mark.conversation()).size()) {
      world.violation("a watermark beyond the head");
    }
    readMarks.put(key, after);
  }

  @Override
  public CompletionStage<Page> page(String user, String after, int limit) {
    return world.remote(READS_FAIL, () -> now(inboxes.page(user, after, limit)));
  }

  /// What an edge has read for somebody.
  ///
  /// @param head up to where there is something for that user
  record Read(List<Event> events, long head) {}

  /// Events above this seq, oldest first, as an edge reads them: who may read what it asks last, so
  /// that nothing is in the page that was stored after somebody was removed.
  CompletionStage<Read> after(String user, String conversation, long seq, int limit) {
    return world
        .remote(READS_FAIL, () -> read(conversation, seq, limit))
        .thenCompose(
            page -> world.remote(READS_FAIL, () -> cut(page, readableBy(user, conversation))));
  }

  private Read read(String conversation, long seq, int limit) {
    NavigableMap<Long, Event> timeline = timeline(conversation);
    return new Read(
        timeline.tailMap(seq, false).values().stream().limit(limit).toList(), timeline.size());
  }

  private static Read cut(Read page, long readable) {
    return new Read(
        page.events().stream().filter(event -> event.getSeq() <= readable).toList(),
        Math.min(page.head(), readable));
  }

  /// By the standing as it is now.
  private long readableBy(String user, String conversation) {
    if (conversation.startsWith("d:")) {
      return Long.MAX_VALUE;
    }
    Standing standing = membership.standing(conversation, user);
    return standing.isMember() ? Long.MAX_VALUE : standing.untilSeq();
  }

  /// The head's seq of each, as far as there is one for this user.
  CompletionStage<Map<String, Long>> heads(String user, List<String> conversations) {
    return world.remote(
        READS_FAIL,
        () -> {
          Map<String, Long> heads = new HashMap<>();
          conversations.forEach(
              name -> heads.put(name, Math.min(timeline(name).size(), readableBy(user, name))));
          return heads;
        });
  }

  /// As its events say it.
  SimMembers members(String conversation) {
    return members.computeIfAbsent(conversation, _ -> new SimMembers());
  }

  /// As it is now, by seq.
  NavigableMap<Long, Event> timeline(String conversation) {
    return timelines.getOrDefault(conversation, new TreeMap<>());
  }

  Map<String, NavigableMap<Long, Event>> timelines() {
    return timelines;
  }

  private static <T> T now(CompletionStage<T> complete) {
    return complete.toCompletableFuture().join();
  }

  @Override
  public CompletionStage<Optional<Entry>> find(String user, String conversation) {
    return world.remote(READS_FAIL, () -> now(inboxes.find(user, conversation)));
  }

  @Override
  public CompletionStage<Page> channels(String user, String after, int limit) {
    return world.remote(READS_FAIL, () -> now(inboxes.channels(user, after, limit)));
  }

  @Override
  public CompletionStage<Void> keep(List<Keeping> keepings) {
    return writes.write(() -> now(inboxes.keep(keepings).thenApply(_ -> true)));
  }

  HistoryReader reader() {
    return new RemoteReader();
  }

  private final class RemoteReader implements HistoryReader {
    @Override
    public CompletionStage<EventPage> before(String conversation, long before, int limit) {
      return world.remote(READS_FAIL, () -> now(reader.before(conversation, before, limit)));
    }

    @Override
    public CompletionStage<EventPage> after(String conversation, long after, int limit) {
      return world.remote(READS_FAIL, () -> now(reader.after(conversation, after, limit)));
    }

    @Override
    public CompletionStage<Map<String, Event>> heads(List<String> conversations) {
      return world.remote(READS_FAIL, () -> now(reader.heads(conversations)));
    }
  }

  SimMembership membership() {
    return membership;
  }

  SimWrites writes() {
    return writes;
  }
}
