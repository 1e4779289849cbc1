package io.parley.edge.socket;

import io.parley.presence.SessionRegistry.SessionKey;
import io.parley.protocol.Codes;
import io.parley.protocol.Decoded;
import io.parley.protocol.FrameLimits;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.CloseCode;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Hello;
import io.parley.protocol.v1.ServerFrame;
import java.util.HexFormat;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A device at the other end of a socket: what it asks for, and which answers it was promised.
///
/// Owned by its event loop, except for what says otherwise. It has no timer: its loop sweeps. The
/// frames of one session are taken one after another; one that has to ask whether its peer exists
/// holds up those behind it, so that messages reach the log in the order they were sent.
final class Session implements WebSocketReader.Inbound {
  /// Nothing was heard of the client for too long.
  static final int CLOSE_SILENT = 1008;

  /// What the welcome needs does not answer: come back later (RFC 6455, registered since).
  static final int CLOSE_TRY_AGAIN_LATER = 1013;

  private enum State {
    /// Waits for a hello.
    OPENING,
    /// A hello is looked into.
    GREETING,
    LIVE,
    /// Closed, or being closed.
    OVER
  }

  private final Services services;
  private final SessionLoop loop;
  private final Dialect dialect;
  private final Socket socket;
  private final Meter meter;
  private final Requests requests;
  private final long number;
  private @Nullable SocketHandler handler;

  /// Of the handshake, until the hello.
  private String bearer;

  // Written before the session is in the index, and never again
  private String user = "";
  private String device = "";

  private State state = State.OPENING;
  private long since;
  private long heardAt;

  private boolean unflushed;
  private volatile boolean over;
  private volatile boolean registered;
  private int place;

  /// What a socket begins with.
  record Begin(long number, Dialect dialect, String bearer, Socket socket, Meter meter) {}

  Session(Services services, SessionLoop loop, Begin begin) {
    this.services = services;
    this.loop = loop;
    this.number = begin.number();
    this.dialect = begin.dialect();
    this.bearer = begin.bearer();
    this.socket = begin.socket();
    this.meter = begin.meter();
    this.requests = new Requests(this, services, meter);
    this.since = now();
    this.heardAt = since;
  }

  // ---- who it is ----

  long number() {
    return number;
  }

  /// As logs and clients know it.
  String name() {
    return HexFormat.of().toHexDigits(number);
  }

  String user() {
    return user;
  }

  String device() {
    return device;
  }

  SessionKey key() {
    return new SessionKey(user, device, number);
  }

  boolean is(Session other) {
    return number == other.number;
  }

  Dialect dialect() {
    return dialect;
  }

  /// Any thread.
  boolean isOver() {
    return over;
  }

  /// Whether the registry knows of it. Any thread.
  boolean isRegistered() {
    return registered;
  }

  /// Any thread.
  void registered() {
    registered = true;
  }

  int placed() {
    return place;
  }

  void place(int at) {
    place = at;
  }

  SessionLoop loop() {
    return loop;
  }

  // ---- what its socket tells ----

  void socketOpened(SocketHandler opened) {
    handler = opened;
    services.metrics().socketOpened();
    loop.add(this);
  }

  void heard() {
    heardAt = now();
  }

  @Override
  public boolean ready() {
    return handler == null || !handler.isHeld();
  }

  @Override
  public void message(boolean text, byte[] payload) {
    if (state == State.OVER) {
      return;
    }
    if (text != dialect.isText()) {
      String found = text ? "a text" : "a binary";
      unreadable("", Refused.invalid("frame", found + " message", dialect.subprotocol()));
      return;
    }
    switch (dialect.decode(payload)) {
      case Decoded.Ok<ClientFrame>(ClientFrame frame) -> frame(frame);
      case Decoded.Rejected<ClientFrame> bad ->
          unreadable(
              bad.frameId().length() <= FrameRules.FRAME_ID_MAX ? bad.frameId() : "",
              new Refused(bad.code(), bad.message()));
    }
  }

  @Override
  public void tooLarge(long bytes) {
    if (state != State.OVER) {
      int max = FrameLimits.DEFAULT.maxBytes();
      String message = "frame: " + bytes + " bytes (expected: at most " + max + ")";
      unreadable("", new Refused(Code.TOO_LARGE, message));
    }
  }

  private void unreadable(String re, Refused refused) {
    slowDown();
    services.metrics().frameIn("UNREADABLE", refused.code());
    refuse(re, refused);
  }

  @Override
  public void ping(byte[] payload) {
    slowDown();
    socket.pong(payload);
    wrote();
  }

  @Override
  public void pong() {
    // heard is all that it is for
  }

  @Override
  public void closed(int code) {
    socket.peerClosed(code, now());
    end();
  }

  @Override
  public void violation(int code, String what) {
    socket.closeBroken(code, what, now());
    end();
  }

  void readComplete() {
    loop.flush();
  }

  void writabilityChanged() {
    socket.writeWaiting(now());
    if (!socket.isBehind()) {
      requests.readOn();
    }
    socket.flush();
  }

  void socketGone() {
    end();
    loop.remove(this);
    socket.dropWaiting();
    services.metrics().socketClosed(socket.closeCode());
  }

  // ---- what its device asks for ----

  private void frame(ClientFrame frame) {
    slowDown();
    String re = FrameRules.idFits(frame) ? frame.getId() : "";
    Action action = state == State.LIVE ? FrameRules.of(frame, user) : FrameRules.first(frame);
    Refused refused = requests.perform(action, re);
    Code outcome = refused == null ? Code.CODE_UNSPECIFIED : refused.code();
    services.metrics().frameIn(frame.getBodyCase().name(), outcome);
    if (refused != null) {
      refuse(re, refused);
    }
  }

  /// Reads no more for a moment from a client that sends faster than allowed: what it sends waits
  /// in the network, and costs nobody anything.
  private void slowDown() {
    long wait = meter.frame(now());
    if (wait > 0) {
      holdFrames();
      loop.schedule(this::releaseFrames, 1 + TimeUnit.NANOSECONDS.toMillis(wait));
    }
  }

  /// What it asked for and was promised.
  Requests requests() {
    return requests;
  }

  RandomGenerator random() {
    return services.world().random();
  }

  // ---- what it is sent ----

  void refuse(String re, Refused refused) {
    if (state == State.OVER) {
      return;
    }
    send(ServerFrame.newBuilder().setRe(re).setError(refused.asProblem()));
    switch (refused.code()) {
      case INVALID, TOO_LARGE, UNAUTHENTICATED -> countBad();
      case CODE_UNSPECIFIED,
          FORBIDDEN,
          NOT_FOUND,
          CONFLICT,
          RATE_LIMITED,
          UNAVAILABLE,
          UNSUPPORTED,
          INTERNAL,
          UNRECOGNIZED -> {}
    }
  }

  private void countBad() {
    if (meter.bad(now())) {
      close(CloseCode.CLOSE_BAD_FRAMES);
    }
  }

  void send(ServerFrame.Builder frame) {
    deliver(dialect.encode(frame.build()));
  }

  /// Any thread.
  void tell(ServerFrame.Builder frame) {
    byte[] payload = dialect.encode(frame.build());
    loop.execute(() -> deliver(payload));
  }

  void deliver(byte[] payload) {
    if (state == State.OVER) {
      return;
    }
    if (state == State.OPENING) {
      socket.sendFirst(payload);
      wrote();
    } else if (socket.send(payload, now())) {
      wrote();
    } else {
      close(CloseCode.CLOSE_SLOW_READER);
    }
  }

  private void wrote() {
    if (!unflushed) {
      unflushed = true;
      loop.wrote(this);
    }
  }

  void flush() {
    unflushed = false;
    socket.flush();
  }

  /// Whether its client is behind with reading.
  boolean isBehind() {
    return socket.isBehind();
  }

  // ---- its greeting ----

  /// Takes no further frame until the stage has come to something and that was dealt with. Calls
  /// `then` also when the session is over.
  <T> void await(CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> then) {
    holdFrames();
    loop.whenDone(
        stage,
        (value, fault) -> {
          then.accept(value, fault);
          releaseFrames();
        });
  }

  private void holdFrames() {
    if (handler != null) {
      handler.hold();
    }
  }

  private void releaseFrames() {
    if (handler != null) {
      handler.release();
    }
  }

  /// Looks into a hello.
  void greet(String re, Hello hello) {
    state = State.GREETING;
    since = now();
    String token = hello.getToken().isEmpty() ? bearer : hello.getToken();
    bearer = "";
    new Greeting(this, services, re, hello).begin(token);
  }

  /// Who it is, is known: from now on deliveries are kept for it until it is welcomed.
  void identify(String knownUser, String knownDevice) {
    user = knownUser;
    device = knownDevice;
    socket.hold();
    for (Session displaced : services.index().add(this)) {
      displaced.loop.execute(() -> displaced.close(CloseCode.CLOSE_REPLACED));
    }
  }

  /// The hello was no good, another may follow.
  void reopen() {
    state = State.OPENING;
  }

  void welcome(String re, ServerFrame.Builder frame) {
    state = State.LIVE;
    services.gate().left();
    services.metrics().sessionBegan(dialect.subprotocol());
    socket.sendFirst(dialect.encode(frame.setRe(re).build()));
    socket.release(now());
    wrote();
  }

  /// Refuses a hello for good.
  void turnAway(String re, Refused refused, int code, String reason) {
    if (state != State.OVER) {
      socket.sendFirst(
          dialect.encode(ServerFrame.newBuilder().setRe(re).setError(refused.asProblem()).build()));
      close(code, reason);
    }
  }

  // ---- its end ----

  void sweep(long now) {
    switch (state) {
      case OVER -> socket.cutIfLingering(now);
      case OPENING -> {
        if (now - since > services.config().helloWithin().toNanos()) {
          close(CloseCode.CLOSE_UNAUTHENTICATED);
        }
      }
      case GREETING -> {
        if (now - since > services.config().answerWithin().toNanos()) {
          turnAway(
              "",
              Faults.unavailable("hello cannot be done now", services.world().random()),
              CLOSE_TRY_AGAIN_LATER,
              "try again later");
        }
      }
      case LIVE -> sweepLive(now);
    }
  }

  private void sweepLive(long now) {
    if (now - heardAt > services.config().heartbeat().toNanos() * 5 / 2) {
      close(CLOSE_SILENT, "nothing was heard for too long");
      return;
    }
    if (socket.isStuck(now)) {
      close(CloseCode.CLOSE_SLOW_READER);
      return;
    }
    requests.expire(now);
  }

  void close(CloseCode code) {
    Codes.CloseMeaning meaning = Codes.of(code);
    close(meaning.number(), meaning.reason());
  }

  void close(int code, String reason) {
    socket.close(code, reason, now());
    end();
  }

  /// Nobody finds it any more, and nothing is sent to it; its socket may linger.
  private void end() {
    if (state == State.OVER) {
      return;
    }
    State before = state;
    state = State.OVER;
    over = true;
    if (before == State.LIVE) {
      services.metrics().sessionEnded(dialect.subprotocol());
    } else {
      services.gate().left();
    }
    requests.clear();
    if (!user.isEmpty()) {
      services.index().remove(this);
      services.arrivals().gone(this);
    }
  }

  private long now() {
    return services.world().now();
  }
}
