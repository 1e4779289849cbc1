package io.parley.router.core;

/// Decides the commands of conversations. A pure function: whatever it says rests on its arguments
/// alone, and they on the log alone.
@FunctionalInterface
public interface ConversationMachine {
  /// @param state the conversation after every earlier command of it
  /// @param lookedUp the answer to the question that this command got, or nothing
  Verdict decide(ConversationState state, LoggedCommand command, LookedUp lookedUp);
}
