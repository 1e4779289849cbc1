package io.parley.router;

import io.parley.presence.SessionAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where the users of a batch can be reached.
sealed interface Reach {
  /// By user; one without a session is absent.
  record Located(Map<String, List<SessionAddress>> sessions) implements Reach {}

  /// Nobody can say, so each of these edges looks for itself.
  record Everywhere(Set<Integer> slots) implements Reach {}
}
