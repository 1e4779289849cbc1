package io.parley.edge.log;

import io.parley.protocol.v1.CloseSession;
import io.parley.protocol.v1.Command;
import java.util.concurrent.CompletionStage;

/// Where an edge writes what its devices ask for. Any thread; never blocks.
///
/// Commands of one conversation that one thread appends are in the log in that order. The stages
/// complete on a thread that must not be held up.
public interface CommandLog {
  /// Completes when the log keeps the command. Fails with a
  /// [io.parley.runtime.resilience.RetryAfter] when it was not taken, and with anything else when
  /// it may or may not be there.
  CompletionStage<Void> append(Command command);

  /// Has a socket on the edge of this slot closed. Completes when the log keeps that; an edge that
  /// misses it finds out by itself, with a heartbeat or when it asks whether the device may stay.
  CompletionStage<Void> close(int slot, CloseSession session);
}
