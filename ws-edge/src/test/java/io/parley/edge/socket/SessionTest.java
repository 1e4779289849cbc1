package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.parley.edge.Authenticator;
import io.parley.edge.EdgeConfig;
import io.parley.edge.EdgeMetrics;
import io.parley.history.memory.MemoryInboxes;
import io.parley.presence.memory.MemoryEdge;
import io.parley.presence.memory.MemoryRegistry;
import io.parley.protocol.FrameLimits;
import io.parley.runtime.config.ConfigReader;
import io.parley.testing.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a session does as time passes, stepped.
class SessionTest {
  private final ManualClock clock = ManualClock.atStart();
  private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
  private final EdgeConfig config = ConfigReader.standard(EdgeConfig.class);
  private final String anyFrame = "{\"typing\":{\"conversation\":\"d:alice:bob\"}}";
  private final FakeLog log = new FakeLog();
  private final MemoryEdge presence = new MemoryRegistry(clock, 2).edge();
  private final SessionIndex index = new SessionIndex();
  private final Gate gate = new Gate(config, clock::nanoTime, random);
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final CompletableFuture<Authenticator.Verdict> verdict = new CompletableFuture<>();
  private final Admission admission = new Admission((_, _) -> verdict);
  private final Reads reads = MemoryReads.empty();
  private final ChannelLooks looks = new ChannelLooks(new MemoryInboxes(), 10, clock);
  private final UnaskedHeads heads = new UnaskedHeads(reads, looks, 10, EdgeMetrics.NONE);
  private final Channels channels = TestChannels.of(clock, heads);
  private final Registrations registrations =
      new Registrations(presence, index, heads, channels.interests(), clock, EdgeMetrics.NONE);
  private final Closer closer = new Closer(index, registrations, log, () -> 0);
  private final Services services =
      new Services(
          config,
          new Services.World(clock, clock::nanoTime, random, random),
          admission,
          _ -> CompletableFuture.completedStage(true),
          log,
          reads,
          registrations,
          new Arrivals(registrations, closer, index, heads, EdgeMetrics.NONE),
          heads,
          looks,
          channels,
          index,
          new Meters(Meter.Limits.of(config.limits()), clock::nanoTime),
          () -> 0,
          gate,
          SharedRoom.inbound(config.limits().inboundTotal().bytes(), EdgeMetrics.NONE),
          EdgeMetrics.NONE);
  private final SessionLoop loop = new SessionLoop(channel.eventLoop(), services, registrations);

  @BeforeEach
  void open() {
    channel.freezeTime();
    presence.slot().acquire(new SilentListener()).toCompletableFuture().join();
    gate.open();
    assertTrue(gate.enter("").isEmpty());
    Socket socket =
        new Socket(
            channel,
            true,
            new Socket.Bounds(
                256 * 1024, 30_000_000_000L, SharedRoom.outbound(1 << 20, EdgeMetrics.NONE)),
            EdgeMetrics.NONE);
    Session session = new Session(services, loop, new Session.Begin(7, Dialect.JSON, "", socket));
    WebSocketReader reader =
        new WebSocketReader(
            new WebSocketReader.Limits(FrameLimits.DEFAULT.maxBytes(), 1_000_000),
            session.intake());
    channel.pipeline().addLast(new SocketHandler(session, reader));
  }

  private void receive(String text) {
    channel.writeInbound(
        Unpooled.wrappedBuffer(RawSocket.frame(0x81, text.getBytes(StandardCharsets.UTF_8))));
  }

  private void welcome() {
    verdict.complete(new Authenticator.Verdict.Accepted("alice", "phone", 3));
    receive("{\"id\":\"h\",\"hello\":{\"token\":\"t\"}}");
    assertTrue(sent().getFirst().contains("welcome"));
  }

  private void pass(Duration time) {
    clock.advance(time);
    loop.sweep();
    channel.runPendingTasks();
  }

  /// The payloads of what was written since the last call; close frames as `close <code>`.
  private List<String> sent() {
    List<String> frames = new ArrayList<>();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      int opcode = out.readByte() & 0xf;
      int length = out.readByte();
      length = length == 126 ? out.readUnsignedShort() : length;
      frames.add(
          switch (opcode) {
            case WebSocketReader.CLOSE -> "close " + out.readUnsignedShort();
            case WebSocketReader.PING -> "ping";
            default -> out.toString(StandardCharsets.UTF_8);
          });
      out.release();
    }
    return frames;
  }

  @Test
  void helloHasItsTime() {
    pass(Duration.ofSeconds(10));
    assertEquals(List.of(), sent());
    pass(Duration.ofSeconds(1));
    assertEquals(List.of("close 4401"), sent());
    assertTrue(channel.isOpen());
    pass(Duration.ofSeconds(11));
    assertFalse(channel.isOpen());
  }

  @Test
  void aVerdictThatNeverComesTurnsAway() {
    receive("{\"id\":\"h\",\"hello\":{\"token\":\"t\"}}");
    pass(Duration.ofSeconds(16));
    List<String> frames = sent();
    assertTrue(frames.getFirst().contains("\"re\":\"h\""), frames.getFirst());
    assertTrue(frames.getFirst().contains("UNAVAILABLE"));
    assertEquals("close 1013", frames.getLast());
    verdict.complete(new Authenticator.Verdict.Accepted("alice", "phone", 3));
    channel.runPendingTasks();
    assertEquals(0, index.size());
    assertEquals(List.of(), presence.sessionsOf("alice").toCompletableFuture().join());
  }

  @Test
  void silenceForTwoAndAHalfHeartbeatsEndsIt() {
    welcome();
    pass(Duration.ofSeconds(74));
    receive("{\"id\":\"1\",\"mark\":{\"conversation\":\"d:alice:bob\",\"read\":\"1\"}}");
    pass(Duration.ofSeconds(74));
    assertEquals(List.of("ping", "ping"), sent());
    pass(Duration.ofSeconds(2));
    assertEquals(List.of("close 1008"), sent());
    assertEquals(0, index.size());
    assertEquals(List.of(), presence.sessionsOf("alice").toCompletableFuture().join());
  }

  @Test
  void aMessageThatIsBegunAndNotEndedEndsIt() {
    for (boolean inParts : new boolean[] {true, false}) {
      byte[] frame = RawSocket.frame(inParts ? 0x01 : 0x81, new byte[30_000]);
      SteppedEdge edge = new SteppedEdge("");
      SteppedSocket phone = edge.welcomed(1, "alice/phone");
      phone.write(Unpooled.copiedBuffer(frame, 0, inParts ? frame.length : 20_000));
      edge.pass(Duration.ofSeconds(1));
      edge.pass(Duration.ofSeconds(30));
      assertEquals(List.of(), phone.frames());
      phone.write(
          Unpooled.copiedBuffer(inParts ? RawSocket.frame(0x8a, new byte[0]) : new byte[9]));
      edge.pass(Duration.ofSeconds(1));
      assertEquals(List.of("close 1008"), phone.frames());
      assertEquals(0, phone.room());
    }
  }

  @Test
  void manyMessagesThatAreBegunAndEndedDoNot() {
    byte[] first = RawSocket.frame(0x01, new byte[100]);
    byte[] last = RawSocket.frame(0x80, new byte[100]);
    SteppedEdge edge = new SteppedEdge("limits: {bad-frames-per-minute: 1000}");
    SteppedSocket phone = edge.welcomed(1, "alice/phone");
    for (int i = 0; i < 10; i++) {
      phone.write(Unpooled.copiedBuffer(first));
      edge.pass(Duration.ofSeconds(20));
      phone.write(Unpooled.copiedBuffer(last));
      phone.write(Unpooled.copiedBuffer(first));
      edge.pass(Duration.ofSeconds(20));
      phone.write(Unpooled.copiedBuffer(last));
      assertTrue(phone.isOpen() && !phone.session.isOver());
    }
  }

  /// It waits for us, not we for its client.
  @Test
  void whatWaitsForALookUpIsNotUnderWay() {
    SteppedEdge edge = new SteppedEdge("");
    SteppedSocket phone = edge.welcomed(1, "alice/phone");
    CompletableFuture<Void> lookUp = new CompletableFuture<>();
    phone.session.intake().await(lookUp, (_, _) -> {});
    phone.send(anyFrame);
    edge.pass(Duration.ofSeconds(1));
    edge.pass(Duration.ofSeconds(40));
    assertFalse(phone.session.isOver());
    lookUp.complete(null);
    edge.run();
    assertEquals(0, phone.room());
  }

  @Test
  void aClientWhoseLibraryAnswersPingsNeedSayNothing() {
    welcome();
    for (int silence = 0; silence < 5; silence++) {
      pass(Duration.ofSeconds(45));
      assertEquals(List.of(), sent());
      pass(Duration.ofSeconds(1));
      assertEquals(List.of("ping"), sent());
      pass(Duration.ofSeconds(20));
      assertEquals(List.of(), sent(), "once");
      channel.writeInbound(Unpooled.wrappedBuffer(RawSocket.frame(0x8a, new byte[0])));
    }
    assertEquals(1, index.size());
  }

  @Test
  void framesBehindTheHelloAreReadWhenItIsWelcomed() {
    receive("{\"id\":\"h\",\"hello\":{\"token\":\"t\"}}");
    receive("{\"id\":\"2\",\"send\":{\"user\":\"bob\",\"clientMessageId\":\"c\",\"text\":\"x\"}}");
    assertFalse(channel.config().isAutoRead());
    assertEquals(0, log.commands.size());
    verdict.complete(new Authenticator.Verdict.Accepted("alice", "phone", 3));
    channel.runPendingTasks();
    assertTrue(channel.config().isAutoRead());
    assertEquals(1, log.commands.size());
  }

  @Test
  void aClientThatSendsTooFastIsReadMoreSlowly() {
    welcome();
    int sent = 0;
    while (channel.config().isAutoRead() && sent < 10_000) {
      receive(anyFrame);
      sent++;
    }
    assertEquals(config.limits().framesPerSecond() * 3, sent);
    assertEquals(sent, sent().size());
    receive(anyFrame);
    assertEquals(List.of(), sent());
    clock.advance(Duration.ofSeconds(1));
    channel.advanceTimeBy(1, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertEquals(1, sent().size());
    assertTrue(channel.config().isAutoRead());
  }

  @Test
  void aDeviceThatIsGoneIsClosedWhenItIsAskedFor() {
    welcome();
    admission.standing = CompletableFuture.completedStage(false);
    talkFor(config.recheckEvery().minusSeconds(5));
    assertEquals(0, admission.asked);
    pass(Duration.ofSeconds(5));
    assertEquals(new Authenticator.Verdict.Accepted("alice", "phone", 3), admission.lastAsked);
    assertEquals("close 4401", sent().getLast());
    assertEquals(0, index.size());
  }

  @Test
  void aDeviceThatStandsIsAskedForAgainEachTime() {
    welcome();
    talkFor(config.recheckEvery().multipliedBy(3));
    assertEquals(3, admission.asked);
    assertEquals(1, index.size());
  }

  @Test
  void aDeviceThatNobodyCanTellOfStaysAndIsAskedForSoon() {
    welcome();
    CompletableFuture<Boolean> slow = new CompletableFuture<>();
    admission.standing = slow;
    talkFor(config.recheckEvery().plusMinutes(5));
    assertEquals(1, admission.asked);
    admission.standing = CompletableFuture.completedStage(false);
    slow.completeExceptionally(new IllegalStateException("the store is away"));
    channel.runPendingTasks();
    assertEquals(1, index.size());
    pass(Duration.ofSeconds(59));
    assertEquals(1, admission.asked);
    pass(Duration.ofSeconds(1));
    assertEquals(2, admission.asked);
    assertEquals(0, index.size());
  }

  /// With a heartbeat every ten seconds.
  private void talkFor(Duration time) {
    for (Duration past = Duration.ZERO; past.compareTo(time) < 0; past = past.plusSeconds(10)) {
      receive("{\"mark\":{\"conversation\":\"d:alice:bob\",\"read\":\"1\"}}");
      Duration left = time.minus(past);
      pass(left.compareTo(Duration.ofSeconds(10)) < 0 ? left : Duration.ofSeconds(10));
    }
  }

  @Test
  void manySessionsAreSweptInTurn() {
    welcome();
    List<Session> swept = loop.sessions();
    assertEquals(1, swept.size());
    channel.close().syncUninterruptibly();
    channel.runPendingTasks();
    assertTrue(loop.isEmpty());
  }
}
