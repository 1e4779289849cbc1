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
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Hello;
import io.parley.protocol.v1.Ping;
import io.parley.protocol.v1.Send;
import io.parley.protocol.v1.ServerFrame;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One device of one user, which writes to one other user or where it is told to. Belongs to its
/// lane's event loop.
final class LoadSocket extends SimpleChannelInboundHandler<BinaryWebSocketFrame> {
  private static final ClientFrame PING =
      ClientFrame.newBuilder().setPing(Ping.getDefaultInstance()).build();

  private static final String QUESTION = "question";

  /// Those who connect at the same moment do not speak at the same moment.
  private static final int HEARTBEAT_PHASES = 1_000;

  private final Person person;
  private final Lane lane;
  private final CompletableFuture<LoadSocket> welcomed;
  private final CompletableFuture<LoadSocket> closed = new CompletableFuture<>();
  private @Nullable ChannelHandlerContext context;
  private @Nullable CompletableFuture<ServerFrame> asked;
  private @Nullable Future<?> heartbeat;

  /// The newest event of each conversation that it hears of, to know a second copy: a few.
  private final Map<String, Long> heardSeqs = new HashMap<>(4);

  /// Messages to conversations.
  private int written;

  /// Who it is, and whom it writes to where nothing else is said.
  ///
  /// @param number counts all people from 0
  record Person(int number, String user, String token, String device, String partner) {}

  LoadSocket(Person person, Lane lane, CompletableFuture<LoadSocket> welcomed) {
    this.person = person;
    this.lane = lane;
    this.welcomed = welcomed;
  }

  Person person() {
    return person;
  }

  /// Completes when it has no connection any more.
  CompletableFuture<LoadSocket> closed() {
    return closed;
  }

  void close() {
    ChannelHandlerContext open = context;
    if (open != null) {
      ChannelFuture _ = open.close();
    }
  }

  /// @param conversations each in turn, and not the same ones first as others; none: to the partner
  void send(MessageTag tag, String text, List<String> conversations) {
    Send.Builder send = Send.newBuilder().setClientMessageId(tag.text()).setText(text);
    if (conversations.isEmpty()) {
      send.setUser(person.partner());
    } else {
      send.setConversation(conversations.get((person.number() + written++) % conversations.size()));
    }
    write(ClientFrame.newBuilder().setId(Long.toString(tag.number())).setSend(send).build());
  }

  /// Asks for something else and returns the answer, also if it is an error. One at a time; any
  /// thread.
  CompletableFuture<ServerFrame> ask(ClientFrame.Builder question) {
    CompletableFuture<ServerFrame> answer = new CompletableFuture<>();
    Future<?> _ =
        lane.loop()
            .submit(() -> {
              asked = answer;
              write(question.setId(QUESTION).build());
            });
    return answer;
  }

  /// Whether it is the first time that it comes, and after those before it.
  boolean isNew(Event event) {
    Long heard = heardSeqs.get(event.getConversation());
    boolean isNew = heard == null || event.getSeq() > heard;
    if (isNew) {
      heardSeqs.put(event.getConversation(), event.getSeq());
    }
    return isNew;
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
    CompletableFuture<ServerFrame> waiting = asked;
    if (waiting != null && frame.getRe().equals(QUESTION)) {
      asked = null;
      waiting.complete(frame);
      return;
    }
    switch (frame.getBodyCase()) {
      case WELCOME -> welcomed(of, frame.getWelcome().getHeartbeatSeconds());
      case SENT -> lane.answered(this, frame.getSent().getClientMessageId());
      case EVENT -> lane.arrived(this, frame.getEvent());
      case ERROR -> {
        if (frame.getRe().equals("hello")) {
          ChannelFuture _ = of.close();
        } else {
          lane.refused(this, frame.getError());
        }
      }
      case RECEIPT,
          TYPING,
          PONG,
          PRESENCE,
          PAGE,
          CONVERSATIONS,
          HEADS,
          DRAIN,
          DONE,
          INFO,
          MEMBERS,
          MEMBERSHIP,
          FLAGS,
          DRAFT,
          BODY_NOT_SET -> {}
    }
  }

  private void welcomed(ChannelHandlerContext of, int heartbeatSeconds) {
    lane.welcomed(this);
    long every = TimeUnit.SECONDS.toMillis(Math.max(1, heartbeatSeconds));
    long first = every * (person.number() % HEARTBEAT_PHASES) / HEARTBEAT_PHASES;
    heartbeat =
        of.executor().scheduleAtFixedRate(() -> write(PING), first, every, TimeUnit.MILLISECONDS);
    welcomed.complete(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext of) {
    context = null;
    Future<?> beating = heartbeat;
    if (beating != null) {
      beating.cancel(false);
    }
    lane.lost(this);
    closed.complete(this);
    welcomed.completeExceptionally(new IllegalStateException("closed before it was welcomed"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext of, Throwable cause) {
    welcomed.completeExceptionally(cause);
    ChannelFuture _ = of.close();
  }
}
