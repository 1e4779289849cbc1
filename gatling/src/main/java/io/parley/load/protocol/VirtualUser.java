package io.parley.load.protocol;

import io.netty.channel.EventLoop;
import io.parley.client.ClientListener;
import io.parley.client.ClientState;
import io.parley.client.Outcome;
import io.parley.client.ParleyClient;
import io.parley.client.Sending;
import io.parley.client.StartFrom;
import io.parley.client.Trouble;
import io.parley.load.plan.Person;
import io.parley.load.verdict.ConversationLedger;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Page;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;

/// One person with one device: the client library as an app has it, so with its outbox, its
/// reconnecting and its catching up. What it shows goes into the ledger.
///
/// Everything happens on its event loop; `isOnline` may be asked from anywhere.
final class VirtualUser implements ClientListener {
  private static final String APP = "parley-load/1";

  private final Stage stage;
  private final Identity who;
  private final Person person;
  private final Journal journal;
  private final Map<String, Seat> seats;
  private final EventLoop loop;
  private final NettyTransport transport;
  private final ParleyClient client;
  private final CompletableFuture<Void> welcomed = new CompletableFuture<>();

  private long since;
  private long welcomedAt = Long.MAX_VALUE;
  private boolean wasCut;
  private OptionalDouble due = OptionalDouble.empty();
  private volatile boolean online;
  private volatile boolean leaves;

  /// Who she is to the server.
  ///
  /// @param number counts all people from 0
  record Identity(int number, String user, String device) {}

  VirtualUser(
      Stage stage,
      Identity who,
      Person person,
      Map<String, Seat> seats,
      EventLoop loop,
      Journal journal)
      throws IOException {
    this.stage = stage;
    this.who = who;
    this.person = person;
    this.journal = journal;
    this.seats = Map.copyOf(seats);
    this.loop = loop;
    this.transport =
        new NettyTransport(stage.dialer(), loop, stage.options().edges(), who.number());
    this.client =
        ParleyClient.builder(stage.options().edges().getFirst(), who.user(), who.device())
            .app(APP)
            .transport(transport)
            .tokens(stage.tokens(who.number()))
            .listener(this)
            .startFrom(StartFrom.beginning())
            .executor(loop)
            .listenerExecutor(loop)
            .open();
  }

  /// She is due to arrive now.
  ///
  /// @return completes with the first welcome
  CompletableFuture<Void> arrive() {
    since = stage.clock().now();
    person.arrives(stage.clock().second());
    client.start();
    return welcomed;
  }

  /// When she is due to say something, in seconds of the run; empty: not any more.
  OptionalDouble think() {
    due = person.next();
    return due;
  }

  /// What she is due to say. It waits in the outbox if it has to: the clock runs from when it was
  /// due.
  void say() {
    if (due.isEmpty() || stage.clock().isCutShort()) {
      return;
    }
    String conversation = stage.conversation(person.conversation().orElseThrow());
    Seat seat = seatIn(conversation);
    long dueNanos = stage.clock().nanosAt(due.getAsDouble());
    int number = seat.ledger().attempt();
    int step = stage.tempo().pieceAt(due.getAsDouble());
    stage.steps().due(step);
    stage.said(step, stage.clock().now() - dueNanos);
    String text = new MessageTag(stage.run(), number, dueNanos).text(person.textLength());
    Sending sending = client.send(seat.draft(text));
    var _ = sending.outcome().thenAccept(outcome -> settled(seat, number, dueNanos, step, outcome));
  }

  private Seat seatIn(String conversation) {
    Seat seat = seats.get(conversation);
    if (seat == null) {
      throw new IllegalStateException("she has no place in " + conversation);
    }
    return seat;
  }

  private void settled(Seat seat, int number, long dueNanos, int step, Outcome outcome) {
    long nanos = stage.clock().now() - dueNanos;
    switch (outcome) {
      case Outcome.Sent sent -> {
        seat.ledger().acknowledged(number, sent.seq(), sent.messageId());
        stage.meter().record(Meter.Kind.SENT, nanos);
        if (nanos <= stage.sentMaxNanos()) {
          stage.steps().answeredInTime(step);
        }
        journal.tell(Meter.Kind.SENT.word(), nanos, "");
      }
      case Outcome.Failed failed -> {
        seat.ledger().refused();
        String reason = failed.reason() + " " + failed.code();
        stage.meter().failed(reason);
        journal.tell(Meter.Kind.SENT.word(), nanos, reason);
      }
      case Outcome.Kept _ -> {} // the run is over: it stays unanswered
    }
  }

  @Override
  public void onEvent(Event event) {
    Seat seat = seats.get(event.getConversation());
    MessageTag tag = stage.tag(event);
    if (seat == null) {
      if (tag != null) {
        stage.ledger().wrong("person %d was shown what is not for her".formatted(who.number()));
      }
      return;
    }
    int number = tag == null ? ConversationLedger.FOREIGN : tag.number();
    seat.ledger().shown(seat.member(), event.getSeq(), event.getMessageId(), number);
    // what was said before she came is history, and none of it late
    if (tag != null && tag.dueNanos() >= welcomedAt && !event.getSender().equals(who.user())) {
      long nanos = stage.clock().now() - tag.dueNanos();
      stage.meter().record(Meter.Kind.DELIVERED, nanos);
      if (seat.isTold()) {
        journal.tell(Meter.Kind.DELIVERED.word(), nanos, "");
      }
    }
  }

  @Override
  public void onTrouble(Trouble trouble) {
    // a frame that answers nothing may be an answer that came too late; the other kinds tell of
    // refusals, or of a store in memory, which does not fail
    if (trouble.kind() == Trouble.Kind.HOLE) {
      stage.ledger().wrong("person %d: %s".formatted(who.number(), trouble.message()));
    } else {
      stage.meter().failed("trouble " + trouble.kind());
    }
  }

  @Override
  public void onState(ClientState state) {
    boolean was = online;
    online = state instanceof ClientState.Online;
    if (was && !online && !wasCut && !leaves) {
      stage.meter().dropped();
    }
    if (!online) {
      if (state instanceof ClientState.Closed(var why, var code, var reason)) {
        stage.meter().failed("closed " + why + " " + code);
        welcomed.completeExceptionally(new IllegalStateException(reason));
      }
      return;
    }
    if (!welcomed.isDone()) {
      welcomedAt = stage.clock().now();
      timed(Meter.Kind.CONNECTED);
      welcomed.complete(null);
    } else if (wasCut) {
      timed(Meter.Kind.RECONNECTED);
    }
    wasCut = false;
  }

  private void timed(Meter.Kind kind) {
    long nanos = stage.clock().now() - since;
    stage.meter().record(kind, nanos);
    journal.tell(kind.word(), nanos, "");
  }

  /// Her network goes, and is back at once. Any thread.
  void cut() {
    loop.execute(() -> {
      if (online) {
        since = stage.clock().now();
        wasCut = true;
        transport.cut();
      }
    });
  }

  boolean isOnline() {
    return online;
  }

  /// What stands in a conversation. Any thread.
  CompletableFuture<Page> events(String conversation, long after, int limit) {
    return client.events(conversation, after, limit);
  }

  /// Waits a little.
  void leave() {
    leaves = true;
    client.close();
  }
}
