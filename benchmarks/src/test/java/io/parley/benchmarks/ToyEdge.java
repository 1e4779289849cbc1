package io.parley.benchmarks;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.concurrent.Future;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Problem;
import io.parley.protocol.v1.Send;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import io.parley.protocol.v1.Welcome;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// An edge that stores nothing: it answers each message and hands it to its receivers, on one event
/// loop. It shows what the generator itself can do. The token of a user is the user's name, and a
/// conversation's name those of its members with `+` between them.
final class ToyEdge implements AutoCloseable {
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel server;

  // event loop only
  private final Map<String, ChannelHandlerContext> online = new HashMap<>();
  private final Set<String> refusedOnce = new HashSet<>();
  private final Faults faults;
  private int sends;

  private final Set<String> whoWroteWhere = ConcurrentHashMap.newKeySet();

  /// @param loseEach one event of so many is not delivered; 0: none
  /// @param doubleEach one event of so many is delivered twice; 0: none
  record Faults(int loseEach, int doubleEach, boolean refuseFirst) {
    static final Faults NONE = new Faults(0, 0, false);
  }

  ToyEdge(Faults faults) throws InterruptedException {
    this.faults = faults;
    this.server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(8192),
                            new WebSocketServerProtocolHandler("/v1/ws", "parley.v1.proto"),
                            new Session());
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
  }

  URI uri() {
    int port = ((InetSocketAddress) server.localAddress()).getPort();
    return URI.create("ws://127.0.0.1:" + port + "/v1/ws");
  }

  /// Each user and conversation once; any thread.
  Set<String> whoWroteWhere() {
    return Set.copyOf(whoWroteWhere);
  }

  private final class Session extends SimpleChannelInboundHandler<BinaryWebSocketFrame> {
    private String user = "";

    @Override
    protected void channelRead0(ChannelHandlerContext of, BinaryWebSocketFrame bytes)
        throws InvalidProtocolBufferException {
      ClientFrame frame = ClientFrame.parseFrom(bytes.content().nioBuffer());
      if (frame.hasHello()) {
        user = frame.getHello().getToken();
        online.put(user, of);
        Welcome welcome = Welcome.newBuilder().setHeartbeatSeconds(30).build();
        say(of, ServerFrame.newBuilder().setRe(frame.getId()).setWelcome(welcome).build());
      } else if (frame.hasSend()) {
        send(of, frame.getId(), frame.getSend());
      }
    }

    private void send(ChannelHandlerContext of, String id, Send send) {
      if (faults.refuseFirst() && refusedOnce.add(user)) {
        Problem problem =
            Problem.newBuilder().setCode(Code.RATE_LIMITED).setRetryAfterMs(5).build();
        say(of, ServerFrame.newBuilder().setRe(id).setError(problem).build());
        return;
      }
      sends++;
      whoWroteWhere.add(user + " to " + send.getConversation());
      Sent sent = Sent.newBuilder().setClientMessageId(send.getClientMessageId()).build();
      say(of, ServerFrame.newBuilder().setRe(id).setSent(sent).build());
      ChatMessage message =
          ChatMessage.newBuilder()
              .setClientMessageId(send.getClientMessageId())
              .setText(send.getText())
              .build();
      ServerFrame event =
          ServerFrame.newBuilder()
              .setEvent(
                  Event.newBuilder()
                      .setConversation(send.getConversation())
                      .setSeq(sends)
                      .setMessage(message))
              .build();
      List<String> receivers =
          send.hasUser()
              ? List.of(send.getUser())
              : List.of(send.getConversation().split("\\+", -1));
      boolean isFirst = true;
      for (String receiver : receivers) {
        ChannelHandlerContext to = online.get(receiver);
        boolean isOther = send.hasUser() || !receiver.equals(user);
        if (to != null && isOther) {
          // what is done wrong is done to one of them
          tell(to, event, isFirst);
          isFirst = false;
        }
      }
    }

    private void tell(ChannelHandlerContext to, ServerFrame event, boolean mayFail) {
      if (mayFail && isDue(faults.loseEach())) {
        return;
      }
      say(to, event);
      if (mayFail && isDue(faults.doubleEach())) {
        say(to, event);
      }
    }

    private boolean isDue(int each) {
      return each > 0 && sends % each == 0;
    }

    private static void say(ChannelHandlerContext to, ServerFrame frame) {
      ChannelFuture _ =
          to.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(frame.toByteArray())));
    }
  }

  @Override
  public void close() {
    Future<?> _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
