package io.parley.client;

import com.google.protobuf.Timestamp;
import io.parley.protocol.Codes;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.MediaRef;
import io.parley.protocol.v1.Problem;
import io.parley.protocol.v1.Reconnect;
import io.parley.protocol.v1.Send;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Messages from the app's call until they are stored or refused.
///
/// Each conversation is a lane in which one message at a time is under way, so that none overtakes
/// another whose answer was lost or that must wait. A message leaves its lane with a `sent`, with a
/// refusal that no retry helps, or when its event is seen.
final class Outbox {
  /// RATE_LIMITED may also be said of one conversation, whose slow mode may last for hours: the
  /// others are held no longer than this.
  private static final long HELD_MAX = Duration.ofSeconds(1).toNanos();

  /// What others do with what becomes of messages.
  interface Owner {
    void sent(KeptMessage message, Sent sent);

    /// The server does not accept our token any more.
    void unauthenticated(long now);
  }

  private final Window window;
  private final Actions actions;
  private final Supplier<Backoff> backoffs;
  private final FrameBound bound;
  private final Owner owner;
  private final Map<String, Lane> lanes = new LinkedHashMap<>();

  /// RATE_LIMITED may be said of all that this device sends: it holds all lanes.
  private long heldUntil = Long.MIN_VALUE;

  private Timestamp serverTime = Timestamp.getDefaultInstance();

  Outbox(
      Window window, Actions actions, Supplier<Backoff> backoffs, FrameBound bound, Owner owner) {
    this.window = window;
    this.actions = actions;
    this.backoffs = backoffs;
    this.bound = bound;
    this.owner = owner;
  }

  private static final class Entry {
    private final KeptMessage message;

    /// An attempt may have been stored without our knowing.
    private boolean uncertain;

    private Timestamp firstAttemptAt;
    private boolean settled;

    Entry(KeptMessage message, boolean uncertain) {
      this.message = message;
      this.uncertain = uncertain;
      this.firstAttemptAt = Times.timestamp(message.notBefore());
    }
  }

  private static final class Lane {
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final Backoff backoff;
    private @Nullable Entry asked;
    private long notBefore = Long.MIN_VALUE;

    Lane(Backoff backoff) {
      this.backoff = backoff;
    }
  }

  private final class Attempt implements Window.Pending {
    private final Lane lane;
    private final Entry entry;

    Attempt(Lane lane, Entry entry) {
      this.lane = lane;
      this.entry = entry;
    }

    @Override
    public void answered(ServerFrame frame, long now) {
      if (entry.settled) {
        return;
      }
      lane.asked = null;
      if (frame.hasSent()) {
        leave(lane, entry, sent(frame.getSent()));
        owner.sent(entry.message, frame.getSent());
      } else if (frame.hasError()) {
        refused(frame.getError(), now);
      } else {
        actions.trouble(
            new Trouble(
                Trouble.Kind.BAD_FRAME, entry.message.conversation(), "no answer to a send"));
        entry.uncertain = true;
        lane.notBefore = now + lane.backoff.next();
      }
    }

    private void refused(Problem problem, long now) {
      Codes.ErrorMeaning meaning = Codes.of(problem.getCode());
      if (meaning.retryable()) {
        long hint = Duration.ofMillis(problem.getRetryAfterMs()).toNanos();
        lane.notBefore = now + lane.backoff.atLeast(hint);
        if (problem.getCode() == Code.RATE_LIMITED) {
          heldUntil = Math.max(heldUntil, Math.min(lane.notBefore, now + HELD_MAX));
        } else {
          entry.uncertain = true; // RATE_LIMITED alone says that it was not even tried
        }
      } else if (meaning.reconnect() == Reconnect.RECONNECT_NEVER) {
        owner.unauthenticated(now);
      } else {
        leave(
            lane,
            entry,
            new Outcome.Failed(Outcome.Reason.REFUSED, problem.getCode(), problem.getMessage()));
      }
    }

    @Override
    public void lost(long now) {
      entry.uncertain = true;
      if (!entry.settled) {
        lane.asked = null;
      }
    }
  }

  /// One that was kept by an earlier process.
  void restore(KeptMessage message) {
    add(new Entry(message, true));
  }

  /// A message of the app.
  ///
  /// @param again it may have been sent before
  void add(KeptMessage message, boolean again) {
    if (bound.holds(ClientFrame.newBuilder().setSend(firstly(message)).build())) {
      add(new Entry(message, again));
    } else {
      actions.settle(
          message,
          new Outcome.Failed(
              Outcome.Reason.REFUSED,
              Code.TOO_LARGE,
              "send: a larger frame (expected: <= " + FrameBound.BYTES_MAX + " bytes)"));
    }
  }

  private void add(Entry entry) {
    lanes
        .computeIfAbsent(entry.message.conversation(), any -> new Lane(backoffs.get()))
        .entries
        .add(entry);
  }

  /// The newest `serverTime` of a welcome or a pong.
  void serverTime(Timestamp time) {
    serverTime = time;
  }

  /// An event of this user was seen: a message of ours that it is needs no answer any more.
  void seen(Event event) {
    Lane lane = lanes.get(event.getConversation());
    if (lane == null) {
      return;
    }
    Entry first = lane.entries.peek();
    if (first != null
        && first.message.clientMessageId().equals(event.getMessage().getClientMessageId())) {
      leave(
          lane,
          first,
          new Outcome.Sent(event.getMessageId(), event.getSeq(), Times.instant(event.getAt())));
    }
  }

  private void leave(Lane lane, Entry entry, Outcome outcome) {
    entry.settled = true;
    lane.backoff.reset();
    lane.asked = null;
    lane.entries.remove(entry);
    if (lane.entries.isEmpty()) {
      lanes.remove(entry.message.conversation(), lane);
    }
    actions.settle(entry.message, outcome);
  }

  void pump(long now) {
    if (heldUntil > now) {
      return;
    }
    for (Lane lane : lanes.values()) {
      if (!window.hasRoom()) {
        return;
      }
      Entry entry = lane.entries.peek();
      if (entry != null && lane.asked == null && lane.notBefore <= now) {
        lane.asked = entry;
        window.ask(ClientFrame.newBuilder().setSend(send(entry)), new Attempt(lane, entry), now);
      }
    }
  }

  private static Send.Builder firstly(KeptMessage message) {
    Draft draft = message.draft();
    Send.Builder send =
        Send.newBuilder()
            .setClientMessageId(message.clientMessageId())
            .setText(draft.text())
            .setReplyTo(draft.replyTo());
    if (draft.user().isEmpty()) {
      send.setConversation(draft.conversation());
    } else {
      send.setUser(draft.user());
    }
    if (!draft.media().isEmpty()) {
      send.setMedia(MediaRef.newBuilder().setId(draft.media()));
    }
    return send;
  }

  private Send.Builder send(Entry entry) {
    Send.Builder send = firstly(entry.message).setResend(entry.uncertain);
    if (!entry.uncertain) {
      entry.firstAttemptAt = serverTime; // nothing before this attempt can have been stored
    } else if (!entry.firstAttemptAt.equals(Timestamp.getDefaultInstance())) {
      send.setFirstAttemptAt(entry.firstAttemptAt);
    }
    return send;
  }

  private static Outcome sent(Sent sent) {
    return new Outcome.Sent(sent.getMessageId(), sent.getSeq(), Times.instant(sent.getAt()));
  }

  long nextTick(long now) {
    long next = Backoff.NEVER;
    for (Lane lane : lanes.values()) {
      if (lane.asked == null && !lane.entries.isEmpty()) {
        next = Math.min(next, Backoff.ifAhead(Math.max(lane.notBefore, heldUntil), now));
      }
    }
    return next;
  }
}
