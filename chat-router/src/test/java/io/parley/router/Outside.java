package io.parley.router;

import io.parley.history.ChannelRolls;
import io.parley.history.ConversationLog;
import io.parley.history.EventRef;
import io.parley.history.Inboxes;
import io.parley.history.Membership;
import io.parley.history.NewEvent;
import io.parley.history.Rosters;
import io.parley.history.SearchMemory;
import io.parley.history.Standing;
import io.parley.history.Standings;
import io.parley.history.memory.MemoryHistory;
import io.parley.presence.SessionAddress;
import io.parley.presence.SessionLookup;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Profile;
import io.parley.protocol.v1.Roster;
import io.parley.runtime.RequestId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// Everything around a router, on the heap, which notes what it was asked in which order. Every
/// user is connected to one edge, in slot 5.
final class Outside implements ConversationLog, Inboxes, SessionLookup, Deliveries {
  static final int SLOT = 5;

  final MemoryHistory history = new MemoryHistory();
  final List<String> calls = new ArrayList<>();
  final List<Delivery> sent = new ArrayList<>();
  final List<Wanted> wanted = new ArrayList<>();
  final List<Touch> touches = new ArrayList<>();
  final List<SearchMemory> memories = new ArrayList<>();
  final Map<String, Set<Integer>> interested = new HashMap<>();
  final List<Map<String, Standing>> standings = new ArrayList<>();
  Set<Integer> slots = Set.of(SLOT);

  /// That were written.
  int rows;

  Set<String> failing = Set.of();

  /// What appended events wait for.
  CompletionStage<Void> disk = CompletableFuture.completedStage(null);

  /// What who asks for standings waits for.
  CompletionStage<Void> standingsKnown = CompletableFuture.completedStage(null);

  private <T> CompletionStage<T> call(String name, CompletionStage<T> answer) {
    calls.add(name);
    return failing.contains(name)
        ? CompletableFuture.failedStage(new IllegalStateException(name))
        : answer;
  }

  private CompletionStage<Void> write(
      String name, int size, Supplier<CompletionStage<Void>> write) {
    calls.add(name);
    rows += size;
    return failing.contains(name)
        ? CompletableFuture.failedStage(new IllegalStateException(name))
        : write.get();
  }

  List<EventRef> stored(String conversation) {
    return history.log().tail(conversation, 10_000).toCompletableFuture().join();
  }

  Standing standing(String conversation, String user) {
    return history
        .membership()
        .standings()
        .of(conversation, List.of(user))
        .toCompletableFuture()
        .join()
        .getOrDefault(user, Standing.NONE);
  }

  Optional<Roster> shown(String conversation) {
    return history.membership().rosters().shown(conversation).toCompletableFuture().join();
  }

  long count(String call) {
    return calls.stream().filter(call::equals).count();
  }

  @Override
  public CompletionStage<List<EventRef>> tail(String conversation, int limit) {
    return call("tail", history.log().tail(conversation, limit));
  }

  @Override
  public CompletionStage<Optional<EventRef>> newestUpTo(String conversation, long messageId) {
    return call("newestUpTo", history.log().newestUpTo(conversation, messageId));
  }

  @Override
  public CompletionStage<Search> search(MessageSearch search, SearchMemory memory) {
    memories.add(memory);
    return call("search", history.log().search(search, memory));
  }

  @Override
  public CompletionStage<Void> append(String conversation, List<NewEvent> events) {
    return write(
        "append",
        events.size(),
        () -> disk.thenCompose(_ -> history.log().append(conversation, events)));
  }

  @Override
  public CompletionStage<Void> touch(List<Touch> some, Instant now) {
    touches.addAll(some);
    return write("touch", some.size(), () -> history.inboxes().touch(some, now));
  }

  @Override
  public CompletionStage<Void> mark(List<Mark> marks) {
    return write("mark", marks.size(), () -> history.inboxes().mark(marks));
  }

  @Override
  public CompletionStage<Inboxes.Page> page(String user, String after, int limit) {
    return history.inboxes().page(user, after, limit);
  }

  @Override
  public CompletionStage<Optional<Entry>> find(String user, String conversation) {
    return call("find", history.inboxes().find(user, conversation));
  }

  @Override
  public CompletionStage<Inboxes.Page> channels(String user, String after, int limit) {
    return history.inboxes().channels(user, after, limit);
  }

  @Override
  public CompletionStage<Void> keep(List<Keeping> keepings) {
    return write("keepings", keepings.size(), () -> history.inboxes().keep(keepings));
  }

  @Override
  public CompletionStage<Located> locate(Wanted asked) {
    wanted.add(asked);
    Map<String, List<SessionAddress>> sessions = new HashMap<>();
    asked
        .users()
        .forEach(
            user -> sessions.put(user, List.of(new SessionAddress(user + "-phone", SLOT, 11))));
    Map<String, Set<Integer>> channels = new HashMap<>(interested);
    channels.keySet().retainAll(asked.channels());
    return call("locate", CompletableFuture.completedStage(new Located(sessions, channels)));
  }

  @Override
  public Set<Integer> lastKnownSlots() {
    return slots;
  }

  @Override
  public CompletionStage<?> send(int slot, Delivery delivery, Optional<RequestId> requestId) {
    sent.add(delivery);
    return call("send", CompletableFuture.completedStage(null));
  }

  Membership membership() {
    return new Membership(new NotedRosters(), new NotedStandings(), new NotedRolls());
  }

  private final class NotedRosters implements Rosters {
    private final Rosters rosters = history.membership().rosters();

    @Override
    public CompletionStage<Optional<Roster>> version(String conversation, long version) {
      return call("version", rosters.version(conversation, version));
    }

    @Override
    public CompletionStage<Void> keep(String conversation, List<Roster> versions) {
      return write("keep", versions.size(), () -> rosters.keep(conversation, versions));
    }

    @Override
    public CompletionStage<Void> show(String conversation, Roster roster) {
      return write("show", 1, () -> rosters.show(conversation, roster));
    }

    @Override
    public CompletionStage<Optional<Roster>> shown(String conversation) {
      return call("shown", rosters.shown(conversation));
    }

    @Override
    public CompletionStage<Map<String, Profile>> profiles(Collection<String> conversations) {
      return rosters.profiles(conversations);
    }
  }

  private final class NotedStandings implements Standings {
    private final Standings standings = history.membership().standings();

    @Override
    public CompletionStage<Map<String, Standing>> of(
        String conversation, Collection<String> users) {
      return call("standings", standingsKnown.thenCompose(_ -> standings.of(conversation, users)));
    }

    @Override
    public CompletionStage<Void> put(String conversation, Kind kind, Map<String, Standing> some) {
      Outside.this.standings.add(some);
      return write("put", some.size(), () -> standings.put(conversation, kind, some));
    }

    @Override
    public CompletionStage<OptionalLong> lastSent(String conversation, String user) {
      return call("lastSent", standings.lastSent(conversation, user));
    }

    @Override
    public CompletionStage<Void> sent(String conversation, Map<String, Long> messageIds) {
      return write("sent", messageIds.size(), () -> standings.sent(conversation, messageIds));
    }
  }

  private final class NotedRolls implements ChannelRolls {
    private final ChannelRolls rolls = history.membership().rolls();

    @Override
    public CompletionStage<Void> put(String channel, List<Place> places) {
      return write("places", places.size(), () -> rolls.put(channel, places));
    }

    @Override
    public CompletionStage<ChannelRolls.Page> page(
        String channel, Roll roll, long after, int limit) {
      return rolls.page(channel, roll, after, limit);
    }

    @Override
    public CompletionStage<Optional<Tally>> tally(String channel) {
      return call("tally", rolls.tally(channel));
    }

    @Override
    public CompletionStage<Void> count(String channel, Tally tally) {
      return write("count", 1, () -> rolls.count(channel, tally));
    }
  }
}
