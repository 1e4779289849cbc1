package io.parley.router.core;

import io.parley.history.EventRef;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.router.core.Decision.Duplicate;
import io.parley.router.core.Decision.Refused;
import java.util.Optional;

/// Requests that change a roster: each is done once, however often it is sent or read in the log.
/// The rules of each kind of conversation say what may be done.
final class RosterCommands {
  private final MachineLimits limits;

  /// What one kind of conversation adds.
  interface Rules extends RosterEvents.Following {
    Ruling rule(ConversationState state, LoggedCommand command);

    Pace pace(ConversationState state);

    /// What follows from an event that is there already, as far as it may not have been written.
    ///
    /// @param replayed whether this very record made it: only then does its command say what the
    ///   event is, since whoever repeats a name may ask for anything
    Change again(
        ConversationState state, LoggedCommand command, EventRef original, boolean replayed);
  }

  RosterCommands(MachineLimits limits) {
    this.limits = limits;
  }

  Verdict decide(ConversationState state, LoggedCommand command, Answers answers, Rules rules) {
    Optional<Refused> misnamed = Fields.requestName(command.command().getClientMessageId());
    if (misnamed.isPresent()) {
      return misnamed.get();
    }
    if (state.isReplay(command)) {
      return replay(state, command, answers, rules);
    }
    Optional<EventRef> original = Repeats.named(state, command);
    return original.isPresent()
        ? new Duplicate(original.get(), rules.again(state, command, original.get(), false))
        : anew(state, command, rules);
  }

  private Verdict replay(
      ConversationState state, LoggedCommand command, Answers answers, Rules rules) {
    Optional<Question> question = Repeats.toAsk(state, command, answers);
    if (question.isPresent()) {
      return question.get();
    }
    Optional<EventRef> row = Repeats.madeBy(state, command, answers);
    if (row.isPresent()) {
      return new Duplicate(row.get(), rules.again(state, command, row.get(), true));
    }
    Optional<EventRef> original = Repeats.named(state, command);
    return original.isPresent()
        ? new Duplicate(original.get(), rules.again(state, command, original.get(), false))
        : Repeats.notTaken("the request", limits);
  }

  private static Verdict anew(ConversationState state, LoggedCommand logged, Rules rules) {
    Command command = logged.command();
    boolean isThere = state.headSeq() > 0;
    if (command.hasCreateGroup() || command.hasCreateChannel()) {
      if (isThere) {
        return Refused.because(Code.CONFLICT, "conversation: it is there already");
      }
    } else if (!isThere) {
      return Rights.NO_CONVERSATION;
    }
    return switch (rules.rule(state, logged)) {
      case Refused refused -> refused;
      case Ruling.Allowed(var body) ->
          rules
              .pace(state)
              .tooFast(state, logged)
              .orElseGet(() -> RosterEvents.accept(state, logged, body, rules));
    };
  }
}
