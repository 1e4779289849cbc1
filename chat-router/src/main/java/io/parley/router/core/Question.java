package io.parley.router.core;

import java.util.Set;

/// What has to be looked up before a command can be decided. What events say is the same whenever
/// the command is decided: rows do not change, and each question names the newest that counts, so
/// that what a later record has made is not looked at. What stands in cells that do change carries
/// the id of the record that made it so, and the machine knows by that when another router is
/// ahead.
public sealed interface Question extends Verdict {
  /// The newest event with this id or a smaller one, if there is any.
  record FindNewest(long upTo) implements Question {}

  /// A message sent before.
  ///
  /// @param notBefore id below which there is no attempt of it
  /// @param upTo id above which rows are not looked at, nor counted
  /// @param upToSeq seq of the newest event up to there, which is stored; 0 if there is none
  /// @param limit of events looked through
  record FindOriginal(
      String sender, String clientMessageId, long notBefore, long upTo, long upToSeq, int limit)
      implements Question {}

  /// How these users, at most [#NAMED_MAX], stand to the channel.
  record FindStandings(Set<String> users) implements Question {
    public FindStandings {
      users = Set.copyOf(users);
    }
  }

  /// The last message of each of these users that was noted because slow mode was on.
  record FindLastSent(Set<String> users) implements Question {
    public FindLastSent {
      users = Set.copyOf(users);
    }
  }

  /// The channel's tally as it is kept: where what was counted since it was loaded decides.
  record FindTally() implements Question {}

  /// How the user keeps these conversations, so that her other devices can be told all of it.
  record FindKept(String user, Set<String> conversations) implements Question {
    public FindKept {
      conversations = Set.copyOf(conversations);
    }
  }

  /// What one question names at most.
  int NAMED_MAX = 1_024;
}
