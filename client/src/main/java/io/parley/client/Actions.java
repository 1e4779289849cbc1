package io.parley.client;

import com.google.protobuf.Timestamp;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.ServerFrame;

/// What a [ClientMachine] wants done. Called while it decides, in the order in which it must be
/// done; none of these may call back into the machine.
interface Actions {
  /// Answered by [ClientMachine#token] or [ClientMachine#tokenFailed] with this attempt.
  void fetchToken(int attempt, boolean refused);

  /// What happens to the socket comes back with this attempt.
  void connect(int attempt);

  void transmit(ClientFrame frame);

  /// Nothing more of this socket is of interest.
  void disconnect();

  /// To the listener; then keep the cursor, then [ClientMachine#delivered].
  void deliver(Event event);

  /// The device begins here in a conversation. Keep it at once, before any event of it and before
  /// the next [#keepSince]: `since` says that what lies before is not wanted.
  void keepBeginning(String conversation, Cursor cursor);

  /// Keep this once everything delivered before is kept.
  void keepSince(Timestamp since);

  void news(ServerFrame frame);

  /// The message leaves the outbox.
  void settle(KeptMessage message, Outcome outcome);

  void answer(long call, ServerFrame frame);

  void fail(long call, RefusedException failure);

  void state(ClientState state);

  void trouble(Trouble trouble);
}
