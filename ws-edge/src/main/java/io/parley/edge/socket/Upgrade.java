package io.parley.edge.socket;

import static io.netty.handler.codec.http.HttpResponseStatus.SWITCHING_PROTOCOLS;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.parley.edge.EdgeMetrics;
import io.parley.edge.Problem;
import io.parley.edge.accounts.ClientAddress;
import io.parley.protocol.v1.Code;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Stands before the HTTP server's own handler of a connection and takes the connection over when a
/// request asks for a socket: the server never sees that request, and once its handlers are gone
/// from the pipeline nothing of it stays in memory for the socket. Every other request passes.
///
/// Owned by the connection's event loop.
final class Upgrade extends ChannelDuplexHandler {
  private final Gate gate;
  private final int trustedProxies;
  private final EdgeMetrics metrics;
  private final SocketStart start;

  /// Requests that passed and were not answered yet: their answers need the server's handlers.
  private int underWay;

  /// The request for a socket, between its head and its end.
  private Handshake.@Nullable Accepted accepted;

  private boolean done;

  /// Makes the handler of a socket.
  interface SocketStart {
    ChannelHandler begin(ChannelHandlerContext context, Handshake.Accepted handshake);
  }

  /// @param trustedProxies how many proxies of ours a request passes
  Upgrade(Gate gate, int trustedProxies, EdgeMetrics metrics, SocketStart start) {
    this.gate = gate;
    this.trustedProxies = trustedProxies;
    this.metrics = metrics;
    this.start = start;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (done) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (accepted == null && !isForUs(message)) {
      if (message instanceof HttpRequest) {
        underWay++;
      }
      context.fireChannelRead(message);
      return;
    }
    try {
      if (message instanceof HttpRequest request) {
        decide(context, request);
      }
      if (message instanceof LastHttpContent && accepted != null) {
        takeOver(context, accepted);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof LastHttpContent && !isInterim(message)) {
      underWay--;
    }
    ChannelFuture _ = context.write(message, promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (accepted != null && !done) {
      gate.left(); // gone between the head and the end of its request
    }
  }

  private static boolean isInterim(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }

  private static boolean isForUs(Object message) {
    return message instanceof HttpRequest request
        && request.decoderResult().isSuccess()
        && Handshake.isFor(request);
  }

  /// The cheapest questions first: in a storm nothing is looked at before the gate.
  private void decide(ChannelHandlerContext context, HttpRequest request) {
    Optional<EdgeMetrics.Handshake> shut = gate.enter(address(context, request));
    if (shut.isPresent()) {
      metrics.handshake(shut.get());
      refuse(context, overloaded(shut.get()));
      return;
    }
    Handshake outcome =
        underWay > 0
            ? new Handshake.Refused(400, "another request of this connection is under way")
            : Handshake.of(request);
    switch (outcome) {
      case Handshake.Accepted good -> accepted = good;
      case Handshake.Refused(int status, String detail) -> {
        gate.left();
        metrics.handshake(EdgeMetrics.Handshake.INVALID);
        refuse(context, new Problem(Code.INVALID, detail).withStatus(status));
      }
    }
  }

  private Problem overloaded(EdgeMetrics.Handshake why) {
    Duration retryAfter = gate.retryAfter();
    String detail =
        switch (why) {
          case NOT_READY -> "this edge takes no sockets now";
          case TOO_FAST, TOO_MANY_UNAUTHENTICATED -> "too many sockets begin at once";
          case ADDRESS_TOO_FAST -> "too many sockets begin at once from this address";
          case ACCEPTED, INVALID -> throw new IllegalStateException(why + " (expected: shut)");
        };
    return new Problem(Code.UNAVAILABLE, detail, retryAfter);
  }

  /// The share of a proxy would be that of everybody behind it: nothing for those.
  private String address(ChannelHandlerContext context, HttpRequest request) {
    if (trustedProxies > 0) {
      List<String> forwarded = request.headers().getAll("X-Forwarded-For");
      return ClientAddress.of(
          null, forwarded.isEmpty() ? null : String.join(",", forwarded), trustedProxies);
    }
    return Peer.of(context.channel());
  }

  private void refuse(ChannelHandlerContext context, Problem problem) {
    done = true;
    int status = problem.status();
    metrics.answered(status);
    ByteBuf body = Unpooled.copiedBuffer(problem.body(), StandardCharsets.UTF_8);
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), body);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, Problem.CONTENT_TYPE)
        .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
        .set(HttpHeaderNames.CONNECTION, "close");
    if (problem.retryAfter().isPositive()) {
      response.headers().set(HttpHeaderNames.RETRY_AFTER, problem.retryAfterSeconds());
    }
    if (status == HttpResponseStatus.UPGRADE_REQUIRED.code()) {
      response
          .headers()
          .set(HttpHeaderNames.UPGRADE, "websocket")
          .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, Handshake.VERSION);
    }
    ChannelFuture _ = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  private void takeOver(ChannelHandlerContext context, Handshake.Accepted handshake) {
    done = true;
    accepted = null;
    metrics.handshake(EdgeMetrics.Handshake.ACCEPTED);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
    response
        .headers()
        .set(HttpHeaderNames.UPGRADE, "websocket")
        .set(HttpHeaderNames.CONNECTION, "upgrade")
        .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, handshake.accept());
    if (!handshake.subprotocol().isEmpty()) {
      response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, handshake.subprotocol());
    }
    ChannelFuture _ = context.writeAndFlush(response);
    ChannelHandler socket = start.begin(context, handshake);
    ChannelPipeline pipeline = context.pipeline();
    pipeline.addLast("socket", socket);
    removeAllBut(pipeline, socket);
  }

  /// From the last to the first: the decoder of HTTP hands on what it has read beyond the request,
  /// and only the socket is left to take it.
  private static void removeAllBut(ChannelPipeline pipeline, ChannelHandler socket) {
    for (Map.Entry<String, ChannelHandler> entry :
        pipeline.toMap().entrySet().stream().toList().reversed()) {
      ChannelHandler handler = entry.getValue();
      if (!handler.equals(socket) && !(handler instanceof SslHandler)) {
        pipeline.remove(handler);
      }
    }
  }
}
