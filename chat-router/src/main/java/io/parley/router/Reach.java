package io.parley.router;

import io.parley.presence.SessionLookup.Located;
import java.util.Set;

/// Where those whom a batch is for can be reached.
sealed interface Reach {
  record Known(Located located) implements Reach {
    static final Known NOWHERE = new Known(Located.NOWHERE);
  }

  /// Nobody can say, so each edge looks for itself.
  ///
  /// @param known all that there may be
  record Everywhere(Set<Integer> known) implements Reach {
    /// Edges beyond which telling each of them costs more than the catch-up of the few it is for.
    private static final int MOST = 16;

    boolean areFew() {
      return known.size() <= MOST;
    }

    /// Those that are told what somebody said.
    Set<Integer> slots() {
      return areFew() ? known : Set.of();
    }
  }
}
