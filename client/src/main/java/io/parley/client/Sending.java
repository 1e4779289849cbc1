package io.parley.client;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// One message on its way: queued until its outcome is known.
public final class Sending {
  private volatile KeptMessage message;
  private volatile boolean kept;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

  Sending(KeptMessage message) {
    this.message = message;
  }

  public String conversation() {
    return message.conversation();
  }

  public String clientMessageId() {
    return message.clientMessageId();
  }

  public Draft draft() {
    return message.draft();
  }

  /// Empty while it is queued.
  public Optional<Outcome> result() {
    return Optional.ofNullable(outcome.getNow(null));
  }

  /// Never fails: a failure is an outcome. Completed where the listener is called, after
  /// [ClientListener#onOutcome]; at once where there was no room for the message.
  public CompletableFuture<Outcome> outcome() {
    return outcome.thenApply(same -> same);
  }

  KeptMessage message() {
    return message;
  }

  /// As it is to be kept.
  void message(KeptMessage stamped) {
    message = stamped;
  }

  /// Whether the store has it.
  boolean isKept() {
    return kept;
  }

  Sending kept() {
    kept = true;
    return this;
  }

  void settle(Outcome result) {
    outcome.complete(result);
  }
}
