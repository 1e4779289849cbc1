package io.parley.router.core;

/// Decides commands. A pure function: whatever it says rests on its arguments alone, and they on
/// the log alone.
@FunctionalInterface
public interface ConversationMachine {
  /// @param state the subject after every earlier command of it
  /// @param answers what was found out for this command, because the machine asked
  Verdict decide(Subject subject, ConversationState state, LoggedCommand command, Answers answers);
}
