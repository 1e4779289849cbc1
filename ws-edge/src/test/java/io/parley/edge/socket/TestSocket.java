package io.parley.edge.socket;

import io.parley.protocol.Decoded;
import io.parley.protocol.FrameCodec;
import io.parley.protocol.FrameLimits;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.ServerFrame;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A client that knows nothing but Java's own WebSockets and the schema.
final class TestSocket implements WebSocket.Listener, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  final FrameCodec codec;
  final BlockingQueue<ServerFrame> frames = new LinkedBlockingQueue<>();

  /// Of the frame that came last, as it came.
  volatile byte[] payload = {};

  final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable WebSocket socket;

  private TestSocket(FrameCodec codec) {
    this.codec = codec;
  }

  static TestSocket json(int port) {
    return open(port, FrameCodec.json(limits()));
  }

  static TestSocket binary(int port) {
    return open(port, FrameCodec.binary(limits()));
  }

  private static FrameLimits limits() {
    return FrameLimits.DEFAULT.withMaxBytes(8 * 1024 * 1024);
  }

  private static TestSocket open(int port, FrameCodec codec) {
    TestSocket opened = new TestSocket(codec);
    opened.socket =
        opened
            .client
            .newWebSocketBuilder()
            .subprotocols(codec.subprotocol())
            .buildAsync(URI.create("ws://127.0.0.1:" + port + "/v1/ws"), opened)
            .join();
    return opened;
  }

  /// Opens and says hello; what it is welcomed with is in `frames` no more.
  static TestSocket welcomed(EdgeFixture edge, String user, String device) {
    TestSocket opened = json(edge.port);
    opened.hello(user, device);
    opened.next();
    return opened;
  }

  void hello(String user, String device) {
    send("{\"id\":\"h\",\"hello\":{\"token\":\"" + user + "/" + device + "\"}}");
  }

  private WebSocket socket() {
    WebSocket there = socket;
    if (there == null) {
      throw new AssertionError("not open");
    }
    return there;
  }

  /// A text message.
  void send(String text) {
    socket().sendText(text, true).join();
  }

  void send(ClientFrame frame) {
    byte[] bytes = codec.encode(frame);
    if (codec.subprotocol().endsWith("json")) {
      send(new String(bytes, StandardCharsets.UTF_8));
    } else {
      socket().sendBinary(ByteBuffer.wrap(bytes), true).join();
    }
  }

  void part(String text, boolean last) {
    socket().sendText(text, last).join();
  }

  void ping() {
    socket().sendPing(ByteBuffer.wrap(new byte[] {1, 2, 3})).join();
  }

  void leave() {
    socket().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }

  ServerFrame next() {
    try {
      ServerFrame frame = frames.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (frame == null) {
        throw new AssertionError("no frame came; closed: " + closed.getNow(0));
      }
      return frame;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  int closeCode() {
    return closed.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    return part(data.toString().getBytes(StandardCharsets.UTF_8), last);
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    return part(bytes, last);
  }

  private CompletionStage<?> part(byte[] bytes, boolean last) {
    parts.writeBytes(bytes);
    if (last) {
      payload = parts.toByteArray();
      switch (codec.decodeServer(payload)) {
        case Decoded.Ok<ServerFrame>(ServerFrame frame) -> frames.add(frame);
        case Decoded.Rejected<ServerFrame> bad ->
            closed.completeExceptionally(new AssertionError(bad.message()));
      }
      parts.reset();
    }
    socket().request(1);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void onOpen(WebSocket opened) {
    socket = opened;
    opened.request(1);
  }

  @Override
  public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
    frames.add(ServerFrame.newBuilder().setRe("pong of " + message.remaining()).build());
    from.request(1);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.complete(1006);
  }

  @Override
  public void close() {
    socket().abort();
    client.shutdownNow();
  }
}
