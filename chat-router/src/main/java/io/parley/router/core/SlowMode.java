package io.parley.router.core;

import io.parley.ids.SnowflakeLayout;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Role;
import io.parley.router.core.Decision.Refused;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Where slow mode is on, a member has to wait between two messages of hers.
///
/// @param exempt the least role that need not
record SlowMode(Role exempt, MachineLimits limits) {
  /// Why not yet, or what has to be looked up first; empty: she may.
  Optional<Verdict> tooSoon(ConversationState state, LoggedCommand command, Answers answers) {
    int seconds = state.roster().settings().getSlowMode().getSeconds();
    if (seconds == 0 || Rights.may(state.roster().roleOf(command.user()), exempt)) {
      return Optional.empty();
    }
    long own = EventIds.next(state, command);
    OptionalLong last = state.lastMessage(command.user());
    if (last.isPresent()) {
      return unlessOld(last.getAsLong(), own, seconds);
    }
    if (state.holdsFrom(EventIds.firstAt(EventIds.msOf(own) - seconds * 1_000L))) {
      return Optional.empty();
    }
    Question question = new Question.FindLastSent(Set.of(command.user()));
    return switch (answers.to(question)) {
      case LookedUp.Nothing() -> Optional.of(question);
      case LookedUp.LastSent(var sent) -> {
        long noted = sent.getOrDefault(command.user(), 0L);
        yield noted < own
            ? unlessOld(noted, own, seconds)
            : asDecidedElsewhere(command, answers, own);
      }
      case LookedUp.Found _,
          LookedUp.Absent _,
          LookedUp.Unknown _,
          LookedUp.Standings _,
          LookedUp.Counted _,
          LookedUp.Kept _ ->
          throw new IllegalStateException("an answer to something else");
    };
  }

  private static Optional<Verdict> unlessOld(long last, long own, int seconds) {
    long left = SnowflakeLayout.tick(last) + seconds * 1_000L - SnowflakeLayout.tick(own);
    return left <= 0
        ? Optional.empty()
        : Optional.of(
            new Refused(
                Code.RATE_LIMITED,
                "send: slow mode (expected: %,d s after your last message)".formatted(seconds),
                Duration.ofMillis(left)));
  }

  /// Another router is ahead, and has stored this message or a later one of hers. What was before
  /// this record cannot be seen any more, but what became of it can.
  private Optional<Verdict> asDecidedElsewhere(LoggedCommand command, Answers answers, long own) {
    Question newest = new Question.FindNewest(own);
    if (!answers.have(newest)) {
      return Optional.of(newest);
    }
    return Repeats.foundAt(command, answers, own).isPresent()
        ? Optional.empty()
        : Optional.of(Repeats.notTaken("the message", limits));
  }
}
