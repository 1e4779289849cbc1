package io.parley.standalone.message;

import com.google.protobuf.util.JsonFormat;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.ServerFrame;
import io.parley.testing.delivery.Subprotocol;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A socket that says exactly what a test writes and keeps every frame it hears, as JSON whatever
/// the subprotocol: a test reads like the protocol's page, and holds for both spellings.
final class TestSocket implements WebSocket.Listener, AutoCloseable {
  private static final long PATIENCE_S = 15;
  private static final int ATTEMPTS_MAX = 20;
  private static final Set<String> CAN_PASS = Set.of("UNAVAILABLE", "RATE_LIMITED");

  private final Subprotocol subprotocol;
  private final WebSocket socket;
  private final StringBuilder text = new StringBuilder();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final LinkedBlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();

  TestSocket(HttpClient client, URI edge, Subprotocol subprotocol) {
    this.subprotocol = subprotocol;
    this.socket =
        client
            .newWebSocketBuilder()
            .subprotocols(subprotocol.token())
            .buildAsync(edge, this)
            .join();
  }

  /// Says a frame of the protocol, spelled as the subprotocol wants it.
  void say(String json) {
    switch (subprotocol) {
      case JSON -> sayText(json);
      case BINARY -> {
        try {
          ClientFrame.Builder frame = ClientFrame.newBuilder();
          JsonFormat.parser().merge(json, frame);
          sayBytes(frame.build().toByteArray());
        } catch (IOException e) {
          throw new UncheckedIOException(json, e);
        }
      }
    }
  }

  void sayText(String anything) {
    socket.sendText(anything, true).join();
  }

  void sayBytes(byte[] anything) {
    socket.sendBinary(ByteBuffer.wrap(anything), true).join();
  }

  /// Says a frame and returns its answer. As long as that is an error that can pass, on a machine
  /// that is busy, it waits and says it again, as a client should.
  JsonObject ask(String json) throws InterruptedException {
    JsonObject frame = new JsonObject(json);
    String id = frame.getString("id");
    for (int attempt = 1; ; attempt++) {
      say(frame.encode());
      JsonObject answer = answer(id);
      JsonObject error = answer.getJsonObject("error", new JsonObject());
      if (!CAN_PASS.contains(error.getString("code", "")) || attempt == ATTEMPTS_MAX) {
        return answer;
      }
      if (frame.containsKey("send")) {
        frame.getJsonObject("send").put("resend", true);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(error.getInteger("retryAfterMs", 100)));
    }
  }

  /// The answer to the frame with this id.
  JsonObject answer(String id) throws InterruptedException {
    return hear("the answer to " + id, frame -> id.equals(frame.getString("re")));
  }

  /// The next frame of a kind, such as `event`; its body.
  JsonObject next(String kind) throws InterruptedException {
    return hear(kind, frame -> frame.containsKey(kind)).getJsonObject(kind);
  }

  /// The next frame of any of these kinds, whole.
  JsonObject next(Set<String> kinds) throws InterruptedException {
    return hear(kinds.toString(), frame -> kinds.stream().anyMatch(frame::containsKey));
  }

  /// Frames before it are dropped.
  private JsonObject hear(String what, Predicate<JsonObject> wanted) throws InterruptedException {
    List<JsonObject> others = new ArrayList<>();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (true) {
      JsonObject frame = heard.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (frame == null) {
        throw new AssertionError(
            "%s did not come; heard: %s; closed: %s".formatted(what, others, closed));
      }
      if (wanted.test(frame)) {
        return frame;
      }
      others.add(frame);
    }
  }

  /// All that was heard until the answer to a ping, without it: what has not come by then was not
  /// on its way before.
  List<JsonObject> untilPong() throws InterruptedException {
    say("{\"id\":\"pong-please\",\"ping\":{}}");
    List<JsonObject> frames = new ArrayList<>();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (true) {
      JsonObject frame = heard.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (frame == null) {
        throw new AssertionError("no pong; heard: " + frames + "; closed: " + closed);
      }
      if (frame.containsKey("pong")) {
        return frames;
      }
      frames.add(frame);
    }
  }

  /// The code it was closed with.
  int closeCode() throws InterruptedException {
    try {
      return closed.get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("not closed; heard: " + heard, e);
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      heard.add(new JsonObject(text.toString()));
      text.setLength(0);
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
      try {
        heard.add(
            new JsonObject(JsonFormat.printer().print(ServerFrame.parseFrom(bytes.toByteArray()))));
      } catch (IOException e) {
        closed.completeExceptionally(e);
      }
      bytes.reset();
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.completeExceptionally(error);
  }

  @Override
  public void close() {
    socket.abort();
  }
}
