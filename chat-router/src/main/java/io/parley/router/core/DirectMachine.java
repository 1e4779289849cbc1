package io.parley.router.core;

import com.google.protobuf.Timestamp;
import io.parley.history.EventRef;
import io.parley.history.LogPosition;
import io.parley.ids.LogIdSequence;
import io.parley.ids.SnowflakeLayout;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Mark;
import io.parley.protocol.v1.Send;
import io.parley.router.core.Decision.Accepted;
import io.parley.router.core.Decision.Duplicate;
import io.parley.router.core.Decision.Ignored;
import io.parley.router.core.Decision.Marked;
import io.parley.router.core.Decision.Refused;
import io.parley.router.core.Decision.Replayed;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// The rules of conversations between two people.
///
/// A change of a rule, or of a limit, is a change of what the log means: routers of two versions
/// must not share a partition while it is rolled out (docs/router.md).
public final class DirectMachine implements ConversationMachine {
  private static final int CLIENT_MESSAGE_ID_MAX = 64;

  private final MachineLimits limits;

  public DirectMachine(MachineLimits limits) {
    this.limits = limits;
  }

  @Override
  public Verdict decide(ConversationState state, LoggedCommand command, LookedUp lookedUp) {
    return switch (command.command().getBodyCase()) {
      case SEND -> send(state, command, lookedUp);
      case MARK -> mark(state, command, lookedUp);
      case REACT, EDIT, DELETE -> unsupported("not in this version");
      case CREATE_GROUP, CREATE_CHANNEL, ADD_MEMBERS, REMOVE_MEMBERS, LEAVE, RENAME, SET_ROLE ->
          unsupported("not in a direct conversation");
      case BODY_NOT_SET -> unsupported("from a newer version");
    };
  }

  private static Refused unsupported(String why) {
    return Refused.because(Code.UNSUPPORTED, "command: " + why);
  }

  private Verdict send(ConversationState state, LoggedCommand command, LookedUp lookedUp) {
    Send send = command.command().getSend();
    String id = send.getClientMessageId();
    int characters = id.codePointCount(0, id.length());
    if (characters < 1 || characters > CLIENT_MESSAGE_ID_MAX) {
      return Refused.because(
          Code.INVALID,
          "clientMessageId: %d characters (expected: 1 to %d)"
              .formatted(characters, CLIENT_MESSAGE_ID_MAX));
    }
    if (send.hasMedia() && !command.command().hasMedia()) {
      return Refused.because(Code.UNSUPPORTED, "media: not in this version");
    }
    if (state.isReplay(command)) {
      return replay(state, command, lookedUp);
    }
    Optional<EventRef> original = state.message(command.user(), id);
    if (original.isPresent()) {
      return new Duplicate(original.get());
    }
    return mayBeStored(state, command) ? resend(state, command, lookedUp) : accept(state, command);
  }

  /// The log is being read again: the conversation is ahead of this record. What was decided then
  /// is not decided again, since the state it was decided in is gone.
  private Verdict replay(ConversationState state, LoggedCommand command, LookedUp lookedUp) {
    LogPosition position = command.position();
    String clientMessageId = command.command().getSend().getClientMessageId();
    Optional<EventRef> row = state.madeBy(command);
    if (row.isEmpty() && lookedUp instanceof LookedUp.Nothing && !state.covers(position)) {
      return new Question.FindNewest(command.logId());
    }
    if (lookedUp instanceof LookedUp.Found(EventRef found) && found.position().equals(position)) {
      row = Optional.of(found);
    }
    // Another message was made here before the log lost its end, by a clock that was ahead of this
    if (row.isPresent() && ConversationState.is(row.get(), command.user(), clientMessageId)) {
      return new Replayed(row.get(), event(row.get(), command.command()));
    }
    // It made no event then, or one whose id went with lost metadata: a resend finds that one
    return state
        .message(command.user(), clientMessageId)
        .<Verdict>map(Duplicate::new)
        .orElseGet(() ->
            new Refused(
                Code.UNAVAILABLE, "the message was not taken: send it again", limits.retryAfter()));
  }

  /// Whether an earlier attempt may have come into the log before this one. A first attempt that
  /// was long on its way is one that its client may have sent again meanwhile. And where the log
  /// seems to have lost its end, a message too many would be worse than a look too many.
  private boolean mayBeStored(ConversationState state, LoggedCommand command) {
    return command.command().getSend().getResend()
        || state.wasReached(command.position())
        || attemptedMs(command).stream()
            .anyMatch(at -> command.timeMs() - at > limits.lateAfter().toMillis());
  }

  /// Looks backwards, first through what this batch has made and then through what is stored: the
  /// same events in the same order wherever a batch begins.
  private Verdict resend(ConversationState state, LoggedCommand command, LookedUp lookedUp) {
    String clientMessageId = command.command().getSend().getClientMessageId();
    long notBefore = notBefore(command);
    if (state.holdsFrom(notBefore)) {
      // The window would have shown it
      return accept(state, command);
    }
    int left = limits.searchEvents();
    for (EventRef event : state.unstored().reversed()) {
      if (event.messageId() < notBefore) {
        return accept(state, command);
      }
      if (left == 0) {
        return atLimit(state, command, event.messageId());
      }
      left--;
      if (ConversationState.is(event, command.user(), clientMessageId)) {
        return new Duplicate(event);
      }
    }
    return switch (lookedUp) {
      case LookedUp.Nothing() ->
          new Question.FindOriginal(
              command.user(),
              clientMessageId,
              notBefore,
              // What the batch has made is looked through already, and another router that is
              // ahead of us may have stored it, and more, since we loaded the conversation
              state.storedUpTo(),
              state.storedUpToSeq(),
              left);
      case LookedUp.Found(EventRef found) -> new Duplicate(found);
      case LookedUp.Unknown(long stoppedAt) -> atLimit(state, command, stoppedAt);
      case LookedUp.Absent() -> accept(state, command);
    };
  }

  /// Enough events were looked through, and none is the original. If nobody says when the first
  /// attempt was, nothing says either that it was before the oldest of them: what is older than a
  /// day is left at that.
  private Verdict atLimit(ConversationState state, LoggedCommand command, long stoppedAt) {
    long recent = firstIdAt(command.timeMs() - limits.searchAge().toMillis());
    return attemptedMs(command).isEmpty() && stoppedAt < recent
        ? accept(state, command)
        : cannotTell();
  }

  private static Refused cannotTell() {
    return Refused.because(
        Code.CONFLICT,
        "clientMessageId: it may be stored already, too far back to tell (look for it in the"
            + " history, or send it with a new clientMessageId)");
  }

  private static Accepted accept(ConversationState state, LoggedCommand command) {
    EventRef ref =
        new EventRef(
            state.headSeq() + 1,
            eventId(state, command),
            command.user(),
            command.command().getSend().getClientMessageId(),
            command.position());
    return new Accepted(ref, event(ref, command.command()));
  }

  /// The id that the record took in the log; the next one after the head where that is not above
  /// it, as after the log was recreated, its metadata lost, or its partitions changed. Ids and what
  /// is left of them without the worker (the write timestamps) both rise.
  private static long eventId(ConversationState state, LoggedCommand command) {
    long head = state.headId();
    long headTick = SnowflakeLayout.tick(head);
    long tick = SnowflakeLayout.tick(command.logId());
    int own = command.position().partition();
    boolean sameWorker = SnowflakeLayout.worker(head) == own;
    if (head == 0 || tick > headTick || (sameWorker && command.logId() > head)) {
      return command.logId();
    }
    return sameWorker
        ? new LogIdSequence(own, head).next(-1).lastId()
        : SnowflakeLayout.compose(headTick + 1, own, 0);
  }

  private static Event event(EventRef ref, Command command) {
    Send send = command.getSend();
    ChatMessage.Builder message =
        ChatMessage.newBuilder()
            .setClientMessageId(send.getClientMessageId())
            .setText(send.getText())
            .setReplyTo(send.getReplyTo());
    if (command.hasMedia()) {
      message.setMedia(command.getMedia());
    }
    return Event.newBuilder()
        .setConversation(command.getConversation())
        .setSeq(ref.seq())
        .setMessageId(ref.messageId())
        .setSender(ref.sender())
        .setAt(Effects.timeOf(ref.messageId()))
        .setMessage(message)
        .build();
  }

  /// No attempt of this message has a smaller id.
  private long notBefore(LoggedCommand command) {
    OptionalLong attempted = attemptedMs(command);
    return attempted.isPresent()
        ? firstIdAt(attempted.getAsLong() - limits.searchMargin().toMillis())
        : 0;
  }

  private static long firstIdAt(long ms) {
    return SnowflakeLayout.firstIdAt(Instant.ofEpochMilli(Math.max(0, ms)));
  }

  /// When the first attempt was made, as far as anybody says; never after the record itself, and
  /// never a time that there are no ids for.
  private static OptionalLong attemptedMs(LoggedCommand logged) {
    Command command = logged.command();
    Timestamp at =
        command.hasFirstAttemptAt()
            ? command.getFirstAttemptAt()
            : command.getSend().getFirstAttemptAt();
    if (!command.hasFirstAttemptAt() && !command.getSend().hasFirstAttemptAt()) {
      return OptionalLong.empty();
    }
    long latestSeconds = Math.max(0, logged.timeMs() / 1_000);
    long seconds = Math.clamp(at.getSeconds(), 0, latestSeconds);
    long ms = seconds * 1_000 + Math.clamp(at.getNanos() / 1_000_000, 0, 999);
    return OptionalLong.of(Math.min(ms, Math.max(0, logged.timeMs())));
  }

  /// Watermarks, up to the newest event that was there when the record was written: one that is
  /// read again must not mark what nobody had seen then.
  private static Verdict mark(ConversationState state, LoggedCommand command, LookedUp lookedUp) {
    Mark mark = command.command().getMark();
    if (mark.getDelivered() < 0 || mark.getRead() < 0 || mark.getReadMessageId() < 0) {
      return Refused.because(Code.INVALID, "mark: a number below 0 (expected: >= 0)");
    }
    Optional<EventRef> head = state.headBefore(command);
    if (head.isEmpty() && !state.holdsAll()) {
      if (lookedUp instanceof LookedUp.Nothing) {
        return new Question.FindNewest(command.logId());
      }
      head = lookedUp instanceof LookedUp.Found(EventRef found) ? Optional.of(found) : head;
    }
    return head.map(newest -> marked(state, mark, newest)).orElseGet(Ignored::new);
  }

  private static Decision marked(ConversationState state, Mark mark, EventRef head) {
    long delivered = Math.min(mark.getDelivered(), head.seq());
    long read = Math.min(mark.getRead(), head.seq());
    if (delivered == 0 && read == 0) {
      return new Ignored();
    }
    if (read == 0) {
      return new Marked(delivered, 0, 0);
    }
    long told = Math.min(mark.getReadMessageId(), head.messageId());
    long readId = read == head.seq() ? head.messageId() : state.idOf(read).orElse(told);
    return new Marked(delivered, read, readId);
  }
}
