package io.parley.client;

import com.google.protobuf.Timestamp;
import io.parley.protocol.Codes;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.CloseCode;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Hello;
import io.parley.protocol.v1.Ping;
import io.parley.protocol.v1.ServerFrame;
import io.parley.protocol.v1.Welcome;
import java.time.Duration;

/// The way to being online, and what happens when it ends: token, socket, hello, heartbeats, and
/// when to try again.
///
/// Each try has a number; what comes in from an earlier one is no longer ours.
final class Link {
  /// Spreads clients whose edge went away without saying when to return.
  private static final long SPREAD = Duration.ofSeconds(1).toNanos();

  /// A slip of somebody's pen must not keep a device away for days.
  private static final Duration ASKED_MAX = Duration.ofMinutes(5);

  private static final String HELLO = "hello";
  private static final int UNAUTHORIZED = 401;

  interface Owner {
    /// @param since that the hello asked for
    void online(Welcome welcome, Timestamp since, long now);

    /// Whatever was asked on this socket will not be answered.
    void offline(long now);

    Timestamp since();
  }

  private enum Phase {
    CLOSED,
    WAITING,
    TOKEN,
    CONNECTING,
    GREETING,
    ONLINE
  }

  private final ClientSettings settings;
  private final ClientTimes times;
  private final Actions actions;
  private final Backoff backoff;
  private final Owner owner;

  private Phase phase = Phase.CLOSED;
  private int attempt;

  /// When the phase must be over; while waiting, when it is.
  private long deadline = Backoff.NEVER;

  private String token = "";
  private Timestamp since = Timestamp.getDefaultInstance();

  /// The last token was not accepted; a second refusal in a row is final.
  private boolean refused;

  private long onlineAt;
  private long heartbeat;
  private long pingAt = Backoff.NEVER;
  private long pongBy = Backoff.NEVER;
  private long drainAt = Backoff.NEVER;

  Link(ClientSettings settings, Actions actions, Backoff backoff, Owner owner) {
    this.settings = settings;
    this.times = settings.times();
    this.actions = actions;
    this.backoff = backoff;
    this.owner = owner;
  }

  boolean isOnline() {
    return phase == Phase.ONLINE;
  }

  /// Whether frames of this try are to be looked at. Events may come before the welcome.
  boolean hears(int number) {
    return number == attempt && (phase == Phase.GREETING || phase == Phase.ONLINE);
  }

  void start(long now) {
    if (phase == Phase.CLOSED) {
      refused = false;
      backoff.reset();
      connect(now);
    }
  }

  /// There is reason to believe that the network is another one: waiting is no use any more, and a
  /// socket may be dead without a word.
  void hurry(long now) {
    if (phase == Phase.WAITING) {
      connect(now);
    } else if (phase == Phase.ONLINE && pongBy == Backoff.NEVER) {
      ping(now);
    }
  }

  void close(ClientState.Closed end, long now) {
    if (phase != Phase.CLOSED) {
      leave(Phase.CLOSED, Backoff.NEVER, now);
      actions.state(end);
    }
  }

  private void connect(long now) {
    attempt++;
    drainAt = Backoff.NEVER;
    enter(Phase.TOKEN, now);
    actions.state(new ClientState.Connecting());
    actions.fetchToken(attempt, refused);
  }

  void token(int number, String fetched, long now) {
    if (number == attempt && phase == Phase.TOKEN) {
      token = fetched;
      enter(Phase.CONNECTING, now);
      actions.connect(attempt);
    }
  }

  void tokenFailed(int number, Refusal refusal, long now) {
    if (number != attempt || phase != Phase.TOKEN) {
      return;
    }
    switch (refusal.remedy()) {
      case TIME -> retry(later(refusal.retryAfter(), now), "no token: " + refusal.reason(), now);
      case NEW_TOKEN -> close(ClientState.Why.UNAUTHENTICATED, refusal, now);
      case PERSON -> close(ClientState.Why.REFUSED, refusal, now);
    }
  }

  private void close(ClientState.Why why, Refusal refusal, long now) {
    close(new ClientState.Closed(why, refusal.code(), refusal.reason()), now);
  }

  void opened(int number, long now) {
    if (number != attempt || phase != Phase.CONNECTING) {
      return;
    }
    enter(Phase.GREETING, now);
    since = owner.since();
    Hello.Builder hello =
        Hello.newBuilder().setToken(token).setDeviceId(settings.deviceId()).setApp(settings.app());
    if (!since.equals(Timestamp.getDefaultInstance())) {
      hello.setSince(since);
    }
    actions.transmit(ClientFrame.newBuilder().setId(HELLO).setHello(hello).build());
  }

  /// The answer to the hello. False: the frame is something else.
  boolean greeted(ServerFrame frame, long now) {
    if (phase != Phase.GREETING || !frame.getRe().equals(HELLO)) {
      return false;
    }
    if (frame.hasWelcome()) {
      welcomed(frame.getWelcome(), now);
    } else if (frame.hasError()) {
      turnedAway(Refusal.of(frame.getError()), now);
    } else {
      retry(later(now), "no welcome", now);
    }
    return true;
  }

  private void welcomed(Welcome welcome, long now) {
    if (!welcome.getUserId().isEmpty() && !welcome.getUserId().equals(settings.userId())) {
      // the cursors here are another user's
      close(unauthenticated("the token is not of " + settings.userId()), now);
      return;
    }
    phase = Phase.ONLINE;
    deadline = Backoff.NEVER;
    refused = false;
    onlineAt = now;
    int seconds = welcome.getHeartbeatSeconds() > 0 ? welcome.getHeartbeatSeconds() : 30;
    // some earlier than due, or a slow network makes it late; each client at its own time
    heartbeat = Duration.ofSeconds(seconds).toNanos() * 3 / 4;
    pingAt = now + heartbeat - backoff.scattered(heartbeat / 2);
    actions.state(new ClientState.Online(welcome.getSessionId()));
    owner.online(welcome, since, now);
  }

  private void turnedAway(Refusal refusal, long now) {
    switch (refusal.remedy()) {
      case TIME -> retry(later(refusal.retryAfter(), now), "turned away: " + refusal.reason(), now);
      case NEW_TOKEN -> unauthenticated(now);
      case PERSON -> close(ClientState.Why.REFUSED, refusal, now);
    }
  }

  /// The server does not accept the token: once, a new one is worth a try.
  void unauthenticated(long now) {
    if (refused) {
      close(unauthenticated("the server refuses a new token too"), now);
    } else {
      refused = true;
      retry(later(now), "the token was refused", now);
    }
  }

  private static ClientState.Closed unauthenticated(String reason) {
    return new ClientState.Closed(ClientState.Why.UNAUTHENTICATED, Code.UNAUTHENTICATED, reason);
  }

  void pong() {
    pongBy = Backoff.NEVER;
  }

  void drain(long afterMs, long now) {
    if (drainAt == Backoff.NEVER) {
      drainAt = now + Duration.ofMillis(Math.max(0, afterMs)).toNanos();
    }
  }

  void closed(int number, Transport.Closing closing, long now) {
    if (number != attempt || phase.compareTo(Phase.CONNECTING) < 0) {
      return;
    }
    String reason =
        closing.code() == Transport.Closing.ABNORMAL
            ? closing.reason()
            : closing.code() + " " + closing.reason();
    switch (Codes.ofClose(closing.code()).reconnect()) {
      case RECONNECT_NOW -> {
        long hint = drainAt == Backoff.NEVER ? backoff.scattered(SPREAD) : drainAt - now;
        retry(Math.max(0, hint), reason, now);
      }
      case RECONNECT_NEVER -> {
        if (closing.code() == CloseCode.CLOSE_UNAUTHENTICATED_VALUE) {
          unauthenticated(now);
        } else {
          close(new ClientState.Closed(ClientState.Why.REPLACED, reason), now);
        }
      }
      case RECONNECT_BACKOFF, RECONNECT_STAY, RECONNECT_UNSPECIFIED, UNRECOGNIZED -> {
        if (closing.httpStatus() == UNAUTHORIZED) {
          unauthenticated(now);
        } else {
          retry(later(closing.retryAfter(), now), reason, now);
        }
      }
    }
  }

  /// Something is wrong with this socket.
  void drop(String reason, long now) {
    if (phase.compareTo(Phase.CONNECTING) >= 0) {
      retry(later(now), reason, now);
    }
  }

  void tick(long now) {
    if (deadline <= now) {
      switch (phase) {
        case WAITING -> connect(now);
        case TOKEN -> retry(later(now), "no token in time", now);
        case CONNECTING -> retry(later(now), "no connection in time", now);
        case GREETING -> retry(later(now), "no welcome in time", now);
        case CLOSED, ONLINE -> deadline = Backoff.NEVER;
      }
    }
    if (phase != Phase.ONLINE) {
      return;
    }
    if (drainAt <= now) {
      retry(0, "the edge is going away", now);
    } else if (pongBy <= now) {
      drop("no answer to a ping", now);
    } else if (pingAt <= now) {
      ping(now);
    }
  }

  private void ping(long now) {
    actions.transmit(ClientFrame.newBuilder().setPing(Ping.getDefaultInstance()).build());
    pingAt = now + heartbeat;
    pongBy = Math.min(pongBy, now + times.answer().toNanos());
  }

  private long later(long now) {
    return later(Duration.ZERO, now);
  }

  /// Longer each time, and no sooner than the other side asked for.
  private long later(Duration asked, long now) {
    forgetFailuresOnceStable(now);
    long own = backoff.next();
    if (asked.isZero()) {
      return own;
    }
    Duration bounded = asked.compareTo(ASKED_MAX) > 0 ? ASKED_MAX : asked;
    return Math.max(own, backoff.atLeast(bounded.toNanos()));
  }

  private void forgetFailuresOnceStable(long now) {
    if (phase == Phase.ONLINE && now - onlineAt >= times.stable().toNanos()) {
      backoff.reset();
    }
  }

  private void enter(Phase next, long now) {
    phase = next;
    deadline = now + times.connect().toNanos();
  }

  private void retry(long wait, String reason, long now) {
    leave(Phase.WAITING, now + wait, now);
    actions.state(new ClientState.Offline(reason, Duration.ofNanos(wait)));
  }

  private void leave(Phase next, long until, long now) {
    boolean hadSocket = phase.compareTo(Phase.CONNECTING) >= 0;
    forgetFailuresOnceStable(now);
    phase = next;
    deadline = until;
    attempt++;
    pingAt = Backoff.NEVER;
    pongBy = Backoff.NEVER;
    if (hadSocket) {
      actions.disconnect();
      owner.offline(now);
    }
  }

  long nextTick() {
    return phase == Phase.ONLINE ? Math.min(Math.min(pingAt, pongBy), drainAt) : deadline;
  }
}
