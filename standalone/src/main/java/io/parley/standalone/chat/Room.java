package io.parley.standalone.chat;

import io.parley.client.Draft;
import io.parley.protocol.ConversationId;

/// Where one talks.
///
/// @param title the other's name, or the group's, fit for a terminal
/// @param peer whom one talks to alone; empty in a group or channel
record Room(String conversation, String title, String peer) {
  static final Room NOWHERE = new Room("", "", "");

  static Room direct(String me, String peer) {
    return new Room(ConversationId.direct(me, peer).text(), Printable.of(peer), peer);
  }

  /// @param name as its members gave it
  static Room group(String conversation, String name) {
    return new Room(conversation, Printable.of(name), "");
  }

  boolean isNowhere() {
    return conversation.isEmpty();
  }

  boolean isDirect() {
    return !peer.isEmpty();
  }

  Room renamed(String name) {
    return new Room(conversation, Printable.of(name), peer);
  }

  /// Somebody one has never talked to has no conversation that could be named.
  Draft draft(String text) {
    return isDirect() ? Draft.to(peer, text) : Draft.in(conversation, text);
  }
}
