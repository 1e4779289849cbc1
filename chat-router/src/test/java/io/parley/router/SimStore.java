package io.parley.router;

import io.parley.history.ConversationLog;
import io.parley.history.EventRef;
import io.parley.history.Inboxes;
import io.parley.history.LogPosition;
import io.parley.history.NewEvent;
import io.parley.history.SearchMemory;
import io.parley.history.memory.MemoryConversationLog;
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
  private static final double WRITES_FAIL = 0.03;
  private static final double READS_FAIL = 0.02;

  private final SimWorld world;
  private final SimLog log;
  private final double slowWrites;
  private int writersLife;
  private final MemoryConversationLog rows = new MemoryConversationLog();
  private final MemoryInboxes inboxes = new MemoryInboxes();
  private final Map<String, NavigableMap<Long, Event>> timelines = new HashMap<>();
  private final Map<List<String>, Long> readMarks = new HashMap<>();
  private final List<Late> lateWrites = new ArrayList<>();

  /// A write that its writer has given up.
  private static final class Late {
    boolean over;
    final Runnable write;

    Late(Runnable write) {
      this.write = write;
    }

    void happen() {
      if (!over) {
        over = true;
        write.run();
      }
    }
  }

  SimStore(SimWorld world, SimLog log) {
    this.world = world;
    this.log = log;
    this.slowWrites = world.chance(0.5) ? 0.5 : 0.02;
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
    return new EventRef(ref.seq(), ref.messageId(), ref.sender(), "", nowhere);
  }

  /// What a router that lacks one of the rules would make of a row.
  private EventRef distorted(EventRef ref) {
    LogPosition position = ref.position();
    if (world.lacks(Rule.POSITIONS_TELL_REPLAYS)) {
      position = new LogPosition(-1, position.partition(), position.offset());
    } else if (world.lacks(Rule.POSITIONS_COMPARE_WITHIN_ONE_LOG)) {
      position = new LogPosition(log.incarnation(), position.partition(), position.offset());
    }
    return new EventRef(ref.seq(), ref.messageId(), ref.sender(), ref.clientMessageId(), position);
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
    int life = writersLife;
    CompletionStage<Void> _ =
        write(() -> add(conversation, parts.get(at)))
            .whenComplete((_, failure) -> {
              if (life != writersLife) {
                return;
              }
              if (failure == null || world.lacks(Rule.UNKNOWN_STORE_IS_REPEATED)) {
                appendFrom(conversation, parts, at + 1, done);
              } else {
                done.completeExceptionally(failure);
              }
            });
  }

  /// Done or not, and heard of or not.
  private CompletionStage<Void> write(Runnable change) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (!world.fault(WRITES_FAIL)) {
      boolean slow = world.fault(slowWrites);
      world.later(
          1,
          slow ? 400 : 9,
          () -> {
            change.run();
            world.later(0, 3, () -> done.complete(null));
          });
      return done;
    }
    world.later(30, 250, () -> done.completeExceptionally(new SimWorld.SimFault()));
    switch (world.between(0, 2)) {
      case 0 -> {}
      case 1 -> world.later(1, 9, change);
      default -> {
        Late late = new Late(change);
        lateWrites.add(late);
        world.later(0, 4_000, late::happen);
      }
    }
    return done;
  }

  /// Every router is dead, and begins no more writes.
  void writersGone() {
    writersLife++;
  }

  /// What was given up is done now or never.
  void settle() {
    for (Late late : List.copyOf(lateWrites)) {
      if (world.chance(0.5)) {
        late.happen();
      }
      late.over = true;
    }
    lateWrites.clear();
  }

  private void add(String conversation, List<NewEvent> events) {
    NavigableMap<Long, Event> timeline =
        timelines.computeIfAbsent(conversation, _ -> new TreeMap<>());
    for (NewEvent added : events) {
      Event event = added.event();
      Event there = timeline.putIfAbsent(event.getSeq(), event);
      if (there != null && !there.equals(event)) {
        world.violation("two events with seq %d of %s".formatted(event.getSeq(), conversation));
      }
      if (there == null && event.getSeq() != timeline.size()) {
        world.violation("a hole before seq %d of %s".formatted(event.getSeq(), conversation));
      }
    }
    boolean stored = now(rows.append(conversation, events).thenApply(_ -> true));
    assert stored;
  }

  @Override
  public CompletionStage<Void> touch(List<Touch> touches, Instant at) {
    return write(() -> {
      if (!world.lacks(Rule.INBOXES_ARE_TOLD)) {
        now(inboxes.touch(touches, at).thenApply(_ -> true));
      }
    });
  }

  @Override
  public CompletionStage<Void> mark(List<Mark> marks) {
    return write(() -> marks.forEach(this::markNow));
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

  /// Events above this seq, oldest first.
  CompletionStage<List<Event>> after(String conversation, long seq, int limit) {
    return world.remote(
        READS_FAIL,
        () -> timeline(conversation).tailMap(seq, false).values().stream().limit(limit).toList());
  }

  /// The head's seq of each.
  CompletionStage<Map<String, Long>> heads(List<String> conversations) {
    return world.remote(
        READS_FAIL,
        () -> {
          Map<String, Long> heads = new HashMap<>();
          conversations.forEach(name -> heads.put(name, (long) timeline(name).size()));
          return heads;
        });
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
}
