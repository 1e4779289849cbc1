package io.parley.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The handles of all messages in the outbox, by message. Any thread.
final class Sendings {
  private final int max;
  private final Map<String, Sending> waiting = new LinkedHashMap<>();

  Sendings(int max) {
    this.max = max;
  }

  /// Why there is no room for it; empty: it is in.
  synchronized Optional<Outcome.Reason> add(Sending sending) {
    if (waiting.containsKey(sending.message().key())) {
      return Optional.of(Outcome.Reason.DUPLICATE);
    }
    if (waiting.size() >= max) {
      return Optional.of(Outcome.Reason.OUTBOX_FULL);
    }
    waiting.put(sending.message().key(), sending);
    return Optional.empty();
  }

  /// One that an earlier process left; there is always room for it.
  synchronized void addKept(KeptMessage message) {
    waiting.put(message.key(), new Sending(message).kept());
  }

  synchronized @Nullable Sending remove(KeptMessage message) {
    return waiting.remove(message.key());
  }

  /// Gives up the handle of a message that is kept, and makes a new one for it.
  synchronized void renew(Sending sending) {
    waiting.replace(sending.message().key(), sending, new Sending(sending.message()).kept());
  }

  synchronized List<Sending> all() {
    return List.copyOf(waiting.values());
  }
}
