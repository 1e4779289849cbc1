package io.parley.router;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Gives the store no more at a time than it takes: one call after another, nearly always one.
final class Portions {
  /// Members of a group, and users that one command may name.
  static final int MOST = 1_024;

  private Portions() {}

  /// Begins on the lane.
  static <T> CompletionStage<Void> forEach(
      List<T> all, Lane lane, Function<List<T>, CompletionStage<Void>> call) {
    if (all.isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    if (all.size() <= MOST) {
      return call.apply(all);
    }
    return call.apply(all.subList(0, MOST))
        .thenComposeAsync(_ -> forEach(all.subList(MOST, all.size()), lane, call), lane);
  }

  /// Begins on the lane.
  static <V> CompletionStage<Void> forEach(
      Map<String, V> all, Lane lane, Function<Map<String, V>, CompletionStage<Void>> call) {
    if (all.isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    return all.size() <= MOST
        ? call.apply(all)
        : forEach(new ArrayList<>(all.entrySet()), lane, some -> call.apply(mapOf(some)));
  }

  private static <V> Map<String, V> mapOf(List<Map.Entry<String, V>> entries) {
    Map<String, V> map = LinkedHashMap.newLinkedHashMap(entries.size());
    entries.forEach(entry -> map.put(entry.getKey(), entry.getValue()));
    return map;
  }
}
