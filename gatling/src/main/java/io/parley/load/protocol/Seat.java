package io.parley.load.protocol;

import io.parley.client.Draft;
import io.parley.load.verdict.ConversationLedger;

/// A person's place in a conversation.
///
/// @param member her number among its members
/// @param peer whom a direct conversation is with; empty for others
record Seat(ConversationLedger ledger, int member, String conversation, String peer) {
  /// Gatling keeps a line for each thing it is told. Of a message to many it is told of so many
  /// copies; the kit's own figures have all.
  private static final int TOLD_COPIES = 8;

  Draft draft(String text) {
    return peer.isEmpty() ? Draft.in(conversation, text) : Draft.to(peer, text);
  }

  boolean isTold() {
    return member % Math.ceilDiv(ledger.members(), TOLD_COPIES) == 0;
  }
}
