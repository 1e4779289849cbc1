package io.parley.edge.socket;

import io.parley.edge.EdgeMetrics;
import io.parley.edge.socket.Interest.Step;
import io.parley.presence.ChannelInterest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Which channels this edge has members of, as the registry is told: one [Interest] each, which
/// decides, and whoever waits for it. Any thread; the registry is called outside of the lock, which
/// is right because an interest has no second call under way.
///
/// A channel that could not be added is owed: its members are told where it stands once it was
/// ([#late]), and until then no time up to which they have everything.
final class Interests {
  /// Channels in one call.
  static final int AT_ONCE = 500;

  /// Channels of others that this edge is sent and has still to give up; further ones come again.
  private static final int STRAYS_MAX = 1_000;

  private final ChannelInterest registry;
  private final ChannelWatch watch;
  private final LongSupplier nanoTime;
  private final EdgeMetrics metrics;

  // guarded by this
  private final Map<String, Entry> entries = new HashMap<>();

  /// Those that time will change.
  private final Set<String> waiting = new LinkedHashSet<>();

  /// Those that were added later than they should have been, whose members have to be told.
  private final Set<String> late = new LinkedHashSet<>();

  /// How many channels are owed.
  private final AtomicInteger owed = new AtomicInteger();

  private boolean leaving;

  private static final class Entry {
    Interest interest = Interest.NONE;

    /// Completes with whether it is there, once that is known again.
    @Nullable CompletableFuture<Boolean> known;

    boolean isOwed;
  }

  /// What is to be done outside of the lock.
  private record Calls(
      List<String> adds, List<String> drops, Map<CompletableFuture<Boolean>, Boolean> known) {
    Calls() {
      this(new ArrayList<>(), new ArrayList<>(), new HashMap<>());
    }
  }

  Interests(
      ChannelInterest registry, ChannelWatch watch, LongSupplier nanoTime, EdgeMetrics metrics) {
    this.registry = registry;
    this.watch = watch;
    this.nanoTime = nanoTime;
    this.metrics = metrics;
  }

  /// An event loop has members of these from now on.
  void hold(Collection<String> channels) {
    if (channels.isEmpty()) { // as for most: the lock is that of all event loops
      return;
    }
    Calls calls = new Calls();
    synchronized (this) {
      for (String channel : channels) {
        Entry entry = entries.computeIfAbsent(channel, _ -> opened());
        take(channel, entry, entry.interest.held(), calls);
      }
    }
    make(calls);
  }

  private Entry opened() {
    metrics.channelsHeld(1);
    return new Entry();
  }

  /// It has none of these any more.
  void release(Collection<String> channels) {
    if (channels.isEmpty()) {
      return;
    }
    synchronized (this) {
      long now = nanoTime.getAsLong();
      for (String channel : channels) {
        Entry entry = entries.get(channel);
        if (entry != null) {
          entry.interest = entry.interest.released(now);
          keepWaiting(channel, entry);
        }
      }
    }
  }

  /// Completes with true once the messages of all of these come to this edge; with false when some
  /// are owed instead. Never fails.
  CompletionStage<Boolean> confirmed(Collection<String> channels) {
    if (channels.isEmpty()) {
      return CompletableFuture.completedStage(true);
    }
    List<CompletableFuture<Boolean>> unknown = new ArrayList<>();
    boolean all = true;
    synchronized (this) {
      for (String channel : channels) {
        Entry entry = entries.get(channel);
        if (entry == null) {
          continue; // its members have left meanwhile
        }
        switch (entry.interest.phase()) {
          case ADDING, DROPPING -> unknown.add(known(entry));
          case DOUBTFUL -> {
            owe(entry);
            all = false;
          }
          case THERE, ABSENT -> {}
        }
      }
    }
    boolean others = all;
    return CompletableFuture.allOf(unknown.toArray(CompletableFuture[]::new))
        .thenApply(_ -> others && unknown.stream().allMatch(CompletableFuture::join));
  }

  private static CompletableFuture<Boolean> known(Entry entry) {
    CompletableFuture<Boolean> known =
        entry.known == null ? new CompletableFuture<>() : entry.known;
    entry.known = known;
    return known;
  }

  /// A message of this channel has come; false when nobody here is to get it. Where nobody has been
  /// for long, the registry believes what is not so, and is told again.
  boolean heard(String channel) {
    synchronized (this) {
      Entry entry = entries.get(channel);
      if (entry == null && !leaving && waiting.size() < STRAYS_MAX) {
        Entry stray = opened();
        stray.interest = Interest.stray(nanoTime.getAsLong());
        entries.put(channel, stray);
        waiting.add(channel);
      }
      return entry != null && entry.interest.holders() > 0;
    }
  }

  /// The registry has lost what it knew; [#restore] tells it again.
  synchronized void lost() {
    entries.forEach((channel, entry) -> {
      entry.interest = entry.interest.afterLoss();
      keepWaiting(channel, entry);
    });
  }

  /// Tells the registry of all channels of which it may not know. Completes when it knows of all
  /// that have members; fails when it could not be told.
  CompletionStage<Void> restore() {
    List<String> unknown;
    synchronized (this) {
      unknown =
          entries.entrySet().stream()
              .filter(each -> each.getValue().interest.isUnknown())
              .map(Map.Entry::getKey)
              .toList();
    }
    return restore(unknown, 0);
  }

  /// So many at a time, one call after another, so that the registry has room for others.
  private CompletionStage<Void> restore(List<String> unknown, int from) {
    if (from >= unknown.size()) {
      return CompletableFuture.completedStage(null);
    }
    int to = Math.min(unknown.size(), from + AT_ONCE);
    List<CompletableFuture<Boolean>> told = new ArrayList<>();
    Calls calls = new Calls();
    synchronized (this) {
      for (String channel : unknown.subList(from, to)) {
        wake(channel, calls);
        Entry entry = entries.get(channel);
        if (entry != null && entry.interest.phase() == Interest.Phase.ADDING) {
          told.add(known(entry));
        }
      }
    }
    make(calls);
    return CompletableFuture.allOf(told.toArray(CompletableFuture[]::new))
        .thenCompose(_ ->
            told.stream().allMatch(CompletableFuture::join)
                ? restore(unknown, to)
                : CompletableFuture.failedStage(new IllegalStateException("channels not added")));
  }

  /// Every second: what has waited long enough.
  void tick() {
    Calls calls = new Calls();
    synchronized (this) {
      waiting.stream().limit(2L * AT_ONCE).toList().forEach(channel -> wake(channel, calls));
    }
    make(calls);
  }

  /// The longest waiting one comes last again, so that all have their turn.
  private void wake(String channel, Calls calls) {
    Entry entry = entries.get(channel);
    waiting.remove(channel);
    if (entry != null && !leaving) {
      take(channel, entry, entry.interest.wake(nanoTime.getAsLong()), calls);
    }
  }

  /// This edge ends: giving its slot back forgets all its interests at once.
  synchronized void leaving() {
    leaving = true;
    waiting.clear();
  }

  // ---- what is owed ----

  /// Whether members of one of these may have missed something that they have still to be told.
  boolean owes(Supplier<? extends Collection<String>> channels) {
    if (owed.get() == 0) {
      return false;
    }
    synchronized (this) {
      return channels.get().stream()
          .map(entries::get)
          .anyMatch(entry -> entry != null && entry.isOwed);
    }
  }

  /// Channels whose members have to be told where they stand now, and are [#settled] then.
  synchronized List<String> late() {
    List<String> some = late.stream().limit(AT_ONCE).toList();
    some.forEach(late::remove);
    return some;
  }

  /// They could not be told.
  synchronized void late(Collection<String> again) {
    late.addAll(again);
  }

  synchronized void settled(Collection<String> channels) {
    for (String channel : channels) {
      Entry entry = entries.get(channel);
      if (entry != null && entry.interest.isThere() && !late.contains(channel)) {
        forgive(entry);
      }
    }
  }

  private void owe(Entry entry) {
    if (!entry.isOwed) {
      entry.isOwed = true;
      owed.incrementAndGet();
    }
  }

  private void forgive(Entry entry) {
    if (entry.isOwed) {
      entry.isOwed = false;
      owed.decrementAndGet();
    }
  }

  // ---- steps, under the lock, and calls, outside of it ----

  private void take(String channel, Entry entry, Step step, Calls calls) {
    entry.interest = step.after();
    switch (step.call()) {
      case ADD -> calls.adds().add(channel);
      case DROP -> {
        watch.end(channel);
        calls.drops().add(channel);
      }
      case NOTHING -> {}
    }
    keepWaiting(channel, entry);
    CompletableFuture<Boolean> known = entry.known;
    boolean isUnderWay = entry.interest.phase() == Interest.Phase.ADDING;
    if (known != null && !isUnderWay && entry.interest.phase() != Interest.Phase.DROPPING) {
      calls.known().put(known, entry.interest.isThere());
      entry.known = null;
    }
    if (entry.interest.isGone()) {
      forgive(entry);
      late.remove(channel);
      entries.remove(channel);
      metrics.channelsHeld(-1);
    }
  }

  private void keepWaiting(String channel, Entry entry) {
    if (entry.interest.isWaiting() && !leaving) {
      waiting.add(channel);
    } else {
      waiting.remove(channel);
    }
  }

  private void make(Calls calls) {
    for (int from = 0; from < calls.adds().size(); from += AT_ONCE) {
      add(calls.adds().subList(from, Math.min(calls.adds().size(), from + AT_ONCE)));
    }
    for (int from = 0; from < calls.drops().size(); from += AT_ONCE) {
      drop(calls.drops().subList(from, Math.min(calls.drops().size(), from + AT_ONCE)));
    }
    calls.known().forEach(CompletableFuture::complete);
  }

  private void add(List<String> channels) {
    CompletionStage<Void> _ =
        attempt(() -> registry.add(channels))
            .whenComplete((_, fault) -> added(channels, fault == null));
  }

  private void added(List<String> channels, boolean done) {
    if (!done) {
      metrics.interestFailed(channels.size());
    }
    Calls calls = new Calls();
    synchronized (this) {
      for (String channel : channels) {
        Entry entry = entries.get(channel);
        if (entry != null) {
          take(channel, entry, entry.interest.added(done), calls);
          settleOrOwe(channel, entry);
        }
      }
    }
    make(calls);
  }

  private void settleOrOwe(String channel, Entry entry) {
    if (entry.interest.isThere()) {
      watch.begin(channel);
      if (entry.isOwed) {
        late.add(channel);
      }
    } else if (entry.interest.phase() == Interest.Phase.DOUBTFUL && entry.interest.holders() > 0) {
      owe(entry);
    }
  }

  private void drop(List<String> channels) {
    CompletionStage<Void> _ =
        attempt(() -> registry.drop(channels))
            .whenComplete((_, fault) -> dropped(channels, fault == null));
  }

  private void dropped(List<String> channels, boolean done) {
    Calls calls = new Calls();
    synchronized (this) {
      long now = nanoTime.getAsLong();
      for (String channel : channels) {
        Entry entry = entries.get(channel);
        if (entry != null) {
          take(channel, entry, entry.interest.dropped(done, now), calls);
        }
      }
    }
    make(calls);
  }

  private static CompletionStage<Void> attempt(Supplier<CompletionStage<Void>> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }
}
