package io.parley.router.core;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.parley.protocol.ConversationId.Channel;
import io.parley.protocol.ConversationId.Direct;
import io.parley.protocol.ConversationId.Group;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether a record is a command, and what it is about: all that can be said without knowing the
/// conversation. Edges have checked it before; what is wrong here was not written by one of ours,
/// and must not reach a conversation.
public sealed interface Admission {
  /// Many times what an edge lets in. What is larger would not fit into a delivery, and a delivery
  /// that cannot be sent would stop its partition.
  int BYTES_MAX = 512 * 1024;

  /// It is for the machine.
  record Admitted(Subject subject) implements Admission {}

  /// The asker hears why not.
  record Rejected(Decision.Refused refusal) implements Admission {}

  /// Empty for what cannot be read: nobody knows whom to tell.
  static Optional<Command> read(ByteString value) {
    try {
      Command command = Command.parseFrom(value);
      return command.hasOrigin() ? Optional.of(command) : Optional.empty();
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  static Admission of(@Nullable ByteString key, Command command) {
    // The key has chosen the partition, and with it who decides
    if (!command.getConversationBytes().equals(key)) {
      return rejected(Code.INVALID, "conversation: not the record's key (expected: the same)");
    }
    int bytes = command.getSerializedSize();
    if (bytes > BYTES_MAX) {
      return rejected(
          Code.TOO_LARGE, "command: %d bytes (expected: at most %d)".formatted(bytes, BYTES_MAX));
    }
    return Subject.parse(command.getConversation())
        .map(subject -> admit(subject, command.getOrigin().getUser()))
        .orElseGet(() -> rejected(Code.NOT_FOUND, "conversation: no such conversation"));
  }

  private static Admission admit(Subject subject, String user) {
    boolean own =
        switch (subject) {
          case Subject.Conversation(Direct direct) -> direct.has(user);
          // Who is a member, the conversation knows
          case Subject.Conversation(Group _), Subject.Conversation(Channel _) -> true;
          case Subject.User(var key) -> key.user().equals(user);
        };
    return own
        ? new Admitted(subject)
        : rejected(Code.FORBIDDEN, "conversation: you are not a member");
  }

  private static Rejected rejected(Code code, String message) {
    return new Rejected(Decision.Refused.because(code, message));
  }
}
