package io.parley.edge.socket;

import com.google.protobuf.ByteString;
import io.parley.edge.Authenticator.Verdict;
import io.parley.edge.EdgeConfig;
import io.parley.edge.EdgeMetrics;
import io.parley.edge.log.DeliveryFeed;
import io.parley.history.Inboxes;
import io.parley.history.LogPosition;
import io.parley.history.NewEvent;
import io.parley.history.Standing;
import io.parley.history.memory.MemoryHistory;
import io.parley.presence.SessionLookup;
import io.parley.presence.SessionRegistry;
import io.parley.presence.memory.MemoryEdge;
import io.parley.presence.memory.MemoryRegistry;
import io.parley.protocol.v1.ChannelMembership;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Role;
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
import java.util.stream.Stream;

/// An edge without a port: its sessions are on channels in memory, everything behind it is in
/// memory too, and a test steps its time. The token `alice/phone` is good for that device of hers.
final class SteppedEdge {
  final ManualClock clock = ManualClock.atStart();
  final EdgeConfig config;
  final FakeLog log = new FakeLog();
  final MemoryHistory history = new MemoryHistory();
  final HeldReader reader = new HeldReader(history.reader());
  final HeldInboxes inboxes = new HeldInboxes(history.inboxes());
  final MemoryRegistry registry = new MemoryRegistry(clock, 4);
  final MemoryEdge presence = registry.edge();
  final HeldInterest interest = new HeldInterest(presence.interest());
  final Set<String> users = Set.of("alice", "bob");
  final SessionIndex index = new SessionIndex();
  final UnaskedHeads heads;
  final Channels channels;
  final Registrations registrations;
  final Meters meters;
  final Counted metrics = new Counted();
  private final SharedRoom room;
  private final List<SteppedSocket> sockets = new ArrayList<>();
  private final Services services;
  private long said;

  /// Sessions that the registry was asked about for their heartbeat.
  int pulsed;

  BiFunction<String, String, CompletionStage<Verdict>> verdicts = SteppedEdge::verify;

  /// What waits for clients that are behind.
  static final class Counted implements EdgeMetrics {
    long waiting;
    int full;
    long kept;
    int keptFull;
    int dropped;
    int marksGathered;
    int marksKeptBack;
    int marksLost;
    int copies;
    int slices;
    int channels;
    int members;
    int notHeard;
    int unreadable;

    @Override
    public void outboundWaiting(long by) {
      waiting += by;
    }

    @Override
    public void outboundFull() {
      full++;
    }

    @Override
    public void inboundKept(long by) {
      kept += by;
    }

    @Override
    public void inboundFull() {
      keptFull++;
    }

    @Override
    public void markGathered() {
      marksGathered++;
    }

    @Override
    public void markKeptBack() {
      marksKeptBack++;
    }

    @Override
    public void marksLost(int marks) {
      marksLost += marks;
    }

    @Override
    public void deliveryUnreadable() {
      unreadable++;
    }

    @Override
    public void answerDropped() {
      dropped++;
    }

    @Override
    public void delivered(int written, Duration lag) {
      copies += written;
    }

    @Override
    public void sliced() {
      slices++;
    }

    @Override
    public void channelsHeld(int by) {
      channels += by;
    }

    @Override
    public void channelMembers(int by) {
      members += by;
    }

    @Override
    public void channelNotHeard() {
      notHeard++;
    }
  }

  SteppedEdge(String settings) {
    config = config(settings);
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    Reads reads =
        new Reads(
            new Reads.Memory(reader, inboxes, history.membership()),
            config.limits().readsMax(),
            config.limits().catchUpsMax(),
            EdgeMetrics.NONE);
    room = SharedRoom.outbound(config.limits().outboundTotal().bytes(), metrics);
    ChannelLooks looks = new ChannelLooks(inboxes, config.limits().catchUpsMax(), clock);
    heads = new UnaskedHeads(reads, looks, 500, EdgeMetrics.NONE);
    Services.World world = new Services.World(clock, clock::nanoTime, random, random);
    channels =
        new Channels(
            interest,
            new ChannelNotices(reader, reads.channelHeads(), heads, this::loops, metrics),
            world,
            metrics);
    registrations =
        new Registrations(presence, index, heads, channels.interests(), clock, EdgeMetrics.NONE);
    meters = new Meters(Meter.Limits.of(config.limits()), clock::nanoTime);
    Gate gate = new Gate(config, clock::nanoTime, random);
    services =
        new Services(
            config,
            world,
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
            heads,
            looks,
            channels,
            index,
            meters,
            () -> 0,
            gate,
            SharedRoom.inbound(config.limits().inboundTotal().bytes(), metrics),
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
    SteppedSocket opened = new SteppedSocket(services, this::pulse, room, number);
    sockets.add(opened);
    return opened;
  }

  /// One on the same event loop as another.
  SteppedSocket open(long number, SteppedSocket beside) {
    SteppedSocket opened = new SteppedSocket(services, beside, room, number);
    sockets.add(opened);
    return opened;
  }

  private List<SessionLoop> loops() {
    return sockets.stream().map(socket -> socket.session.loop()).distinct().toList();
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

  /// What is done every second.
  void tick() {
    registrations.tick();
    channels.tick();
    heads.tick();
    run();
  }

  void run() {
    sockets.forEach(SteppedSocket::run);
  }

  /// As the log does.
  void deliver(Delivery... deliveries) {
    CompletionStage<Void> _ = receive(deliveries);
    run();
  }

  /// The same before any event loop has done its part.
  CompletionStage<Void> receive(Delivery... deliveries) {
    Fanout fanout = new Fanout(index, registrations, channels, this::loops, clock, metrics);
    return fanout.receive(
        Stream.of(deliveries).map(delivery -> new DeliveryFeed.Arrival(delivery, 0)).toList());
  }

  // ---- channels ----

  /// As a router notes it, before it delivers that.
  void standing(String user, String channel, Standing.Status status) {
    boolean member = status == Standing.Status.MEMBER;
    Role role = member ? Role.MEMBER : Role.ROLE_UNSPECIFIED;
    Standing standing = new Standing(status, role, ++said, 0, 0, 1, 0);
    history
        .membership()
        .standings()
        .put(channel, Kind.CHANNEL, Map.of(user, standing))
        .toCompletableFuture()
        .join();
  }

  /// By a record after all that were noted before.
  static Delivery moved(String channel, boolean member, String... users) {
    return moved(1_000_000, channel, member, users);
  }

  static Delivery moved(long changedId, String channel, boolean member, String... users) {
    return Delivery.newBuilder()
        .setMembership(
            ChannelMembership.newBuilder()
                .setChannel(channel)
                .setMember(member)
                .setChangedId(changedId)
                .addAllUsers(List.of(users)))
        .build();
  }

  static Event post(String channel, long seq) {
    return Event.newBuilder()
        .setConversation(channel)
        .setSeq(seq)
        .setMessageId(seq * 1_000)
        .setMessage(ChatMessage.newBuilder().setText("post " + seq))
        .build();
  }

  /// As a router writes it.
  static ByteString frame(Event event) {
    return ServerFrame.newBuilder().setEvent(event).build().toByteString();
  }

  static Delivery toChannel(String channel, long seq) {
    return Delivery.newBuilder().setChannel(channel).setFrame(frame(post(channel, seq))).build();
  }

  /// Stores a message in a channel.
  void keep(String channel, long seq) {
    NewEvent stored = new NewEvent(post(channel, seq), new LogPosition(1, 0, seq), 1);
    history.log().append(channel, List.of(stored)).toCompletableFuture().join();
  }

  /// Whether routers send the channel's messages to this edge.
  boolean isInterested(String channel) {
    SessionLookup.Wanted wanted =
        new SessionLookup.Wanted(Set.of(), Set.of(channel), List.of(), List.of());
    return registry
        .lookup()
        .locate(wanted)
        .toCompletableFuture()
        .join()
        .channels()
        .containsKey(channel);
  }

  /// A router leaves word of where the channel stands.
  void word(String channel, long seq) {
    SessionLookup.Wanted wanted =
        new SessionLookup.Wanted(
            Set.of(),
            Set.of(),
            List.of(),
            List.of(new SessionLookup.ChannelNews(channel, seq, seq * 1_000)));
    CompletionStage<SessionLookup.Located> _ = registry.lookup().locate(wanted);
  }

  private CompletionStage<List<SessionRegistry.Pulse>> pulse(
      List<SessionRegistry.SessionKey> sessions) {
    pulsed += sessions.size();
    return registrations.pulse(sessions);
  }

  /// A message of so many characters to all devices of Alice.
  void deliverToAlice(int characters) {
    Event event =
        Event.newBuilder()
            .setMessage(ChatMessage.newBuilder().setText("x".repeat(characters)))
            .build();
    deliver(Delivery.newBuilder().setFrame(frame(event)).addUsers("alice").build());
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
    history.log().append(conversation, List.of(stored)).toCompletableFuture().join();
    for (String user : conversation.substring(2).split(":", -1)) {
      Inboxes.Touch touch = new Inboxes.Touch(user, conversation, Kind.DIRECT);
      inboxes.touch(List.of(touch), clock.instant()).toCompletableFuture().join();
    }
  }
}
