package io.parley.router.core;

/// What has to be looked up among the stored events before a command can be decided. The answers
/// are the same whenever they are asked for: rows do not change, and those that a later record made
/// are not looked at.
public sealed interface Question extends Verdict {
  /// The event with this id, if there is one.
  record FindRow(long messageId) implements Question {}

  /// A message sent before.
  ///
  /// @param notBefore id below which there is no attempt of it
  /// @param upTo id above which rows are not looked at, nor counted
  /// @param limit of events looked through
  record FindOriginal(String sender, String clientMessageId, long notBefore, long upTo, int limit)
      implements Question {}
}
