package io.parley.router;

import io.parley.protocol.v1.Command;
import java.util.function.Consumer;

/// Something a device asks for until it has an answer.
final class SimRequest {
  final String conversation;

  /// How its device calls it.
  final String id;

  final Kind kind;
  final long firstAttemptMs;
  private final Consumer<Command.Builder> body;
  int attempts;

  enum Kind {
    MESSAGE,
    /// Whatever changes a group or channel.
    ROSTER,
    /// Who comes and goes in a channel, of which no event tells.
    MEMBERSHIP,
    /// How its user keeps a conversation.
    OWN
  }

  SimRequest(
      Kind kind,
      String conversation,
      String id,
      long firstAttemptMs,
      Consumer<Command.Builder> body) {
    this.kind = kind;
    this.conversation = conversation;
    this.id = id;
    this.firstAttemptMs = firstAttemptMs;
    this.body = body;
  }

  boolean isMessage() {
    return kind == Kind.MESSAGE;
  }

  void writeTo(Command.Builder command) {
    body.accept(command);
  }
}
