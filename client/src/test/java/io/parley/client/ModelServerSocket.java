package io.parley.client;

import io.parley.protocol.Decoded;
import io.parley.protocol.FrameCodec;
import io.parley.protocol.FrameLimits;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.ServerFrame;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A [ModelServer] behind real sockets, with accounts, on one event loop. A token is the name of
/// its user.
public final class ModelServerSocket {
  private final Vertx vertx = Vertx.vertx();
  private final ModelServer server = new ModelServer(InstantSource.system());
  private final Map<String, String> passwords = new HashMap<>();
  private final Set<ServerWebSocket> sockets = new LinkedHashSet<>();
  private final HttpServer http;
  private final Context context = vertx.getOrCreateContext();
  private int turnAway;
  private int refreshes;

  public ModelServerSocket() throws Exception {
    HttpServerOptions options =
        new HttpServerOptions()
            .setWebSocketSubProtocols(List.of("parley.v1.proto", "parley.v1.json"));
    http =
        vertx
            .createHttpServer(options)
            .webSocketHandshakeHandler(this::handshake)
            .webSocketHandler(this::socket)
            .requestHandler(this::request);
    HttpServer _ =
        http.listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
  }

  public URI socketAddress() {
    return URI.create("ws://127.0.0.1:" + http.actualPort() + "/v1/ws");
  }

  public URI httpAddress() {
    return URI.create("http://127.0.0.1:" + http.actualPort() + "/");
  }

  /// Every socket that is open now.
  public void closeSockets(int code) {
    context.runOnContext(_ -> {
      for (ServerWebSocket socket : List.copyOf(sockets)) {
        Future<Void> _ = socket.close((short) code);
      }
    });
  }

  /// So many handshakes to come get a 503.
  public void turnAway(int handshakes) {
    context.runOnContext(_ -> turnAway = handshakes);
  }

  private void handshake(ServerWebSocketHandshake handshake) {
    Future<?> _ = turnAway-- > 0 ? handshake.reject(503) : handshake.accept();
  }

  private void socket(ServerWebSocket socket) {
    sockets.add(socket);
    boolean text = "parley.v1.json".equals(socket.subProtocol());
    Peer peer =
        new Peer(
            socket,
            text,
            text ? FrameCodec.json(FrameLimits.DEFAULT) : FrameCodec.binary(FrameLimits.DEFAULT));
    socket.textMessageHandler(message -> peer.take(Buffer.buffer(message)));
    socket.binaryMessageHandler(peer::take);
    socket.closeHandler(_ -> {
      sockets.remove(socket);
      peer.gone();
    });
  }

  private final class Peer {
    private final ServerWebSocket socket;
    private final boolean text;
    private final FrameCodec codec;
    private ModelServer.@Nullable Session session;

    Peer(ServerWebSocket socket, boolean text, FrameCodec codec) {
      this.socket = socket;
      this.text = text;
      this.codec = codec;
    }

    void take(Buffer bytes) {
      if (!(codec.decodeClient(bytes.getBytes())
          instanceof Decoded.Ok<ClientFrame>(ClientFrame frame))) {
        Future<Void> _ = socket.close((short) 4400);
        return;
      }
      if (frame.hasHello() && !passwords.containsKey(frame.getHello().getToken())) {
        Future<Void> _ = socket.close((short) 4401);
      } else if (frame.hasHello()) {
        session = server.hello(frame.getHello().getToken(), frame, this::say);
      } else if (session != null && frame.hasSend() && unknown(frame.getSend().getUser())) {
        server.refuse(session, frame.getId(), Code.NOT_FOUND, 0);
      } else if (session != null && ModelServer.isCommand(frame)) {
        ModelServer.Command _ = server.append(session, frame);
        server.applyNext();
      } else if (session != null) {
        server.request(session, frame);
      }
    }

    private boolean unknown(String user) {
      return !user.isEmpty() && !passwords.containsKey(user);
    }

    private void say(ServerFrame frame) {
      Buffer bytes = Buffer.buffer(codec.encode(frame));
      Future<Void> _ =
          text ? socket.writeTextMessage(bytes.toString()) : socket.writeBinaryMessage(bytes);
    }

    void gone() {
      if (session != null) {
        server.gone(session);
      }
    }
  }

  private void request(HttpServerRequest request) {
    Future<Buffer> _ = request.body().onSuccess(body -> answer(request, new JsonObject(body)));
  }

  private void answer(HttpServerRequest request, JsonObject body) {
    String user = body.getString("userId", "");
    switch (String.valueOf(request.path())) {
      case "/v1/accounts" -> {
        boolean taken = passwords.putIfAbsent(user, body.getString("password")) != null;
        end(request, taken ? 409 : 201, new JsonObject().put("code", taken ? "CONFLICT" : ""));
      }
      case "/v1/tokens" ->
          tokens(request, user, body.getString("password", "").equals(passwords.get(user)));
      case "/v1/tokens/refresh" -> {
        refreshes++;
        String token = body.getString("refreshToken", "");
        tokens(request, token.replace("refresh-", ""), token.startsWith("refresh-"));
      }
      default -> end(request, 404, new JsonObject().put("code", "NOT_FOUND"));
    }
  }

  public int refreshes() {
    return refreshes;
  }

  private static void tokens(HttpServerRequest request, String user, boolean right) {
    end(
        request,
        right ? 200 : 401,
        right
            ? new JsonObject()
                .put("accessToken", user)
                .put("refreshToken", "refresh-" + user)
                .put("expiresIn", 60)
            : new JsonObject().put("code", "UNAUTHENTICATED").put("detail", "no"));
  }

  private static void end(HttpServerRequest request, int status, JsonObject body) {
    Future<Void> _ = request.response().setStatusCode(status).end(body.toBuffer());
  }

  public void close() throws Exception {
    Void _ = vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
