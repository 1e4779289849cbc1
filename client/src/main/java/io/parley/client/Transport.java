package io.parley.client;

import java.net.URI;
import java.time.Duration;

/// Opens WebSockets. Apps take the one of OkHttp; a load tool brings its own.
public interface Transport {
  /// Begins to connect and returns at once. Must not fail: a failure is told to `events`.
  Connection connect(Endpoint endpoint, Events events);

  /// @param uri of the socket: `ws://` or `wss://`
  /// @param text whether frames travel as text (UTF-8) or as binary messages
  record Endpoint(URI uri, String subprotocol, boolean text) {}

  /// One socket. Any thread may call it; it never blocks.
  interface Connection {
    /// In the order of the calls. False: not sent and never will be, the connection is closing.
    boolean send(byte[] frame);

    /// Says goodbye if there is time for it. No event need follow; those that do are ignored.
    void close(int code);
  }

  /// What happens to one socket: `opened` at most once and first, `closed` at most once and last,
  /// never two at a time. Any thread may call it; it never blocks for long.
  interface Events {
    void opened();

    /// The bytes belong to the receiver.
    void frame(byte[] bytes);

    /// It never opened, broke, or was closed by the other side.
    void closed(Closing closing);
  }

  /// How a socket ended.
  ///
  /// @param code of the close frame; 1006: there was none
  /// @param httpStatus of an answer that refused the handshake; 0: none
  /// @param retryAfter what that answer asked for; zero: nothing
  /// @param reason for logs
  record Closing(int code, int httpStatus, Duration retryAfter, String reason) {
    /// There was no close frame.
    public static final int ABNORMAL = 1006;

    public static Closing broken(String reason) {
      return new Closing(ABNORMAL, 0, Duration.ZERO, reason);
    }

    public static Closing closed(int code, String reason) {
      return new Closing(code, 0, Duration.ZERO, reason);
    }

    public static Closing refused(int httpStatus, Duration retryAfter) {
      return new Closing(ABNORMAL, httpStatus, retryAfter, "HTTP status " + httpStatus);
    }
  }
}
