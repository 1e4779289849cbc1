package io.parley.presence.memory;

import io.parley.presence.SessionAddress;
import io.parley.presence.SessionLookup;
import io.parley.presence.SessionRegistry.SessionKey;
import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.Head;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What several edges and routers share. Every call is done when it returns; nothing happens by
/// itself: leases neither run out ([MemoryEdge#lapse]) nor are they renewed ([MemoryEdge#renew]).
/// Any thread.
///
/// It has no bounds but those of whoever uses it.
public final class MemoryRegistry {
  private static final Duration NEWS_KEPT = Duration.ofMinutes(4);
  private static final int HEADS_MAX = 256;
  private static final Comparator<ConversationHead> NEWEST_FIRST =
      Comparator.comparingLong((ConversationHead moved) -> moved.getHead().getMessageId())
          .reversed();

  private final InstantSource clock;
  private final int slots;
  private final Lookup lookup = new Lookup();

  // all guarded by this
  private final Map<Integer, Lease> leases = new TreeMap<>();
  private final Map<String, Map<String, Place>> sessions = new HashMap<>();
  private final Map<String, Map<String, Word<ConversationHead>>> news = new HashMap<>();
  private final MemoryChannels channels;
  private Set<Integer> lastKnownSlots = Set.of();
  private long epochs;
  private boolean away;

  /// Under which an edge registers its sessions.
  record Lease(int slot, long epoch) {}

  private record Place(Lease lease, long session) {
    SessionAddress address(String device) {
      return new SessionAddress(device, lease.slot(), session);
    }
  }

  /// @param clock tells how old news are
  /// @param slots how many edges there can be
  public MemoryRegistry(InstantSource clock, int slots) {
    this.clock = clock;
    this.slots = slots;
    this.channels = new MemoryChannels(clock, NEWS_KEPT, this::lives);
  }

  public SessionLookup lookup() {
    return lookup;
  }

  public MemoryEdge edge() {
    return new MemoryEdge(this);
  }

  /// Forgets everything. Edges notice with their next renewal.
  public synchronized void flush() {
    leases.clear();
    sessions.clear();
    news.clear();
    channels.forget();
  }

  /// From now on every call fails.
  public synchronized void goAway() {
    away = true;
  }

  /// Calls are answered again, from what was known.
  public synchronized void comeBack() {
    away = false;
  }

  synchronized boolean isAway() {
    return away;
  }

  /// One call: done now, or not at all.
  synchronized <T> CompletionStage<T> call(Supplier<T> operation) {
    if (away) {
      return CompletableFuture.failedStage(new RegistryAwayException());
    }
    try {
      return CompletableFuture.completedStage(operation.get());
    } catch (IllegalStateException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  // ---- leases ----

  /// The lowest free slot under a new epoch; nothing when all are taken.
  synchronized @Nullable Lease lease() {
    for (int slot = 0; slot < slots; slot++) {
      if (!leases.containsKey(slot)) {
        Lease lease = new Lease(slot, ++epochs);
        leases.put(slot, lease);
        return lease;
      }
    }
    return null;
  }

  /// What stands in the slot of this lease, which is put there when nothing does.
  synchronized Optional<Lease> renew(Lease lease) {
    return Optional.ofNullable(leases.putIfAbsent(lease.slot(), lease));
  }

  synchronized void end(Lease lease) {
    leases.remove(lease.slot(), lease);
  }

  private boolean lives(Lease lease) {
    return lease.equals(leases.get(lease.slot()));
  }

  // ---- sessions ----

  synchronized Optional<SessionAddress> register(SessionKey key, Lease lease) {
    Place before =
        sessions
            .computeIfAbsent(key.user(), _ -> new TreeMap<>())
            .put(key.device(), new Place(lease, key.session()));
    return before == null || before.session() == key.session() || !lives(before.lease())
        ? Optional.empty()
        : Optional.of(before.address(key.device()));
  }

  synchronized void unregister(SessionKey key) {
    sessions.computeIfPresent(
        key.user(),
        (_, devices) -> {
          devices.computeIfPresent(
              key.device(), (_, place) -> place.session() == key.session() ? null : place);
          return devices.isEmpty() ? null : devices;
        });
  }

  /// Whether it stands there now, and not a newer one that lives.
  synchronized boolean putBack(SessionKey key, Lease lease) {
    Place standing =
        sessions
            .computeIfAbsent(key.user(), _ -> new TreeMap<>())
            .merge(
                key.device(),
                new Place(lease, key.session()),
                (held, ours) ->
                    lives(held.lease()) && Long.compareUnsigned(held.session(), ours.session()) > 0
                        ? held
                        : ours);
    return standing.session() == key.session();
  }

  synchronized List<SessionAddress> living(String user) {
    List<SessionAddress> addresses = new ArrayList<>();
    sessions
        .getOrDefault(user, Map.of())
        .forEach((device, place) -> {
          if (lives(place.lease())) {
            addresses.add(place.address(device));
          }
        });
    return addresses;
  }

  // ---- news ----

  private void leave(SessionLookup.News item) {
    Head head = Head.newBuilder().setSeq(item.seq()).setMessageId(item.messageId()).build();
    Word<ConversationHead> word =
        new Word<>(
            ConversationHead.newBuilder()
                .setConversation(item.conversation())
                .setHead(head)
                .build(),
            clock.instant());
    item.users().forEach(user -> leave(user, item.conversation(), word));
  }

  private void leave(String user, String conversation, Word<ConversationHead> word) {
    Map<String, Word<ConversationHead>> ofUser = news.computeIfAbsent(user, _ -> new HashMap<>());
    ofUser.values().removeIf(this::isOld);
    ofUser.merge(
        conversation,
        word,
        (held, next) ->
            next.what().getHead().getSeq() > held.what().getHead().getSeq() ? next : held);
  }

  synchronized List<ConversationHead> newsOf(String user) {
    return news.getOrDefault(user, Map.of()).values().stream()
        .filter(word -> !isOld(word))
        .map(Word::what)
        .sorted(NEWEST_FIRST)
        .limit(HEADS_MAX)
        .toList();
  }

  private boolean isOld(Word<?> word) {
    return word.isOlder(NEWS_KEPT, clock.instant());
  }

  // ---- channels ----

  synchronized void add(Collection<String> interesting, Lease lease) {
    channels.add(interesting, lease);
  }

  synchronized void drop(Collection<String> dull, Lease lease) {
    channels.drop(dull, lease);
  }

  synchronized Map<String, Head> heads(Collection<String> interesting) {
    return channels.heads(interesting);
  }

  private final class Lookup implements SessionLookup {
    @Override
    public CompletionStage<Located> locate(Wanted wanted) {
      if (wanted.isNothing()) {
        return CompletableFuture.completedStage(Located.NOWHERE);
      }
      return call(() -> {
        wanted.news().forEach(MemoryRegistry.this::leave);
        wanted.channelNews().forEach(channels::leave);
        if (leases.isEmpty()) {
          throw new RegistryAwayException();
        }
        lastKnownSlots = Set.copyOf(leases.keySet());
        Map<String, List<SessionAddress>> sessions = new TreeMap<>();
        for (String user : wanted.users()) {
          List<SessionAddress> addresses = living(user);
          if (!addresses.isEmpty()) {
            sessions.put(user, addresses);
          }
        }
        Map<String, Set<Integer>> interested = new TreeMap<>();
        for (String channel : wanted.channels()) {
          Set<Integer> edges = channels.slots(channel);
          if (!edges.isEmpty()) {
            interested.put(channel, edges);
          }
        }
        return new Located(sessions, interested);
      });
    }

    @Override
    public Set<Integer> lastKnownSlots() {
      synchronized (MemoryRegistry.this) {
        return lastKnownSlots;
      }
    }
  }
}
