package io.parley.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslContext;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.Created;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Page;
import io.parley.protocol.v1.Pong;
import io.parley.protocol.v1.Send;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import io.parley.protocol.v1.Welcome;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A Parley of one event loop that keeps conversations in memory, and breaks one promise once. The
/// token of a user is her name.
final class CrookedServer implements AutoCloseable {
  /// Which message it does wrong, of all together.
  private static final int CROOKED = 20;

  private static final Pattern USER = Pattern.compile("\"userId\":\"([^\"]+)\"");

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel server;
  private final Fault fault;
  private final boolean secure;

  // event loop only
  private final Map<String, Talk> talks = new HashMap<>();
  private final Map<String, ChannelHandlerContext> online = new HashMap<>();
  private int messages;
  private long lastId = 1_000_000;

  /// A conversation, and who is told nothing of it any more.
  private String deaf = "";

  enum Fault {
    NONE,
    /// Acknowledges a message and forgets it.
    LOSS,
    /// Stores a message twice.
    DOUBLE,
    /// Gives a message an id that lies before those before it.
    REORDER,
    /// Shows a message to all, and forgets it after.
    FORGET,
    /// Shows a message of two people to all others too.
    LEAK,
    /// Tells one of two people nothing more of what they say; it is there for whoever asks.
    MISS,
    /// Ends the connection of whoever sent a message, when it has its answer.
    DROP,
    /// Welcomes nobody for four seconds.
    LATE_WELCOME,
    /// Has two events on a page of history, and takes its time for each.
    SLOW_HISTORY,
    /// Answers nobody any more who asks for history.
    MUTE_HISTORY
  }

  private record Talk(List<String> members, List<Event> events) {
    Head head() {
      return Head.newBuilder()
          .setSeq(events.size())
          .setMessageId(events.getLast().getMessageId())
          .build();
    }
  }

  CrookedServer(Fault fault) throws InterruptedException {
    this(fault, null);
  }

  /// @param tls none: plain text
  CrookedServer(Fault fault, @Nullable SslContext tls) throws InterruptedException {
    this.fault = fault;
    this.secure = tls != null;
    this.server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (tls != null) {
                      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                    }
                    channel
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(8192),
                            new Accounts(),
                            new WebSocketServerProtocolHandler("/v1/ws", "parley.v1.proto"),
                            new Session());
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
  }

  String url() {
    return (secure ? "wss" : "ws")
        + "://127.0.0.1:"
        + ((InetSocketAddress) server.localAddress()).getPort();
  }

  /// Everybody may have an account.
  private static final class Accounts extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext of, FullHttpRequest request) {
      if (request.uri().startsWith("/v1/ws")) {
        var _ = of.fireChannelRead(request.retain());
        return;
      }
      Matcher user = USER.matcher(request.content().toString(StandardCharsets.UTF_8));
      boolean create = request.uri().endsWith("accounts");
      String tokens =
          "{\"accessToken\":\"%s\",\"refreshToken\":\"r\",\"expiresIn\":3600}"
              .formatted(user.find() ? user.group(1) : "");
      ByteBuf body = Unpooled.copiedBuffer(create ? "{}" : tokens, StandardCharsets.UTF_8);
      HttpResponseStatus status = create ? HttpResponseStatus.CREATED : HttpResponseStatus.OK;
      var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
      answer.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
      var _ = of.writeAndFlush(answer);
    }
  }

  private final class Session extends SimpleChannelInboundHandler<BinaryWebSocketFrame> {
    private String user = "";

    @Override
    protected void channelRead0(ChannelHandlerContext of, BinaryWebSocketFrame bytes)
        throws Exception {
      ClientFrame frame = ClientFrame.parseFrom(bytes.content().nioBuffer());
      ServerFrame.Builder answer = ServerFrame.newBuilder().setRe(frame.getId());
      if (frame.hasHello()) {
        user = frame.getHello().getToken();
        online.put(user, of);
        answer.setWelcome(Welcome.newBuilder().setHeartbeatSeconds(30).setMaxInFlight(64));
        say(of, answer, fault == Fault.LATE_WELCOME ? 4_000 : 0);
      } else if (frame.hasPing()) {
        say(of, answer.setPong(Pong.getDefaultInstance()));
      } else if (frame.hasConversations()) {
        say(of, answer.setConversations(mine()));
      } else if (frame.hasHistory() && !(fault == Fault.MUTE_HISTORY && messages >= CROOKED)) {
        Page page = page(frame.getHistory().getConversation(), frame.getHistory().getAfter());
        say(of, answer.setPage(page), fault == Fault.SLOW_HISTORY ? 900 : 0);
      } else if (frame.hasCreateGroup()) {
        List<String> members = frame.getCreateGroup().getMembersList();
        String id = "g:" + talks.size();
        talks.put(id, new Talk(List.copyOf(members), new ArrayList<>()));
        Event made = store(id, Event.newBuilder().setCreated(Created.getDefaultInstance()));
        say(of, answer.setSent(sent(made)));
        tell(id, made, user);
      } else if (frame.hasSend()) {
        send(of, answer, frame.getSend());
      }
    }

    private ConversationList mine() {
      ConversationList.Builder list = ConversationList.newBuilder();
      talks.forEach((id, talk) -> {
        if (talk.members.contains(user) && !talk.events.isEmpty()) {
          list.addItems(ConversationItem.newBuilder().setConversation(id).setHead(talk.head()));
        }
      });
      return list.build();
    }

    private Page page(String conversation, long after) {
      Page.Builder page = Page.newBuilder().setConversation(conversation);
      Talk talk = talks.get(conversation);
      if (talk != null && !talk.events.isEmpty()) {
        talk.events.stream()
            .filter(event ->
                event.getMessageId() > after
                    && !event.getBodyCase().equals(Event.BodyCase.BODY_NOT_SET))
            .limit(fault == Fault.SLOW_HISTORY ? 2 : Long.MAX_VALUE)
            .forEach(page::addEvents);
        page.setHead(talk.head());
        page.setMore(
            page.getEventsCount() > 0
                && page.getEvents(page.getEventsCount() - 1).getSeq() < talk.head().getSeq());
      }
      return page.build();
    }

    private void send(ChannelHandlerContext of, ServerFrame.Builder answer, Send send) {
      String id = send.getConversation();
      if (send.hasUser()) {
        id = ConversationId.direct(user, send.getUser()).text();
        talks.computeIfAbsent(id, _ -> new Talk(List.of(user, send.getUser()), new ArrayList<>()));
      }
      Event.Builder said =
          Event.newBuilder()
              .setSender(user)
              .setMessage(
                  ChatMessage.newBuilder()
                      .setClientMessageId(send.getClientMessageId())
                      .setText(send.getText()));
      // a message to everybody leaks to nobody
      boolean ofTwo = fault == Fault.LEAK || fault == Fault.MISS;
      boolean counts = !ofTwo || send.hasUser();
      boolean crooked = counts && ++messages == CROOKED;
      if (crooked && fault == Fault.LOSS) {
        // the place is taken, and nobody is shown what stands there
        say(of, answer.setSent(sent(store(id, Event.newBuilder()))));
        return;
      }
      long idsBefore = lastId;
      lastId -= crooked && fault == Fault.REORDER ? 500_000 : 0;
      Event stored = store(id, said);
      lastId = Math.max(idsBefore, lastId);
      say(of, answer.setSent(sent(stored).setClientMessageId(send.getClientMessageId())));
      if (crooked && fault == Fault.MISS) {
        deaf = id + " " + send.getUser();
      }
      tell(id, stored, user);
      if (crooked && fault == Fault.DOUBLE) {
        tell(id, store(id, said), "");
      } else if (crooked && fault == Fault.FORGET) {
        talk(id).events.set((int) stored.getSeq() - 1, stored.toBuilder().clearMessage().build());
      } else if (crooked && fault == Fault.LEAK) {
        online.values().forEach(to -> say(to, ServerFrame.newBuilder().setEvent(stored)));
      } else if (crooked && fault == Fault.DROP) {
        var _ = of.close();
      }
    }

    private Talk talk(String id) {
      return Objects.requireNonNull(talks.get(id), "a conversation that is there");
    }

    private Event store(String id, Event.Builder event) {
      List<Event> events = talk(id).events;
      Event stored =
          event.setConversation(id).setSeq(events.size() + 1).setMessageId(++lastId).build();
      events.add(stored);
      return stored;
    }

    private static Sent.Builder sent(Event event) {
      return Sent.newBuilder()
          .setConversation(event.getConversation())
          .setSeq(event.getSeq())
          .setMessageId(event.getMessageId());
    }

    private void tell(String id, Event event, String without) {
      for (String member : talk(id).members) {
        ChannelHandlerContext to = online.get(member);
        boolean hears = !deaf.equals(id + " " + member);
        if (to != null && hears && !member.equals(without)) {
          say(to, ServerFrame.newBuilder().setEvent(event));
        }
      }
    }

    private static void say(ChannelHandlerContext to, ServerFrame.Builder frame, long afterMs) {
      var _ = to.executor().schedule(() -> say(to, frame), afterMs, TimeUnit.MILLISECONDS);
    }

    private static void say(ChannelHandlerContext to, ServerFrame.Builder frame) {
      byte[] bytes = frame.build().toByteArray();
      var _ = to.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(bytes)));
    }
  }

  @Override
  public void close() {
    var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
