package io.parley.router.core;

import io.parley.history.EventRef;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import java.util.Optional;

/// Commands that were decided before: because the log is read again, or because they were sent
/// again.
final class Repeats {
  private Repeats() {}

  /// What its sender calls it; empty for what has no name.
  static String nameOf(Command command) {
    return command.hasSend()
        ? command.getSend().getClientMessageId()
        : command.getClientMessageId();
  }

  /// What has to be known of a replay before [#madeBy] can say anything.
  static Optional<Question> toAsk(ConversationState state, LoggedCommand command, Answers answers) {
    if (state.madeBy(command).isPresent() || state.covers(command.position())) {
      return Optional.empty();
    }
    Question newest = new Question.FindNewest(command.logId());
    return answers.have(newest) ? Optional.empty() : Optional.of(newest);
  }

  /// The event that a replayed record made, if it made one.
  static Optional<EventRef> madeBy(
      ConversationState state, LoggedCommand command, Answers answers) {
    return state
        .madeBy(command)
        .or(() -> foundAt(command, answers, command.logId()))
        // Another event was made here before the log lost its end, by a clock that was ahead
        .filter(row -> ConversationState.is(row, command.user(), nameOf(command.command())));
  }

  /// The event of this record among what is stored, if it was asked for.
  static Optional<EventRef> foundAt(LoggedCommand command, Answers answers, long upTo) {
    return answers.to(new Question.FindNewest(upTo)) instanceof LookedUp.Found(EventRef found)
            && found.position().equals(command.position())
        ? Optional.of(found)
        : Optional.empty();
  }

  /// The event in the window that its sender calls so.
  static Optional<EventRef> named(ConversationState state, LoggedCommand command) {
    String name = nameOf(command.command());
    return name.isEmpty() ? Optional.empty() : state.message(command.user(), name);
  }

  /// It made no event then, or one whose id went with lost metadata; the state it was decided in is
  /// gone, so it is not decided again.
  static Decision.Refused notTaken(String what, MachineLimits limits) {
    return new Decision.Refused(
        Code.UNAVAILABLE, what + " was not taken: send it again", limits.retryAfter());
  }
}
