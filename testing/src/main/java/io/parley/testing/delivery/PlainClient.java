package io.parley.testing.delivery;

import com.google.protobuf.Timestamp;
import io.parley.protocol.Codes;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Hello;
import io.parley.protocol.v1.Ping;
import io.parley.protocol.v1.Problem;
import io.parley.protocol.v1.Reconnect;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import io.parley.testing.delivery.Dialer.Line;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One device, as somebody would write it who has read the protocol's page and nothing else: it
/// sends each message until it is answered, connects again when it is cut off, counts `seq` to
/// notice holes, compares heads with its cursors, and reads on from its cursor for no other reason.
/// Changes of groups it asks for in the same way.
///
/// It tells a [DeliveryChecker] all it sends and sees. It does nothing by itself: somebody calls
/// [#tick] several times a second. Safe for any thread.
public final class PlainClient {
  private static final Duration WELCOME_WITHIN = Duration.ofSeconds(10);
  private static final Duration BACKOFF_MIN = Duration.ofMillis(100);
  private static final int TICKS_OF_HISTORY = 8;

  private final Login login;
  private final Dialer dialer;
  private final DeliveryChecker checker;
  private final Habits habits;
  private final Surroundings surroundings;

  // all guarded by this
  private final Outbox outbox = new Outbox();
  private final CatchUp catchUp = new CatchUp();
  private Phase phase = Phase.AWAY;
  private @Nullable Session session;
  private @Nullable Timestamp serverTime;
  private Tally tally = Tally.NONE;
  private int attempts;
  private int failuresInARow;
  private int closeCode;
  private long frames;
  private long actAtNanos;
  private long questionsFromNanos;

  /// Who connects, and where to.
  ///
  /// @param token asked for an access token at each hello
  /// @param edges tried in turn
  public record Login(
      Device device, Supplier<String> token, Subprotocol subprotocol, List<URI> edges) {
    public Login {
      edges = List.copyOf(edges);
    }
  }

  /// Time and chance.
  public record Surroundings(LongSupplier nanoTime, RandomGenerator random) {}

  private enum Phase {
    /// Held by the test, until [#connect].
    HELD,
    /// Connects again at `actAtNanos`.
    AWAY,
    /// A welcome is due until `actAtNanos`.
    COMING,
    /// The next ping is due at `actAtNanos`.
    READY,
    /// Closed with a code after which a client must not come back by itself.
    OVER
  }

  public PlainClient(
      Login login,
      Dialer dialer,
      DeliveryChecker checker,
      Habits habits,
      Surroundings surroundings) {
    this.login = login;
    this.dialer = dialer;
    this.checker = checker;
    this.habits = habits;
    this.surroundings = surroundings;
    this.actAtNanos = surroundings.nanoTime.getAsLong();
    this.attempts = surroundings.random.nextInt(1 << 10);
    checker.joined(login.device);
  }

  public Device device() {
    return login.device;
  }

  /// Writes a message to a user. The stage ends with its place once it is acknowledged, however
  /// often it must be sent, or with a [RefusedException].
  public CompletionStage<Place> send(String user, String text) {
    return send(new Recipient.User(user), new Act.Says(text));
  }

  /// Writes a message to a group, or changes it; the same otherwise. A change whose answer was lost
  /// may be refused when it is asked for again, because it was made, or because somebody made it
  /// impossible since.
  public synchronized CompletionStage<Place> send(Recipient recipient, Act act) {
    String clientMessageId =
        login.device.id() + "-" + Long.toHexString(surroundings.random.nextLong());
    var message = new Outgoing(login.device.user(), recipient, clientMessageId, act);
    checker.attempted(message);
    CompletableFuture<Place> stored = outbox.add(message, now());
    pump();
    return stored.minimalCompletionStage();
  }

  /// Cuts the socket and stays away until [#connect].
  public synchronized void disconnect() {
    end(Phase.HELD);
  }

  /// Comes back from [#disconnect], or from being over.
  public synchronized void connect() {
    if (phase == Phase.HELD || phase == Phase.OVER) {
      phase = Phase.AWAY;
      actAtNanos = now();
    }
  }

  public synchronized boolean isReady() {
    return phase == Phase.READY;
  }

  /// The close code that keeps it from coming back; empty while nothing does.
  public synchronized OptionalInt over() {
    return phase == Phase.OVER ? OptionalInt.of(closeCode) : OptionalInt.empty();
  }

  /// Messages that wait for an answer.
  public synchronized int unanswered() {
    return outbox.size();
  }

  public synchronized Tally tally() {
    return tally;
  }

  /// Does what is due.
  public synchronized void tick() {
    long now = now();
    switch (phase) {
      case HELD, OVER -> {}
      case AWAY -> {
        if (actAtNanos - now <= 0) {
          dial(now);
        }
      }
      case COMING -> {
        if (actAtNanos - now <= 0) {
          lost(0);
        }
      }
      case READY -> live(now);
    }
  }

  private void dial(long now) {
    phase = Phase.COMING;
    actAtNanos = now + WELCOME_WITHIN.toNanos();
    attempts++;
    URI edge = login.edges.get(attempts % login.edges.size());
    var dialled = new Session();
    session = dialled;
    CompletionStage<@Nullable Void> _ =
        dialer
            .dial(edge, login.subprotocol, dialled)
            .handle((line, failure) -> {
              if (failure != null) {
                dialled.closed(Dialer.NO_CLOSE_FRAME, String.valueOf(failure.getMessage()));
              } else {
                dialled.opened(line);
              }
              return null;
            });
  }

  private void live(long now) {
    Session open = session;
    if (open == null || now - open.heardNanos > habits.silence().toNanos()) {
      lost(0);
      return;
    }
    outbox.expire(now);
    if (actAtNanos - now <= 0) {
      actAtNanos = now + habits.pingEvery().toNanos();
      open.send(ClientFrame.newBuilder().setPing(Ping.getDefaultInstance()).build());
    }
    pump();
    for (int i = 0; i < TICKS_OF_HISTORY && questionsFromNanos - now <= 0; i++) {
      ask(open);
    }
  }

  /// Sends what is due, as far as the window allows.
  private void pump() {
    Session open = session;
    while (open != null && phase == Phase.READY && outbox.underWay() < habits.window()) {
      long now = now();
      Optional<ClientFrame> frame =
          outbox.next(frameId(), now, now + habits.answerWithin().toNanos(), serverTime);
      if (frame.isEmpty()) {
        return;
      }
      if (frame.get().getSend().getResend()) {
        tally = tally.plus(Tally.RESENT);
      }
      open.send(frame.get());
    }
  }

  private void ask(Session open) {
    catchUp.next(frameId()).ifPresent(open::send);
  }

  private String frameId() {
    return Long.toString(++frames, Character.MAX_RADIX);
  }

  private long now() {
    return surroundings.nanoTime.getAsLong();
  }

  /// The socket is gone: away for a while, longer each time it does not work.
  private void lost(int atLeastMs) {
    Session ended = session;
    end(Phase.AWAY);
    int failures = ended == null ? 0 : Math.min(ended.failuresBefore, 8);
    long most =
        Math.min(habits.backoffMax().toNanos(), BACKOFF_MIN.toNanos() << Math.min(failures, 20));
    long wait = Duration.ofMillis(atLeastMs).toNanos() + surroundings.random.nextLong(most);
    actAtNanos = now() + wait;
  }

  private void end(Phase next) {
    Session ended = session;
    session = null;
    phase = next;
    outbox.lost(now());
    if (ended != null && ended.line != null) {
      ended.line.cut();
    }
  }

  /// One socket. What an earlier one still says is not listened to, except for acknowledgements:
  /// they are true whenever they come.
  private final class Session implements Dialer.Listener {
    private final int failuresBefore = failuresInARow++;
    private @Nullable Line line;
    private long heardNanos = now();
    private String helloId = "";

    void opened(Line opened) {
      synchronized (PlainClient.this) {
        line = opened;
        if (session != this) {
          opened.cut();
          return;
        }
        helloId = frameId();
        Hello.Builder hello =
            Hello.newBuilder()
                .setToken(login.token.get())
                .setDeviceId(login.device.id())
                .setApp("plain/1");
        catchUp.since().ifPresent(hello::setSince);
        opened.send(ClientFrame.newBuilder().setId(helloId).setHello(hello).build());
      }
    }

    void send(ClientFrame frame) {
      if (line != null) {
        line.send(frame);
      }
    }

    @Override
    public void frame(ServerFrame frame) {
      synchronized (PlainClient.this) {
        if (frame.hasSent()) {
          sent(frame.getSent());
        }
        if (session == this) {
          heardNanos = now();
          take(frame);
        }
      }
    }

    private void take(ServerFrame frame) {
      switch (frame.getBodyCase()) {
        case WELCOME -> {
          failuresInARow = 0;
          phase = Phase.READY;
          actAtNanos = now() + habits.pingEvery().toNanos();
          serverTime = frame.getWelcome().getServerTime();
          tally = tally.plus(Tally.SESSION);
          catchUp.welcomed(frame.getWelcome());
          pump();
        }
        case EVENT -> {
          tally = tally.plus(Tally.LIVE);
          event(frame.getEvent());
        }
        case PAGE -> {
          tally = tally.plus(Tally.read(frame.getPage().getEventsCount()));
          frame.getPage().getEventsList().forEach(PlainClient.this::read);
          answered(frame, frame.getPage().getMore());
        }
        case CONVERSATIONS -> answered(frame, true);
        case HEADS -> {
          if (catchUp.isAsked(frame.getRe())) {
            answered(frame, true);
          } else {
            catchUp.heads(frame.getHeads());
          }
        }
        case PONG -> {
          if (frame.getPong().hasServerTime()) {
            serverTime = frame.getPong().getServerTime();
          }
          catchUp.pong(frame.getPong());
        }
        case ERROR -> failed(frame.getRe(), frame.getError());
        case DRAIN -> lost(frame.getDrain().getReconnectAfterMs());
        // counted already, or of no concern to a device that only sends and reads
        case SENT,
            RECEIPT,
            TYPING,
            PRESENCE,
            DONE,
            INFO,
            MEMBERS,
            MEMBERSHIP,
            FLAGS,
            DRAFT,
            BODY_NOT_SET -> {}
      }
    }

    private void answered(ServerFrame frame, boolean goOn) {
      catchUp.answered(frame);
      if (goOn) {
        ask(this);
      }
    }

    private void failed(String re, Problem problem) {
      Codes.ErrorMeaning meaning = Codes.of(problem.getCode());
      long again = now() + Duration.ofMillis(problem.getRetryAfterMs()).toNanos();
      if (re.equals(helloId)) {
        lost(problem.getRetryAfterMs());
      } else if (catchUp.isAsked(re)) {
        catchUp.failed(re, meaning.retryable());
        questionsFromNanos = again;
      } else if (meaning.retryable()) {
        outbox.postpone(re, again);
      } else {
        outbox.refuse(re, problem).ifPresent(message -> tally = tally.plus(Tally.refused(message)));
      }
    }

    @Override
    public void closed(int code, String reason) {
      synchronized (PlainClient.this) {
        if (session != this) {
          return;
        }
        if (Codes.ofClose(code).reconnect() == Reconnect.RECONNECT_NEVER) {
          closeCode = code;
          end(Phase.OVER);
        } else {
          lost(0);
        }
      }
    }
  }

  private void sent(Sent sent) {
    var place = new Place(sent.getConversation(), sent.getSeq(), sent.getMessageId());
    checker.acknowledged(login.device, sent.getClientMessageId(), place);
    catchUp.took(place.conversation(), place.seq(), place.messageId());
    outbox.stored(sent.getClientMessageId(), place);
    pump();
  }

  private void event(Event event) {
    checker.received(login.device, Seen.of(event));
    took(event);
  }

  private void read(Event event) {
    checker.read(login.device, Seen.of(event));
    took(event);
  }

  private void took(Event event) {
    catchUp.took(event.getConversation(), event.getSeq(), event.getMessageId());
  }
}
