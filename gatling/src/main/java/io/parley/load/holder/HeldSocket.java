package io.parley.load.holder;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Hello;
import io.parley.protocol.v1.ServerFrame;

/// One device that says hello and then nothing. Belongs to its event loop.
final class HeldSocket extends SimpleChannelInboundHandler<WebSocketFrame> {
  private static final String HELLO = "1";

  private final HeldCount count;
  private final String token;
  private final String device;
  private final Runnable refused;
  private boolean welcomed;

  /// @param refused runs if it ends before it is welcomed
  HeldSocket(HeldCount count, String token, String device, Runnable refused) {
    this.count = count;
    this.token = token;
    this.device = device;
    this.refused = refused;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
      ClientFrame hello =
          ClientFrame.newBuilder()
              .setId(HELLO)
              .setHello(
                  Hello.newBuilder().setToken(token).setDeviceId(device).setApp("parley-hold/1"))
              .build();
      var _ =
          context.writeAndFlush(
              new BinaryWebSocketFrame(Unpooled.wrappedBuffer(hello.toByteArray())),
              context.voidPromise());
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame)
      throws InvalidProtocolBufferException {
    // what comes after the welcome is for somebody who reads
    if (!welcomed && frame instanceof BinaryWebSocketFrame) {
      ServerFrame answer = ServerFrame.parseFrom(frame.content().nioBuffer());
      if (answer.hasWelcome()) {
        welcomed = true;
        count.held();
      } else if (answer.getRe().equals(HELLO)) {
        var _ = context.close();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (welcomed) {
      count.lost();
    } else {
      refused.run();
    }
  }

  /// What it is follows with the end of the channel.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }
}
