package io.parley.presence;

import io.parley.presence.SlotLeases.Ground;
import io.parley.presence.SlotLeases.RenewAnswer;

/// What an edge does about its slot after a renewal.
enum SlotDecision {
  KEEP,
  /// Keep the slot and register all sessions again.
  REGISTER_AGAIN,
  /// Lease another slot: answers and deliveries of this one are another edge's now.
  MOVE;

  /// A server that came back as another incarnation may have the lease and not the sessions: it
  /// started from an older snapshot, or was a copy that lagged. And a renewal whose answer came too
  /// late may have taken the slot again: only the next one's tells.
  static SlotDecision of(Ground known, RenewAnswer answer) {
    return switch (answer.standing()) {
      case RENEWED -> answer.ground().equals(known) ? KEEP : REGISTER_AGAIN;
      case RETAKEN -> REGISTER_AGAIN;
      case TAKEN -> MOVE;
    };
  }
}
