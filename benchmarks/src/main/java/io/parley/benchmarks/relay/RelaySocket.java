package io.parley.benchmarks.relay;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Pong;
import io.parley.protocol.v1.Send;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import io.parley.protocol.v1.Welcome;
import org.jspecify.annotations.Nullable;

/// One socket of the relay. It understands just enough: hello, send, createGroup, ping. The token
/// of a user is the user's name.
final class RelaySocket extends SimpleChannelInboundHandler<BinaryWebSocketFrame> {
  /// As a standard edge.
  private static final int HEARTBEAT_SECONDS = 30;

  private final Room room;
  private String user = "";
  private @Nullable ChannelHandlerContext context;
  private boolean isUnflushed;

  RelaySocket(Room room) {
    this.room = room;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext of) {
    context = of;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext of, BinaryWebSocketFrame bytes)
      throws InvalidProtocolBufferException {
    ClientFrame frame = ClientFrame.parseFrom(bytes.content().nioBuffer());
    ServerFrame.Builder answer = ServerFrame.newBuilder().setRe(frame.getId());
    switch (frame.getBodyCase()) {
      case HELLO -> {
        user = frame.getHello().getToken();
        room.enter(user, this);
        say(answer.setWelcome(Welcome.newBuilder().setHeartbeatSeconds(HEARTBEAT_SECONDS)));
      }
      case PING -> say(answer.setPong(Pong.getDefaultInstance()));
      case CREATE_GROUP -> {
        String group = room.found(frame.getCreateGroup().getMembersList());
        say(answer.setSent(Sent.newBuilder().setConversation(group)));
      }
      case SEND -> {
        Send send = frame.getSend();
        say(answer.setSent(Sent.newBuilder().setClientMessageId(send.getClientMessageId())));
        handOn(send);
      }
      default -> {
        // nothing that the generator says
      }
    }
  }

  private void handOn(Send send) {
    ChatMessage.Builder message =
        ChatMessage.newBuilder()
            .setClientMessageId(send.getClientMessageId())
            .setText(send.getText());
    Event.Builder event =
        Event.newBuilder()
            .setConversation(send.getConversation())
            .setSeq(room.nextMessage())
            .setMessage(message);
    ByteBuf bytes = encode(ServerFrame.newBuilder().setEvent(event));
    try {
      if (send.hasUser()) {
        room.find(send.getUser()).ifPresent(peer -> peer.write(bytes.retainedDuplicate()));
      } else {
        for (String member : room.members(send.getConversation())) {
          if (!member.equals(user)) {
            room.find(member).ifPresent(peer -> peer.write(bytes.retainedDuplicate()));
          }
        }
      }
    } finally {
      bytes.release();
    }
  }

  private void say(ServerFrame.Builder frame) {
    write(encode(frame));
  }

  private static ByteBuf encode(ServerFrame.Builder frame) {
    return Unpooled.wrappedBuffer(frame.build().toByteArray());
  }

  private void write(ByteBuf bytes) {
    ChannelHandlerContext open = context;
    if (open == null) {
      bytes.release();
      return;
    }
    // a failed write is an exception of the channel
    ChannelFuture _ = open.write(new BinaryWebSocketFrame(bytes), open.voidPromise());
    if (!isUnflushed) {
      isUnflushed = true;
      room.flushLater(this, open.channel().eventLoop());
    }
  }

  void flush() {
    isUnflushed = false;
    ChannelHandlerContext open = context;
    if (open != null) {
      ChannelHandlerContext _ = open.flush();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext of) {
    context = null;
    room.leave(user, this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext of, Throwable cause) {
    ChannelFuture _ = of.close();
  }
}
