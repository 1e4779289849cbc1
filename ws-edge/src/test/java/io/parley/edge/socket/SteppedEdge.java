package io.parley.edge.socket;

import io.parley.edge.Authenticator.Verdict;
import io.parley.edge.EdgeConfig;
import io.parley.edge.EdgeMetrics;
import io.parley.edge.log.DeliveryFeed;
import io.parley.history.Inboxes;
import io.parley.history.LogPosition;
import io.parley.history.NewEvent;
import io.parley.history.memory.MemoryConversationLog;
import io.parley.history.memory.MemoryHistoryReader;
import io.parley.history.memory.MemoryInboxes;
import io.parley.presence.memory.MemoryEdge;
import io.parley.presence.memory.MemoryRegistry;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.ServerFrame;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import io.parley.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/// An edge without a port: its sessions are on channels in memory, everything behind it is in
/// memory too, and a test steps its time. The token `alice/phone` is good for that device of hers.
final class SteppedEdge {
  final ManualClock clock = ManualClock.atStart();
  final EdgeConfig config;
  final FakeLog log = new FakeLog();
  final MemoryConversationLog store = new MemoryConversationLog();
  final HeldReader reader = new HeldReader(new MemoryHistoryReader(store));
  final MemoryInboxes inboxes = new MemoryInboxes();
  final MemoryRegistry registry = new MemoryRegistry(clock, 4);
  final MemoryEdge presence = registry.edge();
  final Set<String> users = Set.of("alice", "bob");
  final SessionIndex index = new SessionIndex();
  final UnaskedHeads heads;
  final Registrations registrations;
  final Meters meters;
  final Counted metrics = new Counted();
  private final OutboundRoom room;
  private final List<SteppedSocket> sockets = new ArrayList<>();
  private final Services services;
  BiFunction<String, String, CompletionStage<Verdict>> verdicts = SteppedEdge::verify;

  /// What waits for clients that are behind.
  static final class Counted implements EdgeMetrics {
    long waiting;
    int full;
    int dropped;

    @Override
    public void outboundWaiting(long by) {
      waiting += by;
    }

    @Override
    public void outboundFull() {
      full++;
    }

    @Override
    public void answerDropped() {
      dropped++;
    }
  }

  SteppedEdge(String settings) {
    config = config(settings);
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    Reads reads =
        new Reads(reader, inboxes, config.limits().readsMax(), config.limits().catchUpsMax());
    room = new OutboundRoom(config.limits().outboundTotal().bytes(), metrics);
    heads = new UnaskedHeads(reads, 500, EdgeMetrics.NONE);
    registrations = new Registrations(presence, index, heads, clock, EdgeMetrics.NONE);
    meters = new Meters(Meter.Limits.of(config.limits()), clock::nanoTime);
    Gate gate = new Gate(config, clock::nanoTime, random);
    services =
        new Services(
            config,
            new Services.World(clock, clock::nanoTime, random),
            new Admission((token, device) -> verdicts.apply(token, device)),
            user -> CompletableFuture.completedStage(users.contains(user)),
            log,
            reads,
            registrations,
            new Arrivals(
                registrations,
                new Closer(index, registrations, log, () -> 0),
                index,
                heads,
                EdgeMetrics.NONE),
            index,
            meters,
            () -> 0,
            gate,
            metrics);
    presence.slot().acquire(new SilentListener()).toCompletableFuture().join();
  }

  private static EdgeConfig config(String yaml) {
    return switch (ConfigReader.read(EdgeConfig.class, "test", yaml, Map.of())) {
      case ConfigResult.Valid<EdgeConfig>(EdgeConfig config, var _) -> config;
      case ConfigResult.Invalid<EdgeConfig>(List<String> faults) ->
          throw new AssertionError(faults);
    };
  }

  private static CompletionStage<Verdict> verify(String token, String deviceId) {
    String[] parts = token.split("/", -1);
    return CompletableFuture.completedStage(new Verdict.Accepted(parts[0], parts[1], 1));
  }

  /// A socket past its handshake.
  ///
  /// @param number of its session: the larger one of two was opened later
  SteppedSocket open(long number) {
    SteppedSocket opened = new SteppedSocket(services, registrations, room, number);
    sockets.add(opened);
    return opened;
  }

  /// One that was welcomed.
  SteppedSocket welcomed(long number, String token) {
    SteppedSocket opened = open(number);
    opened.hello(token);
    opened.next("welcome");
    return opened;
  }

  void pass(Duration time) {
    clock.advance(time);
    sockets.forEach(socket -> socket.pass(time));
  }

  /// As the log does.
  void deliver(Delivery delivery) {
    Fanout fanout = new Fanout(index, registrations, clock, EdgeMetrics.NONE);
    CompletionStage<Void> _ = fanout.receive(List.of(new DeliveryFeed.Arrival(delivery, 0)));
    sockets.forEach(SteppedSocket::run);
  }

  /// A message of so many characters to all devices of Alice.
  void deliverToAlice(int characters) {
    Event event =
        Event.newBuilder()
            .setMessage(ChatMessage.newBuilder().setText("x".repeat(characters)))
            .build();
    deliver(
        Delivery.newBuilder()
            .setFrame(ServerFrame.newBuilder().setEvent(event))
            .addUsers("alice")
            .build());
  }

  /// Stores a message and notes it in both inboxes, as a router does.
  void store(String conversation, long seq, String text) {
    Event event =
        Event.newBuilder()
            .setConversation(conversation)
            .setSeq(seq)
            .setMessageId(seq * 1_000)
            .setSender("bob")
            .setMessage(ChatMessage.newBuilder().setText(text).setClientMessageId("c" + seq))
            .build();
    NewEvent stored = new NewEvent(event, new LogPosition(1, 0, seq));
    store.append(conversation, List.of(stored)).toCompletableFuture().join();
    for (String user : conversation.substring(2).split(":", -1)) {
      Inboxes.Touch touch = new Inboxes.Touch(user, conversation, Kind.DIRECT);
      inboxes.touch(List.of(touch), clock.instant()).toCompletableFuture().join();
    }
  }
}
