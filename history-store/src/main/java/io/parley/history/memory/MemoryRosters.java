package io.parley.history.memory;

import io.parley.history.Rosters;
import io.parley.protocol.v1.Profile;
import io.parley.protocol.v1.Roster;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Rosters on the heap. Any thread; every stage is complete when it is returned.
final class MemoryRosters implements Rosters {
  /// By conversation, then by slot of the ring. Guarded by this, as is the other.
  private final Map<String, Map<Long, Roster>> rings = new HashMap<>();

  private final Map<String, Roster> shown = new HashMap<>();

  @Override
  public synchronized CompletionStage<Optional<Roster>> version(String conversation, long version) {
    Optional<Roster> there =
        Optional.ofNullable(rings.getOrDefault(conversation, Map.of()).get(slot(version)));
    return CompletableFuture.completedStage(there.filter(roster -> roster.getVersion() == version));
  }

  @Override
  public synchronized CompletionStage<Void> keep(String conversation, List<Roster> versions) {
    try {
      Rosters.requireInOrder(versions);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedStage(e);
    }
    Map<Long, Roster> ring = rings.computeIfAbsent(conversation, _ -> new HashMap<>());
    versions.forEach(roster -> ring.merge(slot(roster.getVersion()), roster, MemoryRosters::later));
    return CompletableFuture.completedStage(null);
  }

  private static long slot(long version) {
    return Math.floorMod(version, (long) KEPT);
  }

  private static Roster later(Roster there, Roster added) {
    return added.getMessageId() >= there.getMessageId() ? added : there;
  }

  @Override
  public synchronized CompletionStage<Void> show(String conversation, Roster roster) {
    shown.merge(conversation, roster, MemoryRosters::later);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public synchronized CompletionStage<Optional<Roster>> shown(String conversation) {
    return CompletableFuture.completedStage(Optional.ofNullable(shown.get(conversation)));
  }

  @Override
  public synchronized CompletionStage<Map<String, Profile>> profiles(
      Collection<String> conversations) {
    try {
      Rosters.requireFew(conversations);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedStage(e);
    }
    Map<String, Profile> profiles = new HashMap<>();
    for (String conversation : conversations) {
      Roster roster = shown.get(conversation);
      if (roster != null) {
        profiles.put(conversation, roster.getProfile());
      }
    }
    return CompletableFuture.completedStage(profiles);
  }
}
