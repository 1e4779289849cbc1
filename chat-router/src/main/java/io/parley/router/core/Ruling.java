package io.parley.router.core;

import io.parley.protocol.v1.Event;
import java.util.Optional;
import java.util.function.Supplier;

/// What the rules of a kind of conversation say to a request that is no repetition.
sealed interface Ruling permits Ruling.Allowed, Decision.Refused {
  /// @param body an event that has its body and nothing else yet
  record Allowed(Event body) implements Ruling {}

  static Ruling unless(Optional<Decision.Refused> refused, Supplier<Event.Builder> body) {
    return refused.isPresent() ? refused.get() : new Allowed(body.get().build());
  }
}
