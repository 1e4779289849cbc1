package io.parley.router.core;

import com.google.protobuf.Timestamp;
import io.parley.history.EventRef;
import io.parley.history.LogPosition;
import io.parley.ids.SnowflakeLayout;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Mark;
import io.parley.protocol.v1.Origin;
import io.parley.protocol.v1.Send;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Commands and conversations for tests: ann and bob, on partition 3 of log 7.
public final class Given {
  public static final ConversationId.Direct ANN_AND_BOB = ConversationId.direct("ann", "bob");
  static final Subject SUBJECT = new Subject.Conversation(ANN_AND_BOB);
  public static final long LOG = 7;
  public static final int PARTITION = 3;
  public static final long START_MS = SnowflakeLayout.EPOCH.toEpochMilli() + 1_000_000_000L;

  /// Ends that can be reached.
  static final MachineLimits LIMITS =
      new MachineLimits(
          4,
          10,
          Duration.ofMinutes(2),
          Duration.ofHours(24),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1));

  private Given() {}

  public static Command.Builder command(String user) {
    return Command.newBuilder()
        .setConversation(ANN_AND_BOB.text())
        .setFrameId("f")
        .setOrigin(
            Origin.newBuilder()
                .setUser(user)
                .setDevice(user + "-phone")
                .setSession(11)
                .setEdgeSlot(5));
  }

  public static Command send(String user, String clientMessageId) {
    return command(user)
        .setSend(Send.newBuilder().setClientMessageId(clientMessageId).setText("hi"))
        .build();
  }

  public static Command resend(String user, String clientMessageId) {
    Command command = send(user, clientMessageId);
    return command.toBuilder().setSend(command.getSend().toBuilder().setResend(true)).build();
  }

  public static Command mark(String user, long delivered, long read) {
    return command(user).setMark(Mark.newBuilder().setDelivered(delivered).setRead(read)).build();
  }

  static Timestamp at(long ms) {
    return Timestamp.newBuilder()
        .setSeconds(ms / 1_000)
        .setNanos((int) (ms % 1_000) * 1_000_000)
        .build();
  }

  /// A record a second.
  static LoggedCommand logged(long offset, Command command) {
    return new LoggedCommand(position(offset), timeOf(offset), idOf(offset), command);
  }

  static LogPosition position(long offset) {
    return new LogPosition(LOG, PARTITION, offset);
  }

  static long timeOf(long offset) {
    return START_MS + offset * 1_000;
  }

  static long idOf(long offset) {
    return SnowflakeLayout.compose(
        timeOf(offset) - SnowflakeLayout.EPOCH.toEpochMilli(), PARTITION, 0);
  }

  /// Messages of ann, each made at the offset of its seq and called `m<seq>`.
  static ConversationState conversation(int events) {
    return ConversationState.of(LIMITS.window(), tail(1, events, LIMITS.window()));
  }

  static List<EventRef> tail(long firstSeq, long lastSeq, int limit) {
    List<EventRef> tail = new ArrayList<>();
    for (long seq = lastSeq; seq >= firstSeq && tail.size() < limit; seq--) {
      tail.add(event(seq));
    }
    return tail;
  }

  /// Whether a record at this position, or after it, has made the newest event.
  public static boolean isReached(ConversationState state, LogPosition position) {
    return state.wasReached(position);
  }

  /// What the machine decides, told this when it asks something.
  static Verdict decide(
      ConversationMachine machine,
      Subject subject,
      ConversationState state,
      LoggedCommand command,
      LookedUp lookedUp) {
    Verdict verdict = machine.decide(subject, state, command, Answers.NONE);
    return verdict instanceof Question question && !(lookedUp instanceof LookedUp.Nothing)
        ? machine.decide(subject, state, command, Answers.NONE.with(question, lookedUp))
        : verdict;
  }

  static EventRef event(long seq) {
    return new EventRef(seq, idOf(seq), "ann", "m" + seq, position(seq));
  }
}
