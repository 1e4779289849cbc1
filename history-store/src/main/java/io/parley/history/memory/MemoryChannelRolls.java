package io.parley.history.memory;

import io.parley.history.ChannelRolls;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Rolls on the heap. Any thread; every stage is complete when it is returned.
final class MemoryChannelRolls implements ChannelRolls {
  /// By channel and roll, then by ordinal. Guarded by this, as is the other.
  private final Map<String, Map<Roll, NavigableMap<Long, Place>>> rolls = new HashMap<>();

  private final Map<String, Tally> tallies = new HashMap<>();

  @Override
  public synchronized CompletionStage<Void> put(String channel, List<Place> places) {
    Map<Roll, NavigableMap<Long, Place>> ofChannel =
        rolls.computeIfAbsent(channel, _ -> new EnumMap<>(Roll.class));
    for (Place place : places) {
      ofChannel
          .computeIfAbsent(place.roll(), _ -> new TreeMap<>())
          .merge(place.ordinal(), place, MemoryChannelRolls::later);
    }
    return CompletableFuture.completedStage(null);
  }

  private static Place later(Place there, Place added) {
    return added.changedId() >= there.changedId() ? added : there;
  }

  @Override
  public synchronized CompletionStage<Page> page(String channel, Roll roll, long after, int limit) {
    List<Place> looked =
        rolls
            .getOrDefault(channel, Map.of())
            .getOrDefault(roll, Collections.emptyNavigableMap())
            .tailMap(after, false)
            .values()
            .stream()
            .limit(limit + 1L)
            .toList();
    boolean isLast = looked.size() <= limit;
    List<Item> items =
        looked.stream()
            .limit(limit)
            .filter(Place::present)
            .map(place -> new Item(place.ordinal(), place.user()))
            .toList();
    return CompletableFuture.completedStage(
        new Page(items, isLast ? -1 : looked.get(limit - 1).ordinal()));
  }

  @Override
  public synchronized CompletionStage<Optional<Tally>> tally(String channel) {
    return CompletableFuture.completedStage(Optional.ofNullable(tallies.get(channel)));
  }

  @Override
  public synchronized CompletionStage<Void> count(String channel, Tally tally) {
    tallies.merge(
        channel, tally, (there, added) -> added.asOfId() >= there.asOfId() ? added : there);
    return CompletableFuture.completedStage(null);
  }
}
