package io.parley.edge.socket;

import io.parley.edge.Authenticator.Verdict;
import io.parley.presence.SessionRegistry.SessionKey;
import io.parley.protocol.Codes;
import io.parley.protocol.v1.CloseCode;
import io.parley.protocol.v1.DeviceRef;
import io.parley.protocol.v1.Hello;
import io.parley.protocol.v1.ServerFrame;
import java.time.Duration;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A device at the other end of a socket: what it asks for, and which answers it was promised.
///
/// Owned by its event loop, except for what says otherwise. It has no timer: its loop sweeps. What
/// its client sends comes through its [Intake], what it is sent goes through its [Socket].
final class Session {
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
  private final Intake intake;
  private final Requests requests;
  private final long number;
  private final long openedAt;

  /// Of the handshake, until a hello is good.
  private String bearer;

  /// From a hello to what comes of it.
  private @Nullable Greeting greeting;

  /// Of the connection, then of the device; read by the session that displaces this one.
  private volatile Meter meter;

  // Written before the session is in the index, and never again
  private String user = "";
  private String device = "";
  private long login;

  /// Of bad frames; nothing for who sends none.
  private @Nullable SlidingWindow bad;

  private State state = State.OPENING;
  private long heardAt;
  private long recheckAt;
  private boolean rechecking;

  /// Of the channels it hears; nothing for who hears none.
  private @Nullable SessionChannels channels;

  private boolean unflushed;
  private volatile boolean over;
  private volatile boolean registered;
  private int place;

  /// What a socket begins with.
  record Begin(long number, Dialect dialect, String bearer, Socket socket) {}

  Session(Services services, SessionLoop loop, Begin begin) {
    this.services = services;
    this.loop = loop;
    this.number = begin.number();
    this.dialect = begin.dialect();
    this.bearer = begin.bearer();
    this.socket = begin.socket();
    this.meter = services.meters().unused();
    this.intake = new Intake(this, services);
    this.requests = new Requests(this, services);
    this.openedAt = now();
    this.heardAt = openedAt;
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

  /// What it was let in as.
  Verdict.Accepted accepted() {
    return new Verdict.Accepted(user, device, login);
  }

  SessionKey key() {
    return new SessionKey(user, device, number);
  }

  boolean is(Session other) {
    return number == other.number;
  }

  /// Whether it is this device's.
  boolean isDevice(DeviceRef other) {
    return device.equals(other.getDevice()) && user.equals(other.getUser());
  }

  /// Of two of one device: whether its socket was opened later.
  boolean isNewerThan(Session other) {
    return Long.compareUnsigned(number, other.number) > 0;
  }

  Dialect dialect() {
    return dialect;
  }

  /// Any thread.
  boolean isOver() {
    return over;
  }

  /// Whether it was welcomed and is not over.
  boolean isLive() {
    return state == State.LIVE;
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
    intake.opened(opened);
    services.metrics().socketOpened();
    loop.add(this);
  }

  void heard() {
    heardAt = now();
    socket.heard();
  }

  void pong(byte[] payload) {
    socket.pong(payload);
    wrote();
  }

  void peerClosed(int code) {
    socket.peerClosed(code, now());
    end();
  }

  /// Its client breaks the protocol.
  void closeBroken(int code, String what) {
    socket.closeBroken(code, what, now());
    end();
  }

  void readComplete() {
    loop.flush();
  }

  void writabilityChanged() {
    socket.writabilityChanged(now());
    if (!socket.isBehind()) {
      requests.readOn();
    }
    boolean _ = socket.flush();
  }

  void socketGone() {
    end();
    loop.remove(this);
    socket.dropWaiting();
    services.metrics().socketClosed(socket.closeCode());
  }

  // ---- what its device asks for ----

  Intake intake() {
    return intake;
  }

  Meter meter() {
    return meter;
  }

  /// What it asked for and was promised.
  Requests requests() {
    return requests;
  }

  RandomGenerator random() {
    return services.world().random();
  }

  // ---- the channels it hears ----

  @Nullable SessionChannels channels() {
    return channels;
  }

  /// The same, to be filled.
  SessionChannels channelsToKeep() {
    SessionChannels kept = channels == null ? new SessionChannels() : channels;
    channels = kept;
    return kept;
  }

  boolean hears(String channel) {
    return channels != null && channels.isIn(channel);
  }

  void dropChannelsIfNone() {
    if (channels != null && channels.isNothing()) {
      channels = null;
    }
  }

  /// A delivery says that its user is in a channel, or is not.
  void channelsMoved() {
    if (channels != null) {
      channels.moved();
    }
  }

  // ---- what it is sent ----

  void refuse(String re, Refused refused) {
    if (state == State.OVER) {
      return;
    }
    tellRefused(re, refused);
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

  private void tellRefused(String re, Refused refused) {
    send(ServerFrame.newBuilder().setRe(re).setError(refused.asProblem()));
  }

  private void countBad() {
    SlidingWindow window =
        bad == null ? new SlidingWindow(services.config().limits().badFramesPerMinute()) : bad;
    bad = window;
    if (window.add(now())) {
      close(CloseCode.CLOSE_BAD_FRAMES);
    }
  }

  void send(ServerFrame.Builder frame) {
    deliver(dialect.encode(frame.build()));
  }

  void deliver(byte[] payload) {
    if (state != State.OVER) {
      sent(socket.send(payload));
    }
  }

  /// What others are sent as well.
  void deliver(Copies copies) {
    if (state != State.OVER) {
      sent(socket.send(copies.as(dialect)));
    }
  }

  private void sent(boolean hadRoom) {
    if (hadRoom) {
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

  /// @return whether there was anything to be flushed
  boolean flush() {
    unflushed = false;
    return socket.flush();
  }

  /// It will be flushed by whoever has taken it from its loop.
  void toBeFlushed() {
    unflushed = false;
  }

  /// Whether its client is behind with reading.
  boolean isBehind() {
    return socket.isBehind();
  }

  /// Where what is kept for its client is counted.
  OutboundRoom room() {
    return socket.room();
  }

  // ---- its greeting ----

  /// Looks into a hello.
  void greet(String re, Hello hello) {
    state = State.GREETING;
    String token = hello.getToken().isEmpty() ? bearer : hello.getToken();
    Greeting begun = new Greeting(this, services, re, hello);
    greeting = begun;
    begun.begin(token);
  }

  /// Who it is, is known: from now on deliveries are kept for it until it is welcomed. It is over
  /// at once where a newer session of its device is.
  void identify(Verdict.Accepted accepted) {
    bearer = "";
    user = accepted.user();
    device = accepted.device();
    login = accepted.login();
    recheckIn(services.config().recheckEvery());
    socket.hold();
    Session other = services.index().add(this);
    if (other == null) {
      meter = services.meters().of(user, device);
    } else {
      meter = other.meter;
      Session older = other.isNewerThan(this) ? this : other;
      older.replaced();
    }
  }

  private void replaced() {
    if (loop.isHere()) {
      close(CloseCode.CLOSE_REPLACED);
    } else {
      loop.execute(() -> close(CloseCode.CLOSE_REPLACED));
    }
  }

  /// The hello was no good, another may follow: within the time of the first, and not too often,
  /// since each costs a look at accounts.
  void reopen(String re, Refused refused) {
    state = State.OPENING;
    greeting = null;
    tellRefused(re, refused);
    countBad();
  }

  void welcome(String re, ServerFrame.Builder frame) {
    state = State.LIVE;
    greeting = null;
    services.gate().left();
    services.metrics().sessionBegan(dialect.subprotocol());
    socket.sendFirst(dialect.encode(frame.setRe(re).build()));
    socket.release(now());
    wrote();
  }

  /// Refuses a hello for good.
  void turnAway(String re, Refused refused, CloseCode code) {
    if (state != State.OVER) {
      socket.sendFirst(
          dialect.encode(ServerFrame.newBuilder().setRe(re).setError(refused.asProblem()).build()));
      close(code);
    }
  }

  // ---- its end ----

  void sweep(long now) {
    switch (state) {
      case OVER -> socket.cutIfLingering(now);
      case OPENING -> {
        if (now - openedAt > services.config().helloWithin().toNanos()) {
          close(CloseCode.CLOSE_UNAUTHENTICATED);
        }
      }
      case GREETING -> {
        if (greeting != null) {
          greeting.sweep(now);
        }
      }
      case LIVE -> sweepLive(now);
    }
  }

  private void sweepLive(long now) {
    long heartbeat = services.config().heartbeat().toNanos();
    long silent = now - heardAt;
    if (silent > heartbeat * 5 / 2) {
      close(CloseCode.CLOSE_SILENT);
      return;
    }
    if (silent > heartbeat * 3 / 2) {
      socket.ask();
      wrote();
    }
    if (socket.isStuck(now)) {
      close(CloseCode.CLOSE_SLOW_READER);
      return;
    }
    requests.expire(now);
    if (!rechecking && now - recheckAt >= 0) {
      rechecking = true;
      loop.rechecks().ask(this);
    }
  }

  /// When it is asked next whether its device may stay.
  void recheckIn(Duration time) {
    recheckAt = now() + time.toNanos();
    rechecking = false;
  }

  void close(CloseCode code) {
    Codes.CloseMeaning meaning = Codes.of(code);
    socket.close(meaning.number(), meaning.reason(), now());
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
    loop.channels().gone(this);
    if (!user.isEmpty()) {
      services.meters().keep(user, device, meter); // first: who looks for it there may come now
      services.index().remove(this);
      services.arrivals().gone(this);
    }
  }

  private long now() {
    return services.world().now();
  }
}
