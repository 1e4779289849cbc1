package io.parley.router.core;

import io.parley.history.ChannelRolls.Place;
import io.parley.history.ChannelRolls.Tally;
import io.parley.history.EventRef;
import io.parley.history.Inboxes;
import io.parley.history.NewEvent;
import io.parley.history.Standing;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Roster;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Takes the commands of one subject that came in one batch through the machine, in order, each in
/// the state that the one before left. Stops where something has to be looked up. Not safe for more
/// than one thread at a time.
///
/// A turn may end early. That members of a channel came or went is nowhere but in their standings;
/// an event that followed and was stored first would make it look decided when it is not, if the
/// router died in between. So it is stored before there is such an event, and before there is
/// something later to say of the same member.
public final class Turn {
  private final ConversationMachine machine;
  private final Subject subject;
  private final List<LoggedCommand> commands;
  private final Supplier<Audience> audience;
  private final List<Outcome> outcomes;
  private final List<NewEvent> events = new ArrayList<>();

  /// Most turns have neither.
  private @Nullable TurnMemory memory;

  private @Nullable Followups followups;

  /// Whether members of a channel have come or gone without an event.
  private boolean membersMoved;

  private ConversationState state;
  private Answers answers = Answers.NONE;
  private Optional<Question> asked = Optional.empty();

  /// Up to where everybody has heard, or will when this turn is announced.
  private long toldSeq;

  private boolean retold;
  private boolean marked;
  private boolean endLost;

  /// What became of one command.
  public record Outcome(LoggedCommand command, Decision decision, Effects effects) {}

  /// What is to be done once the turn is over. What follows from it is final: of two changes of one
  /// thing in the turn the later one.
  ///
  /// @param state after it, with [#events] not stored yet
  /// @param events to be stored, in order
  /// @param rosters versions to be kept before the events are stored, oldest first; the last one is
  ///   to be shown afterwards
  /// @param marks watermarks to be stored, by user
  /// @param standings by user
  /// @param places on a channel's rolls
  /// @param tally of a channel, to be stored after all else
  /// @param sent last messages, by user, where slow mode is on
  /// @param keepings of a user's key
  /// @param ownMarks of a user's key
  /// @param touched whose inboxes have to know of the conversation's hour, each once; empty for a
  ///   channel
  /// @param added those of them whose inboxes may not know of the conversation at all
  /// @param toldSeq up to where everybody in the conversation has heard once it is announced
  /// @param moved whether anything new or told again has to be findable by those who were away
  /// @param endLost whether a record was new where, as the conversation knows, another stood
  /// @param outcomes of the commands that were decided, in order: not all, where the others have to
  ///   wait until this is stored
  public record Result(
      Subject subject,
      ConversationState state,
      List<NewEvent> events,
      List<Roster> rosters,
      Map<String, Decision.Marked> marks,
      Map<String, Standing> standings,
      List<Place> places,
      Optional<Tally> tally,
      Map<String, Long> sent,
      List<Inboxes.Keeping> keepings,
      List<Inboxes.Mark> ownMarks,
      Collection<String> touched,
      Set<String> added,
      long toldSeq,
      boolean moved,
      boolean endLost,
      List<Outcome> outcomes) {}

  /// @param toldSeq up to where this router has told everybody in the conversation; 0 when it does
  ///   not know
  public Turn(
      ConversationMachine machine,
      Subject subject,
      ConversationState state,
      long toldSeq,
      List<LoggedCommand> commands) {
    this.machine = machine;
    this.subject = subject;
    this.state = state;
    this.toldSeq = toldSeq;
    this.commands = commands;
    this.audience = audienceOf(subject);
    this.outcomes = new ArrayList<>(commands.size());
  }

  private Supplier<Audience> audienceOf(Subject of) {
    return switch (of) {
      case Subject.Conversation(ConversationId.Direct direct) -> {
        Audience both = new Audience.Users(direct.members());
        yield () -> both;
      }
      case Subject.Conversation(ConversationId.Group _) -> () -> state.roster().audience();
      case Subject.Conversation(ConversationId.Channel channel) -> {
        Audience all = new Audience.Channel(channel.text());
        yield () -> all;
      }
      case Subject.User(var key) -> {
        Audience own = new Audience.Users(List.of(key.user()));
        yield () -> own;
      }
    };
  }

  /// Decides until something has to be looked up; empty when the turn is over.
  ///
  /// @param lookedUp the answer to what was asked last, or nothing at first
  public Optional<Question> proceed(LookedUp lookedUp) {
    asked.ifPresent(question -> answers = memory().learn(question, lookedUp, answers));
    asked = Optional.empty();
    while (outcomes.size() < commands.size()) {
      LoggedCommand command = commands.get(outcomes.size());
      switch (decide(command)) {
        case Question question -> {
          Optional<LookedUp> known = memory().answer(question);
          if (known.isEmpty()) {
            asked = Optional.of(memory().toAsk(question, outcomes.size()));
            return asked;
          }
          answers = answers.with(question, known.get());
        }
        case Decision decision when hasToWait(decision) -> {
          return Optional.empty();
        }
        case Decision decision -> {
          settle(command, decision);
          answers = Answers.NONE;
        }
      }
    }
    return Optional.empty();
  }

  private boolean hasToWait(Decision decision) {
    return switch (decision) {
      case Decision.Accepted(var _, var _, var change) -> membersMoved || changesAgain(change);
      case Decision.Moved(var change) -> changesAgain(change);
      case Decision.Replayed _,
          Decision.Duplicate _,
          Decision.Marked _,
          Decision.Kept _,
          Decision.OwnMarked _,
          Decision.Ignored _,
          Decision.Refused _,
          Decision.Broken _ ->
          false;
    };
  }

  /// Whether there would be two things to say of one member of a channel: each has to be stored,
  /// since it is known again by that.
  private boolean changesAgain(Change change) {
    return followups != null
        && subject instanceof Subject.Conversation(ConversationId.Channel _)
        && !Collections.disjoint(change.standings().keySet(), followups.standings().keySet());
  }

  private Verdict decide(LoggedCommand command) {
    try {
      Verdict verdict = machine.decide(subject, state, command, answers);
      if (verdict instanceof Question question && answers.have(question)) {
        throw new IllegalStateException("asked again: " + question);
      }
      return verdict;
    } catch (RuntimeException e) {
      return new Decision.Broken(e);
    }
  }

  private void settle(LoggedCommand command, Decision decision) {
    if (decision instanceof Decision.Duplicate(var original, var _) && isHeard(command, original)) {
      outcomes.add(
          new Outcome(command, decision, Effects.again(state, command.command(), original)));
      return;
    }
    switch (decision) {
      case Decision.Accepted(var ref, var event, var change) -> {
        toldSeq = ref.seq();
        endLost |= state.wasReached(ref.position());
        state = state.apply(ref, change);
        events.add(new NewEvent(event, ref.position(), ref.rosterVersion()));
        follow(change);
        if (event.hasMessage()) {
          noteMessage(ref);
        }
      }
      // Nobody knows whether the inboxes were told the first time: an original may be one whose
      // record the log has lost, with all that was to follow it
      case Decision.Replayed(var ref, var _) -> {
        retell(ref);
        noteMessage(ref);
      }
      case Decision.Duplicate(var original, var change) -> {
        retell(original);
        change.tally().ifPresent(tally -> state = state.counted(tally));
        follow(change);
      }
      case Decision.Moved(var change) -> {
        membersMoved = true;
        change.tally().ifPresent(tally -> state = state.counted(tally));
        follow(change);
      }
      case Decision.Marked _ -> marked = true;
      case Decision.Kept(var keeping, var all) -> {
        followups().keep(keeping);
        if (!(keeping.kept() instanceof Inboxes.Kept.Draft)) {
          memory().kept(keeping.conversation(), all);
        }
      }
      case Decision.OwnMarked(var mark) -> followups().mark(mark);
      case Decision.Ignored _, Decision.Refused _, Decision.Broken _ -> {}
    }
    outcomes.add(
        new Outcome(command, decision, Effects.of(audience.get(), state, command, decision)));
  }

  /// Whether it repeats what this router has told everybody, and so has stored with all that
  /// follows from it: only the asker needs to hear. Of a replay nobody knows what became of it.
  private boolean isHeard(LoggedCommand command, EventRef original) {
    return original.seq() <= toldSeq && !state.isReplay(command);
  }

  private void retell(EventRef ref) {
    retold = true;
    toldSeq = Math.max(toldSeq, ref.seq());
  }

  private void follow(Change change) {
    if (!change.isNothing()) {
      followups().follow(change, state.roster());
      memory().moved(change.standings());
    }
  }

  private void noteMessage(EventRef ref) {
    if (state.roster().settings().getSlowMode().getSeconds() > 0) {
      followups().sent(ref);
      memory().sent(ref);
    }
  }

  private TurnMemory memory() {
    if (memory == null) {
      memory = new TurnMemory(subject, commands);
    }
    return memory;
  }

  private Followups followups() {
    if (followups == null) {
      followups = new Followups();
    }
    return followups;
  }

  public Result result() {
    boolean moved = retold || !events.isEmpty();
    Audience everybody = audience.get();
    Map<String, Decision.Marked> marks = marked ? MarkMerge.merge(outcomes, everybody) : Map.of();
    Followups follow = followups == null ? Followups.NONE : followups;
    return new Result(
        subject,
        state,
        List.copyOf(events),
        follow.rosters(),
        marks,
        follow.standings(),
        follow.places(),
        follow.tally(),
        follow.sent(),
        follow.keepings(),
        follow.ownMarks(),
        moved ? follow.touched(everybody) : Set.of(),
        follow.added(everybody),
        toldSeq,
        moved,
        endLost,
        List.copyOf(outcomes));
  }
}
