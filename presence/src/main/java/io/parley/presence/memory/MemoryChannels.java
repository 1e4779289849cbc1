package io.parley.presence.memory;

import io.parley.presence.SessionLookup.ChannelNews;
import io.parley.presence.memory.MemoryRegistry.Lease;
import io.parley.protocol.v1.Head;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Who is interested in a channel, and where it stands. Guarded by the [MemoryRegistry] it is part
/// of.
final class MemoryChannels {
  private final InstantSource clock;
  private final Duration newsKept;
  private final Predicate<Lease> lives;
  private final Map<String, Set<Lease>> interest = new HashMap<>();
  private final Map<String, Word<Head>> heads = new HashMap<>();

  MemoryChannels(InstantSource clock, Duration newsKept, Predicate<Lease> lives) {
    this.clock = clock;
    this.newsKept = newsKept;
    this.lives = lives;
  }

  void forget() {
    interest.clear();
    heads.clear();
  }

  void add(Collection<String> channels, Lease lease) {
    for (String channel : channels) {
      Set<Lease> leases = interest.computeIfAbsent(channel, _ -> new HashSet<>());
      leases.removeIf(lives.negate());
      leases.add(lease);
    }
  }

  void drop(Collection<String> channels, Lease lease) {
    for (String channel : channels) {
      interest.computeIfPresent(
          channel, (_, leases) -> leases.remove(lease) && leases.isEmpty() ? null : leases);
    }
  }

  /// The slots of the edges that are interested in this one.
  Set<Integer> slots(String channel) {
    Set<Integer> slots = new TreeSet<>();
    for (Lease lease : interest.getOrDefault(channel, Set.of())) {
      if (lives.test(lease)) {
        slots.add(lease.slot());
      }
    }
    return slots;
  }

  void leave(ChannelNews item) {
    Head head = Head.newBuilder().setSeq(item.seq()).setMessageId(item.messageId()).build();
    heads.merge(
        item.channel(),
        new Word<>(head, clock.instant()),
        (held, next) -> next.what().getSeq() > held.what().getSeq() ? next : held);
  }

  Map<String, Head> heads(Collection<String> channels) {
    Map<String, Head> found = new HashMap<>();
    for (String channel : channels) {
      Word<Head> word = heads.get(channel);
      if (word != null && !word.isOlder(newsKept, clock.instant())) {
        found.put(channel, word.what());
      }
    }
    return found;
  }
}
