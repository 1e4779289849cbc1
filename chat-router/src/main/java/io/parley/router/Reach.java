package io.parley.router;

import io.parley.presence.SessionLookup.Located;
import java.util.Set;

/// Where those whom a batch is for can be reached.
sealed interface Reach {
  record Known(Located located) implements Reach {
    static final Known NOWHERE = new Known(Located.NOWHERE);
  }

  /// Nobody can say, so each of these edges looks for itself.
  record Everywhere(Set<Integer> slots) implements Reach {}
}
