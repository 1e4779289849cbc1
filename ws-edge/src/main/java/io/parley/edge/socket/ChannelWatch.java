package io.parley.edge.socket;

import io.parley.presence.ChannelInterest;
import io.parley.protocol.v1.Head;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Whether messages of channels get here: asks the registry for each channel twice a minute, which
/// also puts back an interest that it lost, and holds what a router said of the channel against
/// what has come. Any thread.
///
/// A router leaves its word before it delivers, so a head that is ahead of what has come means
/// nothing yet; one that still is after a while does.
final class ChannelWatch {
  static final long PULSE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(30);

  /// How long a delivery may be on its way before its channel's members are told of the head.
  static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /// Channels that are asked for within a second, at least; of very many a tenth of them, so that
  /// those that came together do not stay together.
  private static final int EACH_SECOND_LEAST = Interests.AT_ONCE;

  private static final int EACH_SECOND_PART = 10;

  private final ChannelInterest registry;
  private final LongSupplier nanoTime;
  private final AtomicBoolean asking = new AtomicBoolean();

  // guarded by this

  /// Those that were asked for longest ago first.
  private final LinkedHashMap<String, Watched> channels = new LinkedHashMap<>();

  private final Set<String> ahead = new LinkedHashSet<>();

  private static final class Watched {
    long askedAt;

    /// The largest seq that has come, or was known before anything had to.
    long seen;

    /// Before it was asked for the first time: its members read for themselves what was before.
    boolean fresh = true;

    @Nullable Head ahead;
    long aheadSince;
  }

  ChannelWatch(ChannelInterest registry, LongSupplier nanoTime) {
    this.registry = registry;
    this.nanoTime = nanoTime;
  }

  /// Its messages come to this edge from now on. It is asked for at once, to know from where on
  /// they have to.
  synchronized void begin(String channel) {
    if (!channels.containsKey(channel)) {
      Watched begun = new Watched();
      begun.askedAt = nanoTime.getAsLong() - PULSE_EVERY_NANOS;
      channels.putFirst(channel, begun);
    }
  }

  synchronized void end(String channel) {
    channels.remove(channel);
    ahead.remove(channel);
  }

  /// The event with this seq has come.
  synchronized void seen(String channel, long seq) {
    Watched watched = channels.get(channel);
    if (watched != null) {
      watched.seen = Math.max(watched.seen, seq);
    }
  }

  /// Every second.
  void tick() {
    if (asking.compareAndSet(false, true)) {
      CompletionStage<Void> _ = ask(due(), 0).whenComplete((_, _) -> asking.set(false));
    }
  }

  private synchronized List<String> due() {
    long now = nanoTime.getAsLong();
    int most = Math.max(EACH_SECOND_LEAST, channels.size() / EACH_SECOND_PART);
    List<String> due = new ArrayList<>();
    for (Map.Entry<String, Watched> next : channels.entrySet()) {
      if (due.size() == most || now - next.getValue().askedAt < PULSE_EVERY_NANOS) {
        break;
      }
      next.getValue().askedAt = now;
      due.add(next.getKey());
    }
    due.forEach(channel -> channels.putLast(channel, channels.get(channel)));
    return due;
  }

  /// One call after another, so that the registry has room for others; where one fails, the rest is
  /// asked for in its next turn.
  private CompletionStage<Void> ask(List<String> due, int from) {
    if (from >= due.size()) {
      return CompletableFuture.completedStage(null);
    }
    int to = Math.min(due.size(), from + Interests.AT_ONCE);
    List<String> some = due.subList(from, to);
    return pulse(some)
        .thenCompose(heads -> {
          compare(some, heads);
          return ask(due, to);
        });
  }

  private CompletionStage<Map<String, Head>> pulse(List<String> some) {
    try {
      return registry.pulse(some);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private synchronized void compare(List<String> asked, Map<String, Head> heads) {
    for (String channel : asked) {
      Watched watched = channels.get(channel);
      if (watched == null) {
        continue;
      }
      Head head = heads.getOrDefault(channel, Head.getDefaultInstance());
      if (watched.fresh) {
        watched.fresh = false;
        watched.seen = Math.max(watched.seen, head.getSeq());
      } else if (head.getSeq() > watched.seen && watched.ahead == null) {
        watched.ahead = head;
        watched.aheadSince = nanoTime.getAsLong();
        ahead.add(channel);
      }
    }
  }

  /// Heads that nothing delivered here has come up to in time: members have to be told them. Each
  /// is told of once.
  synchronized Map<String, Head> overdue() {
    Map<String, Head> overdue = new HashMap<>();
    long now = nanoTime.getAsLong();
    Iterator<String> all = ahead.iterator();
    while (all.hasNext()) {
      String channel = all.next();
      Watched watched = channels.get(channel);
      Head head = watched == null ? null : watched.ahead;
      if (watched == null || head == null) {
        all.remove();
      } else if (now - watched.aheadSince >= GRACE_NANOS) {
        all.remove();
        watched.ahead = null;
        if (head.getSeq() > watched.seen) {
          watched.seen = head.getSeq();
          overdue.put(channel, head);
        }
      }
    }
    return overdue;
  }
}
