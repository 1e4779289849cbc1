package io.parley.router;

import io.parley.history.EventRef;
import io.parley.history.LogPosition;
import io.parley.ids.SnowflakeLayout;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Code;
import io.parley.router.core.Answers;
import io.parley.router.core.ConversationMachine;
import io.parley.router.core.ConversationState;
import io.parley.router.core.Decision;
import io.parley.router.core.Given;
import io.parley.router.core.LoggedCommand;
import io.parley.router.core.LookedUp;
import io.parley.router.core.Question;
import io.parley.router.core.Subject;
import io.parley.router.core.Verdict;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/// The real machine, unless a rule of it is to be taken away. What it decides is told to the
/// checker.
final class SimMutant implements ConversationMachine {
  private final SimWorld world;
  private final ConversationMachine real;
  private final SimChecker checker;
  private final Set<LogPosition> decidedAnew = new HashSet<>();

  SimMutant(SimWorld world, ConversationMachine real, SimChecker checker) {
    this.world = world;
    this.real = real;
    this.checker = checker;
  }

  @Override
  public Verdict decide(
      Subject subject, ConversationState state, LoggedCommand command, Answers answers) {
    Verdict verdict = judge(subject, state, command, answers);
    checker.decided(command, verdict);
    return verdict;
  }

  private Verdict judge(
      Subject subject, ConversationState state, LoggedCommand command, Answers answers) {
    if (world.lacks(Rule.IDS_COUNT_ON_WITHIN_THE_LOG)) {
      return real.decide(subject, state, withId(command, idOfTimeAlone(command)), answers);
    }
    if (world.lacks(Rule.IDS_RISE_ABOVE_THE_HEAD)) {
      return withLogId(real.decide(subject, state, command, answers), command);
    }
    if (world.lacks(Rule.IDS_TELL_WHAT_IS_NEW) && Given.isReached(state, command.position())) {
      return real.decide(
          subject, state, withId(command, Math.min(command.logId(), state.headId())), answers);
    }
    if (isLacking(Rule.SEARCH_SEES_THE_LOST_END, subject)
        && command.logId() > state.headId()
        && answers.byQuestion().values().stream()
            .anyMatch(answer ->
                answer instanceof LookedUp.Found(var found)
                    && found.position().isAtOrAfter(command.position()))) {
      Answers absent = Answers.NONE;
      for (Question question : answers.byQuestion().keySet()) {
        absent = absent.with(question, new LookedUp.Absent());
      }
      return real.decide(subject, state, command, absent);
    }
    if (world.lacks(Rule.LATE_ATTEMPTS_ARE_SEARCHED) && !command.command().getSend().getResend()) {
      return real.decide(subject, state, withoutFirstAttempt(command), answers);
    }
    if (world.lacks(Rule.SEARCH_SEES_THE_BATCH)) {
      return real.decide(subject, state.stored(), command, answers);
    }
    if (world.lacks(Rule.REPLAYED_MARKS_STOP_AT_THEIR_OWN_HEAD) && command.command().hasMark()) {
      return real.decide(subject, state, at(command, beyond(command)), answers);
    }
    if (isLacking(Rule.REPLAY_WITHOUT_ROW_IS_NOT_DECIDED, subject)) {
      return decidedAnew(subject, state, command, answers);
    }
    Verdict verdict = real.decide(subject, state, command, answers);
    if (world.lacks(Rule.REPLAY_HAS_THE_SAME_EFFECTS) && verdict instanceof Decision.Replayed) {
      return new Decision.Ignored();
    }
    return verdict;
  }

  private static long idOfTimeAlone(LoggedCommand command) {
    long first = SnowflakeLayout.firstIdAt(Instant.ofEpochMilli(command.timeMs()));
    return SnowflakeLayout.compose(SnowflakeLayout.tick(first), command.position().partition(), 0);
  }

  private static LoggedCommand withId(LoggedCommand command, long id) {
    return new LoggedCommand(command.position(), command.timeMs(), id, command.command());
  }

  private static LoggedCommand at(LoggedCommand command, LogPosition position) {
    return new LoggedCommand(position, command.timeMs(), command.logId(), command.command());
  }

  private static LoggedCommand withoutFirstAttempt(LoggedCommand command) {
    return new LoggedCommand(
        command.position(),
        command.timeMs(),
        command.logId(),
        command.command().toBuilder().clearFirstAttemptAt().build());
  }

  /// Where a decision is bent afterwards, that of a group would contradict its own roster.
  private boolean isLacking(Rule rule, Subject subject) {
    return world.lacks(rule) && subject instanceof Subject.Conversation(ConversationId.Direct _);
  }

  private static Verdict withLogId(Verdict verdict, LoggedCommand command) {
    return verdict instanceof Decision.Accepted(var ref, var event, var change)
        ? new Decision.Accepted(
            moved(ref, command.logId(), ref.position()),
            event.toBuilder().setMessageId(command.logId()).build(),
            change)
        : verdict;
  }

  private static EventRef moved(EventRef ref, long id, LogPosition position) {
    return new EventRef(
        ref.seq(), id, ref.sender(), ref.clientMessageId(), position, ref.rosterVersion());
  }

  /// Beyond every event, so that nothing looks like a replay.
  private static LogPosition beyond(LoggedCommand command) {
    LogPosition own = command.position();
    return new LogPosition(own.log(), own.partition(), Long.MAX_VALUE);
  }

  private Verdict decidedAnew(
      Subject subject, ConversationState state, LoggedCommand command, Answers answers) {
    LogPosition own = command.position();
    LogPosition beyond = beyond(command);
    boolean anew = decidedAnew.contains(own);
    Verdict verdict = real.decide(subject, state, anew ? at(command, beyond) : command, answers);
    if (!anew
        && verdict instanceof Decision.Refused(Code code, var _, var _)
        && code == Code.UNAVAILABLE) {
      decidedAnew.add(own);
      verdict = real.decide(subject, state, at(command, beyond), Answers.NONE);
    }
    if (verdict instanceof Decision) {
      decidedAnew.remove(own);
    }
    return verdict instanceof Decision.Accepted(var ref, var event, var _)
        ? new Decision.Accepted(moved(ref, ref.messageId(), own), event)
        : verdict;
  }
}
