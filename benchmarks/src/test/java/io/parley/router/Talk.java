package io.parley.router;

import io.parley.benchmarks.micro.Samples;
import io.parley.history.LogPosition;
import io.parley.ids.LogIdSequence;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.CreateGroup;
import io.parley.router.core.ConversationMachine;
import io.parley.router.core.ConversationState;
import io.parley.router.core.LoggedCommand;
import io.parley.router.core.LookedUp;
import io.parley.router.core.MachineLimits;
import io.parley.router.core.RouterMachine;
import io.parley.router.core.Subject;
import io.parley.router.core.Turn;
import java.util.ArrayList;
import java.util.List;

/// A conversation whose window is full, and what its members say next: the same messages again and
/// again, so many that none is taken for a repetition, and so far apart that none comes too fast.
final class Talk {
  static final int MESSAGES = 1_024;

  private static final MachineLimits LIMITS = MachineLimits.STANDARD;
  private static final long LOG = 7;
  private static final int PARTITION = 2;
  private static final long PAUSE_MS = 20;

  private final ConversationMachine machine = new RouterMachine(LIMITS);
  private final Subject subject;
  private final ConversationState beginning;
  private final List<LoggedCommand> messages = new ArrayList<>();

  private ConversationState state = ConversationState.of(LIMITS.window(), List.of());
  private int next;

  // Of the log
  private LogIdSequence ids = LogIdSequence.beforeFirst(PARTITION);
  private long offset;

  private Talk(ConversationId conversation, List<Command> before) {
    this.subject = new Subject.Conversation(conversation);
    before.forEach(command -> decide(List.of(logged(command))));
    for (int i = 0; i < LIMITS.window(); i++) {
      decide(List.of(message(i)));
    }
    for (int i = 0; i < MESSAGES; i++) {
      messages.add(message(LIMITS.window() + i));
    }
    this.beginning = state;
  }

  static Talk ofTwo() {
    return new Talk(Samples.DIRECT, List.of());
  }

  /// @param members who are there beside the one who speaks
  static Talk ofGroup(List<String> members) {
    ConversationId group = ConversationId.group(new byte[ConversationId.COINED_BYTES]);
    Command created =
        Samples.command(group.text(), "", Samples.time(Samples.AT_MS))
            .setCreateGroup(CreateGroup.newBuilder().setName("team").addAllMembers(members))
            .build();
    return new Talk(group, List.of(created));
  }

  /// What the router decides about the next messages, that come in one batch.
  ///
  /// @param count a part of [#MESSAGES]
  Turn.Result say(int count) {
    if (next == messages.size()) {
      beginAgain();
    }
    next += count;
    return decide(messages.subList(next - count, next));
  }

  void beginAgain() {
    state = beginning;
    next = 0;
  }

  private Turn.Result decide(List<LoggedCommand> commands) {
    Turn turn = new Turn(machine, subject, state, state.headSeq(), commands);
    boolean asks = turn.proceed(LookedUp.NOTHING).isPresent();
    Turn.Result result = turn.result();
    if (asks || result.events().size() != commands.size()) {
      throw new IllegalStateException("not accepted: " + result.outcomes());
    }
    state = result.state().stored();
    return result;
  }

  private LoggedCommand message(int number) {
    return logged(
        Samples.command(subject.text(), Samples.clientMessageId(number), Samples.time(nextTimeMs()))
            .build());
  }

  private LoggedCommand logged(Command command) {
    long timeMs = nextTimeMs();
    ids = ids.next(timeMs);
    return new LoggedCommand(
        new LogPosition(LOG, PARTITION, offset++), timeMs, ids.lastId(), command);
  }

  private long nextTimeMs() {
    return Samples.AT_MS + offset * PAUSE_MS;
  }
}
