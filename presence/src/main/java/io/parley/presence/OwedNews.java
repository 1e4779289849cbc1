package io.parley.presence;

import io.parley.runtime.Surroundings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Keeps the news of look-ups that failed, and leaves them once the registry answers again: then a
/// device for which nobody could be asked learns with its next heartbeat that something was for it.
///
/// Bounded: of each user and conversation only the newest, and beyond the bound they are dropped
/// and counted. Gone with the process; what moved is in the inboxes all the same.
final class OwedNews implements SessionLookup {
  private static final Duration TRY_EVERY = Duration.ofSeconds(1);

  private final SessionLookup registry;
  private final Surroundings surroundings;
  private final RegistryMetrics metrics;
  private final int max;

  // guarded by this
  private final Map<Whose, News> owed = new LinkedHashMap<>();
  private boolean trying;

  private record Whose(String user, String conversation) {}

  OwedNews(SessionLookup registry, Surroundings surroundings, RegistryMetrics metrics, int max) {
    this.registry = registry;
    this.surroundings = surroundings;
    this.metrics = metrics;
    this.max = max;
  }

  @Override
  public CompletionStage<Map<String, List<SessionAddress>>> locate(
      Set<String> users, List<News> news) {
    return registry
        .locate(users, news)
        .whenComplete((_, fault) -> {
          if (fault != null) {
            owe(news);
          }
        });
  }

  private synchronized void owe(List<News> news) {
    int dropped = 0;
    for (News item : news) {
      Whose whose = new Whose(item.user(), item.conversation());
      if (owed.size() < max || owed.containsKey(whose)) {
        owed.merge(whose, item, (held, next) -> next.seq() > held.seq() ? next : held);
      } else {
        dropped++;
      }
    }
    metrics.newsDropped(dropped);
    if (!trying && !owed.isEmpty()) {
      trying = true;
      ScheduledFuture<?> _ =
          surroundings.timer().schedule(this::leave, TRY_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void leave() {
    List<News> taken;
    synchronized (this) {
      taken = new ArrayList<>(owed.values());
      owed.clear();
      trying = false;
    }
    // what cannot be left is owed again
    CompletionStage<?> _ = locate(Set.of(), taken);
  }

  @Override
  public Set<Integer> lastKnownSlots() {
    return registry.lastKnownSlots();
  }
}
