package io.parley.presence;

import io.parley.runtime.Surroundings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Keeps the news of look-ups that failed, and leaves them once the registry answers again: then a
/// device for which nobody could be asked learns with its next heartbeat that something was for it.
///
/// Bounded: of each user and conversation, and of each channel, only the newest, and beyond the
/// bound they are dropped and counted. Gone with the process; what moved is in the inboxes all the
/// same.
final class OwedNews implements SessionLookup {
  private static final Duration TRY_EVERY = Duration.ofSeconds(1);

  private final SessionLookup registry;
  private final Surroundings surroundings;
  private final RegistryMetrics metrics;
  private final int max;

  // guarded by this
  private final Map<Whose, News> owed = new LinkedHashMap<>();
  private final Map<String, ChannelNews> owedToChannels = new LinkedHashMap<>();
  private boolean trying;

  private record Whose(String user, String conversation) {}

  OwedNews(SessionLookup registry, Surroundings surroundings, RegistryMetrics metrics, int max) {
    this.registry = registry;
    this.surroundings = surroundings;
    this.metrics = metrics;
    this.max = max;
  }

  @Override
  public CompletionStage<Located> locate(Wanted wanted) {
    return registry
        .locate(wanted)
        .whenComplete((_, fault) -> {
          if (fault != null) {
            owe(wanted);
          }
        });
  }

  private synchronized void owe(Wanted wanted) {
    int dropped = 0;
    // channels first: each is for many
    for (ChannelNews item : wanted.channelNews()) {
      if (hasRoom() || owedToChannels.containsKey(item.channel())) {
        owedToChannels.merge(
            item.channel(), item, (held, next) -> next.seq() > held.seq() ? next : held);
      } else {
        dropped++;
      }
    }
    for (News item : wanted.news()) {
      for (String user : item.users()) {
        dropped += owe(user, item) ? 0 : 1;
      }
    }
    metrics.newsDropped(dropped);
    if (!trying && owedInAll() > 0) {
      trying = true;
      ScheduledFuture<?> _ =
          surroundings.timer().schedule(this::leave, TRY_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private boolean owe(String user, News item) {
    Whose whose = new Whose(user, item.conversation());
    if (!hasRoom() && !owed.containsKey(whose)) {
      return false;
    }
    owed.merge(
        whose,
        new News(user, item.conversation(), item.seq(), item.messageId()),
        (held, next) -> next.seq() > held.seq() ? next : held);
    return true;
  }

  private boolean hasRoom() {
    return owedInAll() < max;
  }

  private int owedInAll() {
    return owed.size() + owedToChannels.size();
  }

  private void leave() {
    Wanted taken;
    synchronized (this) {
      taken =
          new Wanted(
              Set.of(),
              Set.of(),
              new ArrayList<>(owed.values()),
              new ArrayList<>(owedToChannels.values()));
      owed.clear();
      owedToChannels.clear();
      trying = false;
    }
    // what cannot be left is owed again
    CompletionStage<?> _ = locate(taken);
  }

  @Override
  public Set<Integer> lastKnownSlots() {
    return registry.lastKnownSlots();
  }
}
