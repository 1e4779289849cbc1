package io.parley.edge.socket;

import com.google.protobuf.Timestamp;
import io.parley.edge.Authenticator.Verdict;
import io.parley.protocol.v1.CloseCode;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.Hello;
import io.parley.protocol.v1.ServerFrame;
import io.parley.protocol.v1.Welcome;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// From a hello to its welcome, in an order that leaves no gap: who it is; then the registry is
/// told, so that routers find the session; then its channels are read, and the registry told that
/// this edge is interested in them; then what moved is read. A message stored before that is in
/// what moved, one stored after it is delivered, some are both. Owned by the session's event loop.
final class Greeting {
  private final Session session;
  private final Services services;
  private final String re;
  private final Hello hello;
  private final long begunAt;

  Greeting(Session session, Services services, String re, Hello hello) {
    this.session = session;
    this.services = services;
    this.re = re;
    this.hello = hello;
    this.begunAt = services.world().now();
  }

  /// @param token empty where neither the hello nor the handshake brought one
  void begin(String token) {
    if (token.isEmpty()) {
      unauthenticated(new Refused(Code.UNAUTHENTICATED, "hello.token: none (expected: a token)"));
      return;
    }
    session
        .intake()
        .await(
            services.authenticator().verify(token, hello.getDeviceId()),
            (verdict, fault) -> {
              if (session.isOver()) {
                return;
              }
              switch (verdict) {
                case Verdict.Accepted accepted -> register(accepted);
                case Verdict.Refused refused -> refuse(refused);
                case null -> fail(fault);
              }
            });
  }

  private void refuse(Verdict.Refused verdict) {
    Refused refused = Refused.later(verdict.code(), verdict.detail(), verdict.retryAfter());
    switch (verdict.code()) {
      case UNAUTHENTICATED -> unauthenticated(refused);
      case UNAVAILABLE, RATE_LIMITED -> comeBackLater(refused);
      case INVALID,
          CONFLICT,
          FORBIDDEN,
          NOT_FOUND,
          TOO_LARGE,
          UNSUPPORTED,
          INTERNAL,
          CODE_UNSPECIFIED,
          UNRECOGNIZED -> {
        session.life().reopen(re, refused);
      }
    }
  }

  private void unauthenticated(Refused refused) {
    session.life().turnAway(re, refused, CloseCode.CLOSE_UNAUTHENTICATED);
  }

  private void comeBackLater(Refused refused) {
    session.life().turnAway(re, refused, CloseCode.CLOSE_TRY_AGAIN_LATER);
  }

  private void fail(@Nullable Throwable fault) {
    Throwable known = fault == null ? new IllegalStateException("no verdict") : fault;
    comeBackLater(Faults.of(known, "hello", services.world().random()));
  }

  /// What the welcome needs may not answer at all.
  void sweep(long now) {
    if (now - begunAt > services.config().answerWithin().toNanos()) {
      comeBackLater(Faults.unavailable("hello cannot be done now", services.world().random()));
    }
  }

  private void register(Verdict.Accepted accepted) {
    session.life().identify(accepted);
    if (session.isOver()) {
      return;
    }
    // before the inbox is read: what is stored later than this is told next time, or delivered
    Instant serverTime = services.world().clock().instant();
    session
        .intake()
        .await(
            services.arrivals().register(session),
            (_, fault) -> {
              if (session.isOver()) {
                return;
              }
              if (fault != null) { // the registry blinks: it is told later
                services.arrivals().owe(session, serverTime);
              }
              findChannels(serverTime);
            });
  }

  /// After it was registered: who is let into a channel from now on is told so.
  private void findChannels(Instant serverTime) {
    session
        .intake()
        .await(
            services.looks().look(session),
            (_, fault) -> {
              if (session.isOver()) {
                return;
              }
              if (fault != null) { // the memory blinks: they are looked for again, and told of then
                services.metrics().channelsUnread();
                services.heads().tell(session, serverTime);
              }
              tellMoved(serverTime);
            });
  }

  private void tellMoved(Instant serverTime) {
    if (!hello.hasSince()) {
      welcome(serverTime, Optional.empty());
      return;
    }
    Instant since = FrameRules.instant(hello.getSince());
    session
        .intake()
        .await(
            services.reads().missed(session.user(), since),
            (heads, fault) -> {
              if (session.isOver()) {
                return;
              }
              if (heads == null) { // a welcome without it would hide what the device missed
                fail(fault);
              } else {
                welcome(serverTime, Optional.of(heads));
              }
            });
  }

  private void welcome(Instant serverTime, Optional<Heads> moved) {
    Timestamp time = Pulses.timestamp(serverTime);
    Welcome.Builder welcome =
        Welcome.newBuilder()
            .setUserId(session.user())
            .setDeviceId(session.device())
            .setSessionId(session.name())
            .setServerTime(time)
            .setHeartbeatSeconds((int) services.config().heartbeat().toSeconds())
            .setMaxInFlight(services.config().limits().inFlightMax());
    moved.ifPresent(welcome::setMoved);
    session.life().welcome(re, ServerFrame.newBuilder().setWelcome(welcome));
  }
}
