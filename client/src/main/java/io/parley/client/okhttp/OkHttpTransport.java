package io.parley.client.okhttp;

import io.parley.client.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/// WebSockets by OkHttp. One thread for each socket that is open, beside the few that all of OkHttp
/// shares.
public final class OkHttpTransport implements Transport {
  private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol";
  private static final int NORMAL = 1000;
  private static final int SWITCHING_PROTOCOLS = 101;

  private final OkHttpClient http;

  /// @param http the app's; its proxy, certificates and time to connect count here
  public OkHttpTransport(OkHttpClient http) {
    this(http, DaemonThreads.pool("parley-socket"));
  }

  /// @param threads one is taken by each socket while it is open: virtual threads, say, for a tool
  ///   with thousands of clients
  public OkHttpTransport(OkHttpClient http, ExecutorService threads) {
    // a socket that is open counts as a call under way: the app's dispatcher would stop at 64
    Dispatcher dispatcher = new Dispatcher(threads);
    dispatcher.setMaxRequests(Integer.MAX_VALUE);
    dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
    this.http =
        http.newBuilder()
            .dispatcher(dispatcher)
            // heartbeats are the client's own, and a socket may be silent
            .pingInterval(Duration.ZERO)
            .readTimeout(Duration.ZERO)
            .build();
  }

  public OkHttpTransport() {
    this(new OkHttpClient());
  }

  @Override
  public Connection connect(Endpoint endpoint, Events events) {
    Request request =
        new Request.Builder()
            .url(endpoint.uri().toString())
            .header(SUBPROTOCOL, endpoint.subprotocol())
            .build();
    Listener listener = new Listener(endpoint, events);
    return new OkHttpConnection(http.newWebSocket(request, listener), listener, endpoint.text());
  }

  private record OkHttpConnection(WebSocket socket, Listener listener, boolean text)
      implements Connection {
    @Override
    public boolean send(byte[] frame) {
      return text
          ? socket.send(new String(frame, StandardCharsets.UTF_8))
          : socket.send(ByteString.of(frame));
    }

    @Override
    public void close(int code) {
      // before the handshake is answered OkHttp only takes note of a goodbye, and waits on for ever
      if (!listener.opened || !socket.close(code, null)) {
        socket.cancel();
      }
    }
  }

  private static final class Listener extends WebSocketListener {
    private final Endpoint endpoint;
    private final Events events;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean opened;

    Listener(Endpoint endpoint, Events events) {
      this.endpoint = endpoint;
      this.events = events;
    }

    @Override
    public void onOpen(WebSocket socket, Response response) {
      opened = true;
      if (endpoint.subprotocol().equals(response.header(SUBPROTOCOL))) {
        events.opened();
      } else {
        close(Closing.broken("the server does not speak " + endpoint.subprotocol()));
        socket.cancel();
      }
    }

    @Override
    public void onMessage(WebSocket socket, String text) {
      frame(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void onMessage(WebSocket socket, ByteString bytes) {
      frame(bytes.toByteArray());
    }

    private void frame(byte[] bytes) {
      if (!closed.get()) {
        events.frame(bytes);
      }
    }

    @Override
    public void onClosing(WebSocket socket, int code, String reason) {
      // 1005 and the like stand for what was not said, and may not be said back
      boolean unused = socket.close(NORMAL, null);
      close(Closing.closed(code, reason));
    }

    @Override
    public void onFailure(WebSocket socket, Throwable thrown, @Nullable Response response) {
      close(
          response == null || response.code() == SWITCHING_PROTOCOLS
              ? Closing.broken(reason(thrown))
              : Closing.refused(response.code(), retryAfter(response.header("Retry-After"))));
    }

    private static String reason(Throwable thrown) {
      String message = thrown.getMessage();
      return message == null ? "the connection was lost" : message;
    }

    private void close(Closing closing) {
      if (!closed.getAndSet(true)) {
        events.closed(closing);
      }
    }

    /// In seconds; as a date nobody sends it.
    private static Duration retryAfter(@Nullable String header) {
      if (header == null || !header.matches("\\d{1,6}")) {
        return Duration.ZERO;
      }
      return Duration.ofSeconds(Long.parseLong(header));
    }
  }
}
