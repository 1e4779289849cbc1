package io.parley.testing.delivery;

import io.parley.protocol.v1.ClientFrame;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Sockets of the JDK's own client.
public final class JdkDialer implements Dialer {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);

  private final HttpClient client;

  public JdkDialer(HttpClient client) {
    this.client = client;
  }

  @Override
  public CompletionStage<Line> dial(URI edge, Subprotocol subprotocol, Listener listener) {
    var line = new JdkLine(subprotocol, listener);
    return client
        .newWebSocketBuilder()
        .connectTimeout(CONNECT_WITHIN)
        .subprotocols(subprotocol.token())
        .buildAsync(edge, line)
        .thenApply(line::opened);
  }

  private static final class JdkLine implements Line, WebSocket.Listener {
    private final Subprotocol subprotocol;
    private final Listener listener;
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    // guarded by this: the JDK takes one frame at a time
    private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);
    private @Nullable WebSocket socket;

    JdkLine(Subprotocol subprotocol, Listener listener) {
      this.subprotocol = subprotocol;
      this.listener = listener;
    }

    private synchronized Line opened(WebSocket opened) {
      if (!opened.getSubprotocol().equals(subprotocol.token())) {
        opened.abort();
        throw new IllegalStateException(
            "subprotocol: \"%s\" (expected: %s)"
                .formatted(opened.getSubprotocol(), subprotocol.token()));
      }
      socket = opened;
      return this;
    }

    @Override
    public synchronized void send(ClientFrame frame) {
      WebSocket open = socket;
      if (open == null) {
        throw new IllegalStateException("not open");
      }
      sending =
          sending.thenCompose(_ ->
              switch (subprotocol) {
                case JSON -> open.sendText(Subprotocol.text(frame), true);
                case BINARY -> open.sendBinary(ByteBuffer.wrap(frame.toByteArray()), true);
              });
    }

    @Override
    public synchronized void cut() {
      if (socket != null) {
        socket.abort();
      }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        String whole = text.toString();
        text.setLength(0);
        listener.frame(Subprotocol.parse(whole));
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
      byte[] part = new byte[data.remaining()];
      data.get(part);
      bytes.writeBytes(part);
      if (last) {
        ByteBuffer whole = ByteBuffer.wrap(bytes.toByteArray());
        bytes.reset();
        listener.frame(Subprotocol.parse(whole));
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      listener.closed(code, reason);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      listener.closed(NO_CLOSE_FRAME, String.valueOf(error.getMessage()));
    }
  }
}
