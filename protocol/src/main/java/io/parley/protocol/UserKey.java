package io.parley.protocol;

import java.util.Optional;

/// The key of commands that concern one user alone: how she keeps her conversations. No
/// conversation, so no client can name it.
public record UserKey(String user) {
  private static final String PREFIX = "u:";

  public UserKey {
    if (!UserId.isValid(user)) {
      throw new IllegalArgumentException("user: %s (expected: %s)".formatted(user, UserId.RULE));
    }
  }

  /// As it stands in records.
  public String text() {
    return PREFIX + user;
  }

  /// Empty for what is no such key.
  public static Optional<UserKey> parse(String text) {
    return text.startsWith(PREFIX) && UserId.isValid(text.substring(PREFIX.length()))
        ? Optional.of(new UserKey(text.substring(PREFIX.length())))
        : Optional.empty();
  }
}
