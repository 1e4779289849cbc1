package io.parley.client;

import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.ServerFrame;

/// What an app hears. All calls come one after another on the executor that was given to the client
/// (by default a thread of its own). A call that throws is the last one: the client closes itself
/// with `LISTENER_FAILED`, and the thread's handler of uncaught exceptions hears of it.
public interface ClientListener {
  /// The next event of a conversation: in the order of `seq`, without gaps, each once, whatever
  /// happens to sockets and servers, and this device's own messages among them. There is no order
  /// between conversations.
  ///
  /// The cursor is kept *after* this returned. A process that dies between the two gets the event
  /// again when it starts: at least once across a crash. A listener that keeps events in a database
  /// gets exactly once by storing the cursor (`seq`, `messageId`) in the same transaction and
  /// handing it out by a [ClientStore] of its own, whose [ClientStore#saveCursor] then keeps only
  /// the first of a conversation: where the device begins.
  void onEvent(Event event);

  default void onState(ClientState state) {}

  /// A message left the outbox. Its event, if it was sent, comes by [#onEvent], before or after.
  default void onOutcome(Sending sending, Outcome outcome) {}

  /// Receipts, presence, typing; that this user has come into a channel or is out of it
  /// (`membership`), and how another of her devices keeps a conversation (`flags`, `draft`).
  /// Passing news, dropped while the listener is far behind; a listing has the state of things.
  /// Also what a newer server may say unasked.
  default void onNews(ServerFrame frame) {}

  default void onTrouble(Trouble trouble) {}
}
