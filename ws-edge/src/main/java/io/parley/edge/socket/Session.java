package io.parley.edge.socket;

import io.parley.edge.Authenticator.Verdict;
import io.parley.presence.SessionRegistry.SessionKey;
import io.parley.protocol.v1.CloseCode;
import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.DeviceRef;
import io.parley.protocol.v1.ServerFrame;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A device at the other end of a socket: who it is, what it is sent, which channels it hears.
///
/// What its client sends comes through its [Intake], what it asks for is done by its [Requests],
/// what it is sent goes through its [Socket], and [SessionLife] says how long all of this lasts.
/// Owned by its event loop, except for what says otherwise.
final class Session {
  private static final Logger log = LoggerFactory.getLogger(Session.class);

  private final Services services;
  private final SessionLoop loop;
  private final Dialect dialect;
  private final Socket socket;
  private final SessionLife life;
  private final Intake intake;
  private final Requests requests;
  private final long number;

  /// Of the connection, then of the device; read by the session that displaces this one.
  private volatile Meter meter;

  // Written before the session is in the index, and never again
  private String user = "";
  private String device = "";
  private long login;

  /// Of bad frames; nothing for who sends none.
  private @Nullable SlidingWindow bad;

  /// Of the channels it hears; nothing for who hears none.
  private @Nullable SessionChannels channels;

  /// Up to when it is known to have heard all channels of its user; nothing before its first look.
  private @Nullable Instant heardAllUntil;

  private boolean unflushed;
  private volatile boolean registered;
  private int place;

  /// What a socket begins with.
  record Begin(long number, Dialect dialect, String bearer, Socket socket) {}

  Session(Services services, SessionLoop loop, Begin begin) {
    this.services = services;
    this.loop = loop;
    this.number = begin.number();
    this.dialect = begin.dialect();
    this.socket = begin.socket();
    this.meter = services.meters().unused();
    this.life = new SessionLife(this, services, begin);
    this.intake = new Intake(this, services);
    this.requests = new Requests(this, services);
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

  /// How long it lasts, and how it ends.
  SessionLife life() {
    return life;
  }

  /// Any thread.
  boolean isOver() {
    return life.isOver();
  }

  /// Whether it was welcomed and is not over.
  boolean isLive() {
    return life.isLive();
  }

  void close(CloseCode code) {
    life.close(code);
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
    life.heard();
    socket.heard();
  }

  void pong(byte[] payload) {
    socket.pong(payload);
    wrote();
  }

  void peerClosed(int code) {
    socket.peerClosed(code, now());
    life.end();
  }

  /// Its client breaks the protocol.
  void closeBroken(int code, String what) {
    socket.closeBroken(code, what, now());
    life.end();
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
    life.end();
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

  /// Whether its heartbeat names channels it does not hear, and did not before.
  boolean isNews(List<ConversationHead> unheard) {
    if (channels == null && unheard.isEmpty()) {
      return false;
    }
    boolean isNews = channelsToKeep().isNews(unheard);
    dropChannelsIfNone();
    return isNews;
  }

  /// Up to when it is known to have heard all channels of its user. One that looks for the first
  /// time has missed nothing before: its welcome tells that.
  Instant heardAllUntil(Instant now) {
    Instant known = heardAllUntil == null ? now : heardAllUntil;
    heardAllUntil = known;
    return known;
  }

  /// It hears all, and has since this time.
  void hearsAllSince(Instant time) {
    heardAllUntil = time;
  }

  /// A delivery says that its user is in a channel, or is not.
  void channelsMoved() {
    if (channels != null) {
      channels.moved();
    }
  }

  // ---- what it is sent ----

  /// What it asks for cannot be done, as was found out: its frame was a good one.
  void refuse(String re, Refused refused) {
    if (!isOver()) {
      tellRefused(re, refused);
    }
  }

  /// What it sent cannot be read, or breaks a rule that needs no look-up.
  void refuseFrame(String re, Refused refused) {
    if (isOver()) {
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

  /// As one of the bad frames, whatever the code.
  void refuseAndCount(String re, Refused refused) {
    tellRefused(re, refused);
    countBad();
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
    if (!isOver()) {
      sent(socket.send(payload));
    }
  }

  /// What others are sent as well.
  void deliver(Copies copies) {
    if (!isOver()) {
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

  /// Something was written to its socket.
  void wrote() {
    if (!unflushed) {
      unflushed = true;
      loop.wrote(this);
    }
  }

  /// A fault with one must not keep others from what is written to them.
  ///
  /// @return whether there was anything to be flushed
  boolean flush() {
    unflushed = false;
    try {
      return socket.flush();
    } catch (RuntimeException | OutOfMemoryError e) {
      log.atError().setCause(e).addKeyValue("session", name()).log("flushing failed");
      return true;
    }
  }

  /// It will be flushed by whoever has taken it from its loop.
  void toBeFlushed() {
    unflushed = false;
  }

  /// Whether its client is behind with reading.
  boolean isBehind() {
    return socket.isBehind();
  }

  /// Takes room for a page that its client is not ready for. Returns false when there is none.
  boolean takePageRoom(int bytes) {
    return socket.takePageRoom(bytes);
  }

  void givePageRoom(int bytes) {
    socket.givePageRoom(bytes);
  }

  /// Where what has come of its client's messages is counted.
  SharedRoom inboundRoom() {
    return services.inbound();
  }

  // ---- who finds it ----

  /// Who it is, is known. It is over at once where a newer session of its device is.
  void identify(Verdict.Accepted accepted) {
    user = accepted.user();
    device = accepted.device();
    login = accepted.login();
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

  /// It is over: nobody finds it any more.
  void forget() {
    requests.clear();
    intake.ended();
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
