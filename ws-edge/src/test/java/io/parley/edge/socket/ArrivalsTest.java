package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import io.parley.edge.Authenticator;
import io.parley.edge.EdgeConfig;
import io.parley.edge.EdgeMetrics;
import io.parley.history.memory.MemoryInboxes;
import io.parley.presence.SessionAddress;
import io.parley.presence.SessionRegistry;
import io.parley.protocol.v1.CloseCode;
import io.parley.runtime.config.ConfigReader;
import io.parley.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Sessions the registry could not be told of, stepped.
class ArrivalsTest {
  private final ManualClock clock = ManualClock.atStart();
  private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
  private final EdgeConfig config = ConfigReader.standard(EdgeConfig.class);
  private final FakeLog log = new FakeLog();
  private final AskedRegistry registry = new AskedRegistry();
  private final SessionIndex index = new SessionIndex();
  private final Gate gate = new Gate(config, clock::nanoTime, random);
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Reads reads = MemoryReads.empty();
  private final ChannelLooks looks = new ChannelLooks(new MemoryInboxes(), 10, clock);
  private final UnaskedHeads heads = new UnaskedHeads(reads, looks, 10, EdgeMetrics.NONE);
  private final Channels channels = TestChannels.of(clock, heads);
  private final Registrations registrations =
      new Registrations(registry, index, heads, channels.interests(), clock, EdgeMetrics.NONE);
  private final Arrivals arrivals =
      new Arrivals(
          registrations,
          new Closer(index, registrations, log, () -> 0),
          index,
          heads,
          EdgeMetrics.NONE);
  private final Services services =
      new Services(
          config,
          new Services.World(clock, clock::nanoTime, random, random),
          new Admission((_, _) -> new CompletableFuture<Authenticator.Verdict>()),
          _ -> CompletableFuture.completedStage(true),
          log,
          reads,
          registrations,
          arrivals,
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

  /// A call that waits for its answer.
  private record Asked(long session, CompletableFuture<Optional<SessionAddress>> answer) {
    void succeed() {
      answer.complete(Optional.empty());
    }

    void fail() {
      answer.completeExceptionally(new IllegalStateException("no answer"));
    }
  }

  /// Answers when told to.
  private static final class AskedRegistry implements SessionRegistry {
    final List<Asked> asked = new ArrayList<>();
    final List<Long> forgotten = new ArrayList<>();
    final List<List<Long>> refreshes = new ArrayList<>();
    CompletableFuture<List<SessionKey>> refreshed = CompletableFuture.completedFuture(List.of());

    List<Asked> take() {
      List<Asked> all = List.copyOf(asked);
      asked.clear();
      return all;
    }

    @Override
    public CompletionStage<Optional<SessionAddress>> register(SessionKey session) {
      CompletableFuture<Optional<SessionAddress>> answer = new CompletableFuture<>();
      asked.add(new Asked(session.session(), answer));
      return answer;
    }

    @Override
    public CompletionStage<Void> unregister(SessionKey session) {
      forgotten.add(session.session());
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<List<SessionKey>> refresh(List<SessionKey> sessions) {
      refreshes.add(sessions.stream().map(SessionKey::session).toList());
      return refreshed;
    }

    @Override
    public CompletionStage<List<Pulse>> pulse(List<SessionKey> sessions) {
      return CompletableFuture.completedStage(
          sessions.stream().map(_ -> new Pulse(false, List.of())).toList());
    }

    @Override
    public CompletionStage<List<SessionAddress>> sessionsOf(String user) {
      return CompletableFuture.completedStage(List.of());
    }
  }

  private Session session(long number) {
    return session(number, "user" + number);
  }

  private Session session(long number, String user) {
    Socket socket =
        new Socket(
            channel,
            true,
            new Socket.Bounds(
                256 * 1024, 30_000_000_000L, SharedRoom.outbound(1 << 20, EdgeMetrics.NONE)),
            EdgeMetrics.NONE);
    Session session =
        new Session(services, loop, new Session.Begin(number, Dialect.JSON, "", socket));
    session.identify(new Authenticator.Verdict.Accepted(user, "phone", 1));
    return session;
  }

  private List<Session> owed(int count) {
    List<Session> sessions = LongStream.rangeClosed(1, count).mapToObj(this::session).toList();
    sessions.forEach(session -> arrivals.owe(session, clock.instant()));
    return sessions;
  }

  private static Set<Long> numbers(List<Asked> asked) {
    return asked.stream().map(Asked::session).collect(Collectors.toSet());
  }

  @Test
  void twoHundredAreRegisteredAtATimeUntilAllAre() {
    List<Session> sessions = owed(450);
    List<Integer> lots = new ArrayList<>();
    arrivals.tick();
    for (List<Asked> lot = registry.take(); !lot.isEmpty(); lot = registry.take()) {
      lots.add(lot.size());
      arrivals.tick();
      assertTrue(registry.asked.isEmpty(), "more while these are under way");
      lot.forEach(Asked::succeed);
    }
    assertEquals(List.of(200, 200, 50), lots);
    assertTrue(sessions.stream().allMatch(Session::isRegistered));
    assertEquals(450, heads.waiting());
    arrivals.tick();
    assertTrue(registry.asked.isEmpty());
  }

  @Test
  void afterAFailureTheRestWaitsForTheNextTickAndThoseThatFailedComeLast() {
    List<Session> sessions = owed(300);
    arrivals.tick();
    List<Asked> lot = registry.take();
    lot.subList(0, 150).forEach(Asked::fail);
    lot.subList(150, 200).forEach(Asked::succeed);
    assertTrue(registry.asked.isEmpty());
    assertEquals(50, sessions.stream().filter(Session::isRegistered).count());
    arrivals.tick();
    Set<Long> next = numbers(registry.take());
    assertEquals(200, next.size());
    assertTrue(next.containsAll(LongStream.rangeClosed(201, 300).boxed().toList()));
  }

  @Test
  void whoHasEndedIsNotRegisteredLate() {
    List<Session> sessions = owed(2);
    sessions.getFirst().close(CloseCode.CLOSE_REPLACED);
    assertEquals(List.of(1L), registry.forgotten);
    arrivals.tick();
    assertEquals(Set.of(2L), numbers(registry.asked));
  }

  @Test
  void whoEndsWhileItIsRegisteredIsForgottenAgainWhateverBecameOfTheCall() {
    List<Session> sessions = owed(2);
    arrivals.tick();
    sessions.forEach(session -> session.close(CloseCode.CLOSE_REPLACED));
    registry.forgotten.clear();
    List<Asked> asked = registry.take();
    asked.getFirst().succeed();
    asked.getLast().fail();
    assertEquals(List.of(1L, 2L), registry.forgotten);
    arrivals.tick();
    assertTrue(registry.asked.isEmpty());
  }

  @Test
  void theSessionThatIsDisplacedLateIsClosedWhereItIs() {
    Session session = owed(1).getFirst();
    clock.advance(Duration.ofSeconds(1));
    arrivals.tick();
    registry.take().getFirst().answer().complete(Optional.of(new SessionAddress("phone", 3, 77)));
    assertEquals(List.of("3:77:CLOSE_REPLACED"), log.closes);
    assertFalse(session.isOver());
  }

  /// The registry answers that the other one stood there, although it was opened later.
  private void registerOver(Session session, SessionAddress other) {
    var _ = arrivals.register(session);
    registry.take().getLast().answer().complete(Optional.of(other));
    channel.runPendingTasks();
  }

  @Test
  void aRegistrationThatWasOvertakenDoesNotEndTheNewerSessionHere() {
    Session older = session(10);
    Session newer = session(11, "user10");
    assertTrue(older.isOver());
    registerOver(older, new SessionAddress("phone", 0, 11));
    assertFalse(newer.isOver());
    assertEquals(Set.of(11L), numbers(registry.asked), "put back where the older one stands");
    registry.take().getFirst().answer().complete(Optional.of(new SessionAddress("phone", 0, 10)));
    channel.runPendingTasks();
    assertFalse(newer.isOver());
    assertEquals(List.of(), registry.asked);
  }

  @Test
  void aHelloThatCameLateEndsItselfAndNotTheNewerSessionElsewhere() {
    Session older = session(openedAt(0));
    registerOver(older, new SessionAddress("phone", 3, openedAt(1_001)));
    assertTrue(older.isOver());
    assertEquals(List.of(), log.closes);
    assertEquals(Set.of(older.number()), Set.copyOf(registry.forgotten));
  }

  @Test
  void withinWhatClocksDifferTheOneRegisteredLastWins() {
    Session here = session(openedAt(0));
    registerOver(here, new SessionAddress("phone", 3, openedAt(1_000)));
    assertFalse(here.isOver());
    assertEquals(List.of("3:" + openedAt(1_000) + ":CLOSE_REPLACED"), log.closes);
  }

  /// A session id of so many milliseconds later.
  private static long openedAt(long ms) {
    return (1_800_000_000_000L + ms) << 20;
  }

  @Test
  void whoIsRegisteredLateIsOwedItsHeadsBeforeItCountsAsRegistered() {
    Session session = owed(1).getFirst();
    arrivals.tick();
    assertFalse(registrations.owes(session));
    registry.take().getFirst().succeed();
    assertTrue(session.isRegistered());
    assertTrue(registrations.owes(session));
  }

  @Test
  void whoEndsWhileAllAreRegisteredAgainStaysForgotten() {
    List<Session> sessions = LongStream.rangeClosed(1, 501).mapToObj(this::session).toList();
    registry.refreshed = new CompletableFuture<>();
    registrations.lostAll();
    List<Long> batch = registry.refreshes.getFirst();
    assertEquals(500, batch.size());
    Session asked = sessions.get(batch.getFirst().intValue() - 1);
    asked.close(CloseCode.CLOSE_REPLACED);
    sessions.stream()
        .filter(session -> !batch.contains(session.number()))
        .forEach(session -> session.close(CloseCode.CLOSE_REPLACED));
    registry.forgotten.clear();
    registry.refreshed.complete(List.of());
    assertEquals(List.of(asked.number()), registry.forgotten);
    assertEquals(1, registry.refreshes.size(), "nobody is left of the next ones");
  }

  @Test
  void allAreOwedWhileTheyAreRegisteredAgain() {
    Session session = session(1);
    registry.refreshed = new CompletableFuture<>();
    registrations.lostAll();
    assertTrue(registrations.owes(session));
    registry.refreshed.completeExceptionally(new IllegalStateException("no answer"));
    assertTrue(registrations.owes(session));
    registry.refreshed = new CompletableFuture<>();
    registrations.tick();
    registrations.lostAll(); // again, meanwhile
    registry.refreshed.complete(List.of());
    assertEquals(1, heads.waiting());
    registry.refreshed = CompletableFuture.completedFuture(List.of());
    registrations.tick();
    heads.tick();
    assertFalse(registrations.owes(session));
  }
}
