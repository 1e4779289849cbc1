package io.parley.router.core;

import io.parley.protocol.ConversationId;
import io.parley.protocol.UserKey;
import java.util.Optional;

/// What a command is about, and with which others it is ordered: the key of its record.
public sealed interface Subject {
  /// As it stands in keys.
  String text();

  record Conversation(ConversationId id) implements Subject {
    @Override
    public String text() {
      return id.text();
    }
  }

  /// How one user keeps her conversations. Has no state of its own.
  record User(UserKey key) implements Subject {
    @Override
    public String text() {
      return key.text();
    }
  }

  /// Empty for what is neither.
  static Optional<Subject> parse(String text) {
    Optional<ConversationId> conversation = ConversationId.parse(text);
    return conversation.isPresent()
        ? conversation.map(Conversation::new)
        : UserKey.parse(text).map(User::new);
  }
}
