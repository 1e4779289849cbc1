package io.parley.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/// Lists that are too long for one write, cut.
final class Pieces {
  private Pieces() {}

  /// Of so many each, the last of what is left.
  static <T> List<List<T>> of(List<T> all, int most) {
    return of(all, most, _ -> 1);
  }

  /// Each as long as its weight stays within `most`; what is heavier alone is a piece by itself.
  static <T> List<List<T>> of(List<T> all, int most, ToIntFunction<T> weight) {
    List<List<T>> pieces = new ArrayList<>();
    int from = 0;
    int weighs = 0;
    for (int i = 0; i < all.size(); i++) {
      int added = weight.applyAsInt(all.get(i));
      if (i > from && weighs + added > most) {
        pieces.add(all.subList(from, i));
        from = i;
        weighs = 0;
      }
      weighs += added;
    }
    if (from < all.size()) {
      pieces.add(all.subList(from, all.size()));
    }
    return pieces;
  }
}
