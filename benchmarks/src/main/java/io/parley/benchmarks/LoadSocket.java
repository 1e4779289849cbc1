package io.parley.benchmarks;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.util.concurrent.Future;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Hello;
import io.parley.protocol.v1.Ping;
import io.parley.protocol.v1.Send;
import io.parley.protocol.v1.ServerFrame;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One device of one user, which writes to one other user. Belongs to its lane's event loop.
final class LoadSocket extends SimpleChannelInboundHandler<BinaryWebSocketFrame> {
  private static final ClientFrame PING =
      ClientFrame.newBuilder().setPing(Ping.getDefaultInstance()).build();

  private final Person person;
  private final Lane lane;
  private final CompletableFuture<LoadSocket> welcomed;
  private @Nullable ChannelHandlerContext context;

  /// Who it is, and whom it writes to.
  record Person(String token, String device, String partner) {}

  LoadSocket(Person person, Lane lane, CompletableFuture<LoadSocket> welcomed) {
    this.person = person;
    this.lane = lane;
    this.welcomed = welcomed;
  }

  void send(MessageTag tag, String text) {
    String clientMessageId = tag.text();
    write(
        ClientFrame.newBuilder()
            .setId(Long.toString(tag.number()))
            .setSend(
                Send.newBuilder()
                    .setUser(person.partner())
                    .setClientMessageId(clientMessageId)
                    .setText(text))
            .build());
  }

  private void write(ClientFrame frame) {
    ChannelHandlerContext open = context;
    if (open != null) {
      ByteBuf bytes = Unpooled.wrappedBuffer(frame.toByteArray());
      // a failed write is an exception of the channel
      ChannelFuture _ = open.writeAndFlush(new BinaryWebSocketFrame(bytes), open.voidPromise());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext of, Object event) {
    if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
      context = of;
      write(
          ClientFrame.newBuilder()
              .setId("hello")
              .setHello(
                  Hello.newBuilder()
                      .setToken(person.token())
                      .setDeviceId(person.device())
                      .setApp("benchmark/1"))
              .build());
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext of, BinaryWebSocketFrame bytes)
      throws InvalidProtocolBufferException {
    ServerFrame frame = ServerFrame.parseFrom(bytes.content().nioBuffer());
    switch (frame.getBodyCase()) {
      case WELCOME -> welcomed(of, frame.getWelcome().getHeartbeatSeconds());
      case SENT -> lane.answered(this, frame.getSent().getClientMessageId());
      case EVENT -> lane.arrived(frame.getEvent().getMessage().getClientMessageId());
      case ERROR -> {
        if (frame.getRe().equals("hello")) {
          ChannelFuture _ = of.close();
        } else {
          lane.refused(this, frame.getError());
        }
      }
      case RECEIPT, TYPING, PONG, PRESENCE, PAGE, CONVERSATIONS, HEADS, DRAIN, BODY_NOT_SET -> {}
    }
  }

  private void welcomed(ChannelHandlerContext of, int heartbeatSeconds) {
    lane.welcomed(this);
    long every = Math.max(1, heartbeatSeconds);
    Future<?> _ =
        of.executor().scheduleAtFixedRate(() -> write(PING), every, every, TimeUnit.SECONDS);
    welcomed.complete(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext of) {
    context = null;
    lane.lost(this);
    welcomed.completeExceptionally(new IllegalStateException("closed before it was welcomed"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext of, Throwable cause) {
    welcomed.completeExceptionally(cause);
    ChannelFuture _ = of.close();
  }
}
