package io.parley.router.core;

/// What has to be looked up among the stored events before a command can be decided. The answer is
/// the same whenever the command is decided: rows do not change, and each question names the newest
/// that counts, so that what a later record has made is not looked at.
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
}
