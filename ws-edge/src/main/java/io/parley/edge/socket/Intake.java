package io.parley.edge.socket;

import io.parley.protocol.Decoded;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What a session's client sends: read, counted, and done one frame after another. A frame that has
/// to wait for something holds up those behind it, which then wait in the network. Owned by the
/// session's event loop.
final class Intake implements WebSocketReader.Inbound {
  private final Session session;
  private final Services services;
  private @Nullable SocketHandler handler;

  Intake(Session session, Services services) {
    this.session = session;
    this.services = services;
  }

  void opened(SocketHandler opened) {
    handler = opened;
  }

  /// The session was welcomed.
  void welcomed() {
    if (handler != null) {
      handler.welcomed();
    }
  }

  /// The session is over.
  void ended() {
    if (handler != null) {
      handler.ended();
    }
  }

  /// Whether the client has begun a message and does not end it.
  boolean isStalled(long now) {
    return handler != null && handler.isStalled(now);
  }

  @Override
  public boolean ready() {
    return handler == null || !handler.isHeld();
  }

  @Override
  public void message(boolean text, byte[] payload) {
    slowDown();
    Dialect dialect = session.dialect();
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
  public void tooLarge(long bytes, int max) {
    slowDown();
    String message = "frame: " + bytes + " bytes (expected: at most " + max + ")";
    unreadable("", new Refused(Code.TOO_LARGE, message));
  }

  private void unreadable(String re, Refused refused) {
    services.metrics().frameIn("UNREADABLE", refused.code());
    session.refuseFrame(re, refused);
  }

  private void frame(ClientFrame frame) {
    String re = FrameRules.idFits(frame) ? frame.getId() : "";
    Action action =
        session.isLive()
            ? FrameRules.of(frame, session.user(), services.config().limits().textMax())
            : FrameRules.first(frame);
    Refused refused = session.requests().perform(action, re);
    Code outcome = refused == null ? Code.CODE_UNSPECIFIED : refused.code();
    services.metrics().frameIn(frame.getBodyCase().name(), outcome);
    if (action instanceof Action.Refuse(Refused broken)) {
      session.refuseFrame(re, broken);
    } else if (refused != null) {
      session.refuse(re, refused);
    }
  }

  @Override
  public void ping(byte[] payload) {
    slowDown();
    session.pong(payload);
  }

  @Override
  public void pong() {
    slowDown(); // else heard is all that it is for
  }

  @Override
  public void part() {
    slowDown();
  }

  @Override
  public void closed(int code) {
    session.peerClosed(code);
  }

  @Override
  public void violation(int code, String what) {
    session.closeBroken(code, what);
  }

  /// Reads no more for a moment from a client that sends faster than allowed: what it sends waits
  /// in the network, and costs nobody anything.
  private void slowDown() {
    long wait = session.meter().frame(services.world().now());
    if (wait > 0) {
      hold();
      session.loop().schedule(this::release, 1 + TimeUnit.NANOSECONDS.toMillis(wait));
    }
  }

  /// Takes no further frame until the stage has come to something and that was dealt with. Calls
  /// `then` also when the session is over.
  <T> void await(CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> then) {
    hold();
    session
        .loop()
        .whenDone(
            stage,
            (value, fault) -> {
              try {
                then.accept(value, fault);
              } finally {
                release();
              }
            });
  }

  private void hold() {
    if (handler != null) {
      handler.hold();
    }
  }

  private void release() {
    if (handler != null) {
      handler.release();
    }
  }
}
