package io.parley.router.core;

import io.parley.history.NewEvent;
import io.parley.protocol.ConversationId.Direct;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Takes the commands of one conversation that came in one batch through the machine, in order,
/// each in the state that the one before left. Stops where something has to be looked up. Not safe
/// for more than one thread at a time.
public final class Turn {
  private final ConversationMachine machine;
  private final Direct conversation;
  private final List<LoggedCommand> commands;
  private final List<Outcome> outcomes;
  private final List<NewEvent> events = new ArrayList<>();
  private ConversationState state;
  private boolean retold;
  private boolean marked;
  private boolean endLost;

  /// What became of one command.
  public record Outcome(LoggedCommand command, Decision decision, Effects effects) {}

  /// What is to be done once the turn is over.
  ///
  /// @param state after it, with [#events] not stored yet
  /// @param events to be stored, in order
  /// @param marks watermarks to be stored, by user
  /// @param moved whether anything new or told again has to be findable by those who were away
  /// @param endLost whether a record was new where, as the conversation knows, another stood
  public record Result(
      Direct conversation,
      ConversationState state,
      List<NewEvent> events,
      Map<String, Decision.Marked> marks,
      boolean moved,
      boolean endLost,
      List<Outcome> outcomes) {}

  public Turn(
      ConversationMachine machine,
      Direct conversation,
      ConversationState state,
      List<LoggedCommand> commands) {
    this.machine = machine;
    this.conversation = conversation;
    this.state = state;
    this.commands = commands;
    this.outcomes = new ArrayList<>(commands.size());
  }

  /// Decides until something has to be looked up; empty when all is decided.
  ///
  /// @param lookedUp the answer to what was asked last, or nothing at first
  public Optional<Question> proceed(LookedUp lookedUp) {
    LookedUp known = lookedUp;
    while (outcomes.size() < commands.size()) {
      LoggedCommand command = commands.get(outcomes.size());
      switch (decide(command, known)) {
        case Question question -> {
          return Optional.of(question);
        }
        case Decision decision -> settle(command, decision);
      }
      known = new LookedUp.Nothing();
    }
    return Optional.empty();
  }

  private Verdict decide(LoggedCommand command, LookedUp known) {
    try {
      return machine.decide(state, command, known);
    } catch (RuntimeException e) {
      return new Decision.Broken(e);
    }
  }

  private void settle(LoggedCommand command, Decision decision) {
    switch (decision) {
      case Decision.Accepted(var ref, var event) -> {
        endLost |= state.wasReached(ref.position());
        state = state.apply(ref);
        events.add(new NewEvent(event, ref.position()));
      }
      // Nobody knows whether the inboxes were told the first time: an original may be one whose
      // record the log has lost, with all that was to follow it
      case Decision.Replayed _, Decision.Duplicate _ -> retold = true;
      case Decision.Marked _ -> marked = true;
      case Decision.Ignored _, Decision.Refused _, Decision.Broken _ -> {}
    }
    outcomes.add(new Outcome(command, decision, Effects.of(conversation, command, decision)));
  }

  public Result result() {
    return new Result(
        conversation,
        state,
        List.copyOf(events),
        marked ? marks() : Map.of(),
        retold || !events.isEmpty(),
        endLost,
        List.copyOf(outcomes));
  }

  /// The watermarks of each user become one, and one receipt in the place of the last. Where they
  /// came from several devices, the last one has to hear what the others said.
  private Map<String, Decision.Marked> marks() {
    Map<String, Decision.Marked> marks = new LinkedHashMap<>();
    Map<String, Integer> last = new HashMap<>();
    Set<String> onSeveralDevices = new HashSet<>();
    for (int i = 0; i < outcomes.size(); i++) {
      LoggedCommand command = outcomes.get(i).command();
      if (outcomes.get(i).decision() instanceof Decision.Marked one) {
        marks.merge(command.user(), one, Turn::furthest);
        Integer before = last.put(command.user(), i);
        if (before != null) {
          LoggedCommand earlier = outcomes.get(before).command();
          if (!earlier.device().equals(command.device())) {
            onSeveralDevices.add(command.user());
          }
          outcomes.set(before, new Outcome(earlier, new Decision.Ignored(), Effects.NONE));
        }
      }
    }
    last.forEach((user, i) -> {
      LoggedCommand command = outcomes.get(i).command();
      Decision.Marked all = Objects.requireNonNull(marks.get(user));
      outcomes.set(
          i,
          new Outcome(
              command,
              all,
              Effects.ofMark(conversation, command, all, onSeveralDevices.contains(user))));
    });
    return marks;
  }

  private static Decision.Marked furthest(Decision.Marked one, Decision.Marked other) {
    Decision.Marked reads = one.read() >= other.read() ? one : other;
    return new Decision.Marked(
        Math.max(one.delivered(), other.delivered()), reads.read(), reads.readMessageId());
  }
}
