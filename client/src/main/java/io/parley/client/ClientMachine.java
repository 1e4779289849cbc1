package io.parley.client;

import com.google.protobuf.Timestamp;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Mark;
import io.parley.protocol.v1.Media;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import io.parley.protocol.v1.Welcome;
import java.time.Instant;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Everything a client decides. One thread at a time; time is what the caller says, monotonic, in
/// nanoseconds. After each call it wants [#tick] at [#nextTick].
final class ClientMachine implements Link.Owner, Outbox.Owner {
  private final String userId;
  private final ClientTimes times;
  private final Actions actions;
  private final Link link;
  private final Window window;
  private final Calls calls;
  private final Timelines timelines;
  private final Outbox outbox;
  private final Marks marks;

  private Timestamp serverTime;

  /// @param random from 0 to below 1, for jitter
  ClientMachine(
      ClientSettings settings, ClientStore.Kept kept, DoubleSupplier random, Actions actions) {
    this.userId = settings.userId();
    this.times = settings.times();
    this.actions = actions;
    Supplier<Backoff> backoffs = () -> new Backoff(random, times.backoffMin(), times.backoffMax());
    link = new Link(settings, actions, backoffs.get(), this);
    window = new Window(actions);
    FrameBound bound = new FrameBound(settings.encoding().codec());
    outbox = new Outbox(window, actions, backoffs, bound, this);
    marks = new Marks(actions);
    timelines =
        new Timelines(
            window,
            actions,
            new Timelines.Rules(settings.limits(), settings.startFrom(), backoffs, times.answer()),
            kept,
            this::deliver);
    calls = new Calls(window, actions, backoffs, bound, times.call(), timelines::answered);
    serverTime = timelines.since();
    kept.outbox().forEach(outbox::restore);
  }

  void start(long now) {
    link.start(now);
  }

  /// Ends it; with the outbox as it is, and every call failed.
  void stop(ClientState.Why why, String reason, long now) {
    if (link.isOnline()) {
      marks.tell();
    }
    link.close(new ClientState.Closed(why, reason), now);
    calls.failAll("the client was closed");
  }

  /// The network is back, say: tries at once what it would have waited for, and asks a socket that
  /// it has whether it is still one.
  void reconnectNow(long now) {
    link.hurry(now);
  }

  void token(int attempt, String token, long now) {
    link.token(attempt, token, now);
    step(now);
  }

  void tokenFailed(int attempt, Refusal refusal, long now) {
    link.tokenFailed(attempt, refusal, now);
    step(now);
  }

  void opened(int attempt, long now) {
    link.opened(attempt, now);
    step(now);
  }

  void closed(int attempt, Transport.Closing closing, long now) {
    link.closed(attempt, closing, now);
    step(now);
  }

  /// Bytes of this attempt's socket that were no frame.
  void malformed(int attempt, String reason) {
    if (link.hears(attempt)) {
      actions.trouble(new Trouble(Trouble.Kind.BAD_FRAME, "", reason));
    }
  }

  void frame(int attempt, ServerFrame frame, long now) {
    if (!link.hears(attempt)) {
      return;
    }
    if (!link.greeted(frame, now)) {
      take(frame, now);
    }
    step(now);
  }

  private void take(ServerFrame frame, long now) {
    if (!frame.getRe().isEmpty()) {
      if (!window.answer(frame, now)) {
        actions.trouble(
            new Trouble(Trouble.Kind.BAD_FRAME, "", "an answer to nothing: " + frame.getRe()));
      }
      return;
    }
    switch (frame.getBodyCase()) {
      case EVENT -> timelines.event(frame.getEvent());
      case HEADS -> timelines.heads(frame.getHeads());
      case PONG -> {
        link.pong();
        timelines.pong(frame.getPong());
        if (frame.getPong().hasServerTime()) {
          heard(frame.getPong().getServerTime());
        }
      }
      case DRAIN -> link.drain(frame.getDrain().getReconnectAfterMs(), now);
      case ERROR ->
          actions.trouble(
              new Trouble(
                  Trouble.Kind.REFUSED, "", "unasked error: " + frame.getError().getCode()));
      case MEMBERSHIP -> {
        timelines.membership(frame.getMembership());
        actions.news(frame);
      }
      case RECEIPT, TYPING, PRESENCE, FLAGS, DRAFT, BODY_NOT_SET -> actions.news(frame);
      case SENT, DONE, INFO, MEMBERS, PAGE, CONVERSATIONS, WELCOME ->
          actions.trouble(
              new Trouble(
                  Trouble.Kind.BAD_FRAME, "", "an answer without re: " + frame.getBodyCase()));
    }
  }

  /// The app's. [#serverTime] goes into the message before it is kept.
  void send(KeptMessage message, long now) {
    outbox.add(message, false);
    step(now);
  }

  /// One whose fate an earlier attempt left open.
  void sendAgain(KeptMessage message, long now) {
    outbox.add(message, true);
    step(now);
  }

  /// @param number comes back with the answer
  void call(long number, ClientFrame frame, long now) {
    calls.add(number, frame, now);
    step(now);
  }

  void mark(Mark mark, long now) {
    marks.add(mark);
    step(now);
  }

  /// The listener has taken so many events.
  void delivered(int count, long now) {
    timelines.delivered(count);
    step(now);
  }

  void tick(long now) {
    step(now);
  }

  /// The newest that is known; null: never heard of one.
  @Nullable Instant serverTime() {
    return serverTime.equals(Timestamp.getDefaultInstance()) ? null : Times.instant(serverTime);
  }

  private void step(long now) {
    link.tick(now);
    calls.expire(now);
    if (window.oldest() != Backoff.NEVER && now - window.oldest() >= times.answer().toNanos()) {
      // every edge answers by itself in less: this one is ill, or the way to it is
      link.drop("no answer in time", now);
    }
    if (link.isOnline()) {
      calls.pump(now);
      timelines.pump(now);
      outbox.pump(now);
      marks.pump(now);
    }
  }

  long nextTick(long now) {
    long next = Math.min(link.nextTick(), calls.nextTick(now));
    if (link.isOnline()) {
      next = Math.min(next, timelines.nextTick(now));
      next = Math.min(next, outbox.nextTick(now));
      next = Math.min(next, marks.nextTick(now));
      if (window.oldest() != Backoff.NEVER) {
        next = Math.min(next, window.oldest() + times.answer().toNanos());
      }
    }
    return next;
  }

  @Override
  public void online(Welcome welcome, Timestamp since, long now) {
    window.open(welcome.getMaxInFlight());
    heard(welcome.getServerTime());
    timelines.welcome(welcome, since);
  }

  @Override
  public void offline(long now) {
    window.close(now);
  }

  @Override
  public Timestamp since() {
    return timelines.since();
  }

  /// The last one, not the largest: edges' clocks differ, and what comes next is sent to this one.
  private void heard(Timestamp time) {
    serverTime = time;
    outbox.serverTime(time);
  }

  /// The sending device gets no event of its own message: the answer says where it stands.
  @Override
  public void sent(KeptMessage message, Sent sent) {
    Draft draft = message.draft();
    ChatMessage.Builder chat =
        ChatMessage.newBuilder()
            .setClientMessageId(message.clientMessageId())
            .setText(draft.text())
            .setReplyTo(draft.replyTo());
    if (!draft.media().isEmpty()) {
      chat.setMedia(Media.newBuilder().setId(draft.media()));
    }
    timelines.event(
        Event.newBuilder()
            .setConversation(sent.getConversation())
            .setSeq(sent.getSeq())
            .setMessageId(sent.getMessageId())
            .setSender(userId)
            .setAt(sent.getAt())
            .setMessage(chat)
            .build());
  }

  @Override
  public void unauthenticated(long now) {
    link.unauthenticated(now);
  }

  private void deliver(Event event) {
    if (event.hasMessage() && event.getSender().equals(userId)) {
      outbox.seen(event);
    }
    actions.deliver(event);
  }
}
