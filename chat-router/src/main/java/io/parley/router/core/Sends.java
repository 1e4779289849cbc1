package io.parley.router.core;

import com.google.protobuf.Timestamp;
import io.parley.history.EventRef;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Send;
import io.parley.router.core.Decision.Accepted;
import io.parley.router.core.Decision.Duplicate;
import io.parley.router.core.Decision.Refused;
import io.parley.router.core.Decision.Replayed;
import java.util.Optional;
import java.util.OptionalLong;

/// Messages, in every kind of conversation: each is stored once, however often it is sent or read
/// in the log.
final class Sends {
  private static final int CLIENT_MESSAGE_ID_MAX = 64;

  private final MachineLimits limits;

  /// Whether somebody may say something here and now. Asked only for what is not stored yet: who
  /// repeats a message is told that it is there, whatever has become of her since.
  @FunctionalInterface
  interface Gate {
    /// Why not, or what has to be looked up first; empty: she may.
    Optional<Verdict> closed(ConversationState state, LoggedCommand command, Answers answers);
  }

  Sends(MachineLimits limits) {
    this.limits = limits;
  }

  Verdict decide(ConversationState state, LoggedCommand command, Answers answers, Gate gate) {
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
      return replay(state, command, answers);
    }
    Optional<EventRef> original = state.message(command.user(), id);
    if (original.isPresent()) {
      return new Duplicate(original.get());
    }
    return mayBeStored(state, command)
        ? resend(state, command, answers, gate)
        : accept(state, command, answers, gate);
  }

  /// The log is being read again: the conversation is ahead of this record. What was decided then
  /// is not decided again, since the state it was decided in is gone.
  private Verdict replay(ConversationState state, LoggedCommand command, Answers answers) {
    Optional<Question> question = Repeats.toAsk(state, command, answers);
    if (question.isPresent()) {
      return question.get();
    }
    Optional<EventRef> row = Repeats.madeBy(state, command, answers);
    if (row.isPresent()) {
      return new Replayed(row.get(), event(row.get(), command.command()));
    }
    // A resend finds an event whose id went with lost metadata
    return Repeats.named(state, command)
        .<Verdict>map(Duplicate::new)
        .orElseGet(() -> Repeats.notTaken("the message", limits));
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
  private Verdict resend(
      ConversationState state, LoggedCommand command, Answers answers, Gate gate) {
    String clientMessageId = command.command().getSend().getClientMessageId();
    long notBefore = notBefore(command);
    if (state.holdsFrom(notBefore)) {
      // The window would have shown it
      return accept(state, command, answers, gate);
    }
    int left = limits.searchEvents();
    for (EventRef event : state.unstored().reversed()) {
      if (event.messageId() < notBefore) {
        return accept(state, command, answers, gate);
      }
      if (left == 0) {
        return atLimit(command, event.messageId())
            .orElseGet(() -> accept(state, command, answers, gate));
      }
      left--;
      if (ConversationState.is(event, command.user(), clientMessageId)) {
        return new Duplicate(event);
      }
    }
    Question original =
        new Question.FindOriginal(
            command.user(),
            clientMessageId,
            notBefore,
            // What the batch has made is looked through already, and another router that is
            // ahead of us may have stored it, and more, since we loaded the conversation
            state.storedUpTo(),
            state.storedUpToSeq(),
            left);
    return switch (answers.to(original)) {
      case LookedUp.Nothing() -> original;
      case LookedUp.Found(EventRef found) -> new Duplicate(found);
      case LookedUp.Unknown(long stoppedAt) ->
          atLimit(command, stoppedAt).orElseGet(() -> accept(state, command, answers, gate));
      case LookedUp.Absent() -> accept(state, command, answers, gate);
      case LookedUp.Standings _, LookedUp.LastSent _, LookedUp.Counted _, LookedUp.Kept _ ->
          throw new IllegalStateException("an answer to something else");
    };
  }

  /// Enough events were looked through, and none is the original. If nobody says when the first
  /// attempt was, nothing says either that it was before the oldest of them: what is older than a
  /// day is left at that.
  private Optional<Verdict> atLimit(LoggedCommand command, long stoppedAt) {
    long recent = EventIds.firstAt(command.timeMs() - limits.searchAge().toMillis());
    return attemptedMs(command).isEmpty() && stoppedAt < recent
        ? Optional.empty()
        : Optional.of(cannotTell());
  }

  private static Refused cannotTell() {
    return Refused.because(
        Code.CONFLICT,
        "clientMessageId: it may be stored already, too far back to tell (look for it in the"
            + " history, or send it with a new clientMessageId)");
  }

  private static Verdict accept(
      ConversationState state, LoggedCommand command, Answers answers, Gate gate) {
    Optional<Verdict> closed = gate.closed(state, command, answers);
    if (closed.isPresent()) {
      return closed.get();
    }
    EventRef ref =
        new EventRef(
            state.headSeq() + 1,
            EventIds.next(state, command),
            command.user(),
            command.command().getSend().getClientMessageId(),
            command.position(),
            state.rosterVersion());
    return new Accepted(ref, event(ref, command.command()));
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
        .setAt(EventIds.timeOf(ref.messageId()))
        .setMessage(message)
        .build();
  }

  /// No attempt of this message has a smaller id.
  private long notBefore(LoggedCommand command) {
    OptionalLong attempted = attemptedMs(command);
    return attempted.isPresent()
        ? EventIds.firstAt(attempted.getAsLong() - limits.searchMargin().toMillis())
        : 0;
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
}
