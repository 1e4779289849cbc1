package io.parley.history.accounts;

import java.time.Instant;

/// A user.
///
/// @param passwordHash as the edge made it; empty for a user who logs in elsewhere, at the
///   operator's own issuer
public record Account(String user, String passwordHash, Instant createdAt) {
  /// Says nothing of the password, not even its hash.
  @Override
  public String toString() {
    return "Account[user=" + user + ", createdAt=" + createdAt + "]";
  }
}
