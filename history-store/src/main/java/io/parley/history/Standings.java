package io.parley.history;

import io.parley.protocol.v1.Kind;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/// Who is, was, or must not be a member of what: one row for each user and conversation, in the
/// user's inbox. An edge asks it before it lets somebody read; for channels it is also where the
/// router knows a member from. Any thread.
public interface Standings {
  /// Users that one call asks for at most.
  int USERS_MAX = 1_024;

  /// For each of these users, [Standing#NONE] for those of whom nothing is kept. Of [#USERS_MAX] at
  /// most.
  CompletionStage<Map<String, Standing>> of(String conversation, Collection<String> users);

  /// Keeps these, by user. One that was changed by a later record ([Standing#changedId()]) stays;
  /// [Standing#NONE], which no record made, cannot be kept.
  CompletionStage<Void> put(String conversation, Kind kind, Map<String, Standing> standings);

  /// The id of the last message that this user sent there, as far as it was noted ([#sent]).
  CompletionStage<OptionalLong> lastSent(String conversation, String user);

  /// Notes, by user, the id of the last message: only where slow mode is on. The larger stays.
  CompletionStage<Void> sent(String conversation, Map<String, Long> messageIds);

  /// Throws when this is more than one call may ask for.
  static void requireFew(Collection<String> users) {
    if (users.size() > USERS_MAX) {
      throw new IllegalArgumentException(
          "users: %d (expected: <= %d)".formatted(users.size(), USERS_MAX));
    }
  }

  /// Throws unless each of these was made so by a record.
  static void requireMade(Map<String, Standing> standings) {
    standings.forEach((user, standing) -> {
      if (standing.changedId() < 1) {
        throw new IllegalArgumentException(
            "standing of %s: changedId %d (expected: >= 1)".formatted(user, standing.changedId()));
      }
    });
  }
}
