package io.parley.edge.socket;

import io.parley.edge.Authenticator.Verdict;
import io.parley.protocol.Codes;
import io.parley.protocol.v1.CloseCode;
import io.parley.protocol.v1.Hello;
import io.parley.protocol.v1.ServerFrame;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What becomes of a session: it waits for a hello, is greeted, lives, and ends, of itself or
/// because its time is over. It has no timer: its loop sweeps. Owned by the session's event loop,
/// except for what says otherwise.
final class SessionLife {
  private enum State {
    /// Waits for a hello.
    OPENING,
    /// A hello is looked into.
    GREETING,
    LIVE,
    /// Closed, or being closed.
    OVER
  }

  private final Session session;
  private final Services services;
  private final Socket socket;
  private final long openedAt;

  /// Of the handshake, until a hello is good.
  private String bearer;

  /// From a hello to what comes of it.
  private @Nullable Greeting greeting;

  private State state = State.OPENING;
  private long heardAt;
  private long recheckAt;
  private boolean rechecking;
  private volatile boolean over;

  SessionLife(Session session, Services services, Session.Begin begin) {
    this.session = session;
    this.services = services;
    this.socket = begin.socket();
    this.bearer = begin.bearer();
    this.openedAt = now();
    this.heardAt = openedAt;
  }

  /// Any thread.
  boolean isOver() {
    return over;
  }

  /// Whether it was welcomed and is not over.
  boolean isLive() {
    return state == State.LIVE;
  }

  // ---- its greeting ----

  /// Looks into a hello.
  void greet(String re, Hello hello) {
    state = State.GREETING;
    String token = hello.getToken().isEmpty() ? bearer : hello.getToken();
    Greeting begun = new Greeting(session, services, re, hello);
    greeting = begun;
    begun.begin(token);
  }

  /// Who it is, is known: from now on deliveries are kept for it until it is welcomed. It is over
  /// at once where a newer session of its device is.
  void identify(Verdict.Accepted accepted) {
    bearer = "";
    recheckIn(services.config().recheckEvery());
    socket.hold();
    session.identify(accepted);
  }

  /// The hello was no good, another may follow: within the time of the first, and not too often,
  /// since each costs a look at accounts.
  void reopen(String re, Refused refused) {
    state = State.OPENING;
    greeting = null;
    session.refuseAndCount(re, refused);
  }

  void welcome(String re, ServerFrame.Builder frame) {
    state = State.LIVE;
    greeting = null;
    session.intake().welcomed();
    services.gate().left();
    services.metrics().sessionBegan(session.dialect().subprotocol());
    socket.sendFirst(session.dialect().encode(frame.setRe(re).build()));
    socket.release(now());
    session.wrote();
  }

  /// Refuses a hello for good.
  void turnAway(String re, Refused refused, CloseCode code) {
    if (state != State.OVER) {
      ServerFrame.Builder frame = ServerFrame.newBuilder().setRe(re).setError(refused.asProblem());
      socket.sendFirst(session.dialect().encode(frame.build()));
      close(code);
    }
  }

  // ---- as time passes ----

  void heard() {
    heardAt = now();
  }

  /// When it is asked next whether its device may stay.
  void recheckIn(Duration time) {
    recheckAt = now() + time.toNanos();
    rechecking = false;
  }

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
      session.wrote();
    }
    if (session.intake().isStalled(now)) {
      close(CloseCode.CLOSE_SILENT);
      return;
    }
    if (socket.isStuck(now)) {
      close(CloseCode.CLOSE_SLOW_READER);
      return;
    }
    session.requests().expire(now);
    if (!rechecking && now - recheckAt >= 0) {
      rechecking = true;
      session.loop().rechecks().ask(session);
    }
  }

  // ---- its end ----

  void close(CloseCode code) {
    Codes.CloseMeaning meaning = Codes.of(code);
    socket.close(meaning.number(), meaning.reason(), now());
    end();
  }

  /// Nobody finds it any more, and nothing is sent to it; its socket may linger.
  void end() {
    if (state == State.OVER) {
      return;
    }
    State before = state;
    state = State.OVER;
    over = true;
    if (before == State.LIVE) {
      services.metrics().sessionEnded(session.dialect().subprotocol());
    } else {
      services.gate().left();
    }
    session.forget();
  }

  private long now() {
    return services.world().now();
  }
}
