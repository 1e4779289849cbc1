package io.parley.client;

import io.parley.protocol.UserId;

/// A message to be sent.
///
/// @param user whom it is for; empty when `conversation` says it
/// @param conversation empty when `user` says it
/// @param replyTo the messageId it answers; 0: none
/// @param media the id of an upload; empty: none
public record Draft(String user, String conversation, String text, long replyTo, String media) {
  public Draft {
    if (user.isEmpty() == conversation.isEmpty()) {
      throw new IllegalArgumentException("draft: (expected: either a user or a conversation)");
    }
    if (!user.isEmpty() && !UserId.isValid(user)) {
      throw new IllegalArgumentException("user: (expected: " + UserId.RULE + ")");
    }
  }

  /// To one person; needs no set-up.
  public static Draft to(String user, String text) {
    return new Draft(user, "", text, 0, "");
  }

  public static Draft in(String conversation, String text) {
    return new Draft("", conversation, text, 0, "");
  }

  public Draft replyingTo(long messageId) {
    return new Draft(user, conversation, text, messageId, media);
  }

  public Draft withMedia(String id) {
    return new Draft(user, conversation, text, replyTo, id);
  }
}
