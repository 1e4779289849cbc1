package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.presence.SessionLookup.ChannelNews;
import io.parley.presence.SessionLookup.News;
import io.parley.presence.SessionLookup.Wanted;
import io.parley.presence.SessionRegistry.SessionKey;
import io.parley.protocol.v1.Head;
import io.parley.runtime.resilience.StageFailure;
import io.parley.testing.Eventually;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;

/// The contract against real servers, with leases that run out soon, and what only they can do.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RedisContract extends GroupNewsContract {
  private final TestRedis redis;
  private SessionLookup lookup;

  RedisContract(Function<InstantSource, TestRedis> connected) {
    this.redis = connected.apply(clock);
    this.lookup = redis.registry(TestRedis.HASTY).lookup();
  }

  TestRedis redis() {
    return redis;
  }

  @BeforeEach
  @Override
  void twoEdges() {
    redis.flush();
    lookup = redis.registry(TestRedis.HASTY).lookup();
    super.twoEdges();
  }

  @AfterAll
  void disconnect() {
    redis.close();
  }

  @Override
  SessionLookup lookup() {
    return lookup;
  }

  @Override
  TestEdge newEdge() {
    return new Edge(redis, redis.registry(TestRedis.HASTY).edge("edge", SLOTS));
  }

  @Override
  void flush() {
    redis.flush();
  }

  private record Edge(TestRedis redis, RedisRegistry.Edge edge) implements TestEdge {
    @Override
    public EdgeSlot slot() {
      return edge.slot();
    }

    @Override
    public SessionRegistry sessions() {
      return edge.sessions();
    }

    @Override
    public ChannelInterest interest() {
      return edge.interest();
    }

    @Override
    public void renew() {
      // does so by itself
    }

    @Override
    public void lapse() {
      SlotLease lease = ((SlotKeeper) edge.slot()).lease();
      if (lease != null) {
        redis.end(lease);
      }
    }
  }

  private List<SessionKey> sessions(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> key("user" + i, "phone", i)).toList();
  }

  @Test
  void whatDoesNotFitIntoOneRoundTripGoesInSeveral() {
    List<SessionKey> keys = sessions(20);
    await(a.sessions().refresh(keys));
    Set<String> users = new HashSet<>();
    List<News> news = new ArrayList<>();
    for (SessionKey key : keys) {
      users.add(key.user());
      news.add(new News(key.user(), "d:x:y", key.session(), key.session()));
    }
    assertEquals(
        20, await(lookup.locate(new Wanted(users, Set.of(), news, List.of()))).sessions().size());
    var told = await(a.sessions().pulse(keys));
    assertEquals(
        IntStream.rangeClosed(1, 20).mapToObj(Long::valueOf).toList(),
        told.stream().map(pulse -> pulse.heads().getFirst().getHead().getSeq()).toList());
  }

  @Test
  void ofNewsThatAreLeftForManyUsersAtOnceEachFindsItsOwn() {
    SessionLookup standard = redis.registry(RegistryTerms.standard()).lookup();
    List<News> news = new ArrayList<>();
    for (int user = 0; user < 600; user++) {
      news.add(new News("user" + user, "g:shared", 5, 50));
      for (int i = 0; i < user % 3; i++) {
        news.add(new News("user" + user, "d:x:y" + i, 10L * user + i + 1, 7));
      }
    }
    await(standard.locate(new Wanted(Set.of("user0"), Set.of(), news, List.of())));
    long span = new NewsSpan(RegistryTerms.standard().newsSpan()).of(clock.instant());
    for (int user = 0; user < 600; user++) {
      Map<String, String> expected = new HashMap<>();
      expected.put("g:shared", NewsSpan.text(5, 50));
      for (int i = 0; i < user % 3; i++) {
        expected.put("d:x:y" + i, NewsSpan.text(10L * user + i + 1, 7));
      }
      assertEquals(expected, redis.hash(redis.keys().news("user" + user, span)));
    }
  }

  @Test
  void aUserHasAtMostSoManyDevicesAndTheFirstToConnectIsForgotten() {
    for (int i = 1; i <= 6; i++) {
      register(a, key("alice", "device" + i, i));
    }
    assertEquals(
        Set.of(3L, 4L, 5L, 6L),
        Set.copyOf(locate("alice").stream().map(SessionAddress::session).toList()));
  }

  @Test
  void newsBeyondTheBoundAreDroppedAndOfManyThoseThatMovedLastAreTold() {
    List<News> news =
        IntStream.rangeClosed(1, 6).mapToObj(i -> new News("alice", "c" + i, 1, i)).toList();
    for (News each : news) {
      await(lookup.locate(wanted(Set.of(), each)));
    }
    assertEquals(4, redis.hash(spanOf("alice")).size());
    var told = await(a.sessions().pulse(List.of(key("alice", "phone", 1)))).getFirst().heads();
    assertEquals(
        List.of("c4", "c3", "c2"), told.stream().map(head -> head.getConversation()).toList());
  }

  private String spanOf(String user) {
    return redis.keys().news(user, new NewsSpan(TestRedis.HASTY.newsSpan()).of(clock.instant()));
  }

  @Test
  void everyKeyGoesByItself() {
    register(a, key("alice", "phone", 1));
    await(
        lookup.locate(
            new Wanted(
                Set.of(),
                Set.of(),
                List.of(new News("alice", "c", 1, 1)),
                List.of(new ChannelNews("c:1", 1, 1)))));
    add(a, "c:1");
    for (String key :
        List.of(
            redis.keys().slots(),
            redis.keys().devices("alice"),
            spanOf("alice"),
            redis.keys().interest("c:1"),
            redis.keys().head("c:1"))) {
      assertTrue(redis.connection().client().getBucket(key).remainTimeToLive() > 0, key);
    }
  }

  @Test
  void whatAnotherVersionWroteLeadsNowhereAndGivesWay() {
    redis.put(redis.keys().slots(), "7", "another way to write a lease");
    redis.setText(redis.keys().devices("alice"), "\nphone v2|7|12345\nlaptop 7:x:y\nwatch");
    assertEquals(List.of(), locate("alice"));
    await(a.sessions().refresh(List.of(key("alice", "phone", 1))));
    assertEquals(1, locate("alice").getFirst().session());
    register(a, key("alice", "laptop", 2));
    register(a, key("alice", "watch", 3));
    assertEquals(3, locate("alice").size());
  }

  /// Redis answers all of it: the breaker has nothing to say.
  @Test
  void thatNoEdgeLivesIsNoFaultOfRedis() {
    await(a.slot().release());
    await(b.slot().release());
    for (int i = 0; i < 10; i++) {
      assertFailsFor("edges: none", () -> locate("alice"));
    }
    redis.put(redis.keys().slots(), "1", new SlotLease(1, 77).epochText() + ":0:test");
    assertEquals(List.of(), locate("alice"));
  }

  @Test
  void thatThisEdgeHasNoSlotYetIsNoFaultOfRedis() {
    await(b.slot().release());
    TestEdge late = edge();
    SessionKey phone = key("alice", "phone", 1);
    for (int i = 0; i < 10; i++) {
      assertFailsFor("slot: none", () -> register(late, phone));
      assertFailsFor("slot: none", () -> await(late.sessions().refresh(List.of(phone))));
      assertFailsFor("slot: none", () -> await(late.sessions().pulse(List.of(phone))));
      assertFailsFor("slot: none", () -> add(late, "c:1"));
    }
    int slot = await(late.slot().acquire(SlotEvents.IGNORED));
    assertEquals(Optional.empty(), register(late, phone));
    assertEquals(List.of(), await(late.sessions().refresh(List.of(phone))));
    add(late, "c:1");
    assertEquals(Set.of(slot), interested("c:1"));
  }

  private static void assertFailsFor(String reason, Executable call) {
    Throwable fault = StageFailure.of(assertThrows(CompletionException.class, call));
    assertInstanceOf(IllegalStateException.class, fault);
    assertTrue(String.valueOf(fault.getMessage()).startsWith(reason), fault::toString);
  }

  @Test
  void edgesThatRaceForSlotsGetOneEach() {
    List<TestEdge> racing = IntStream.range(0, 6).mapToObj(_ -> edge()).toList();
    await(a.slot().release());
    await(b.slot().release());
    var slots =
        racing.stream()
            .map(edge -> edge.slot().acquire(SlotEvents.IGNORED).toCompletableFuture())
            .toList();
    Eventually.eventually(
        PATIENCE, () -> assertEquals(SLOTS, slots.stream().filter(each -> each.isDone()).count()));
    assertEquals(
        Set.of(0, 1, 2),
        Set.copyOf(slots.stream().filter(each -> each.isDone()).map(each -> each.join()).toList()));
  }

  @Test
  void manyDevicesThatConnectAtOnceTellEachDisplacedSessionOnce() {
    var displaced =
        IntStream.rangeClosed(1, 200)
            .mapToObj(i -> (i % 2 == 0 ? a : b).sessions().register(key("alice", "phone", i)))
            .map(stage -> stage.toCompletableFuture())
            .toList();
    List<Long> told =
        displaced.stream()
            .flatMap(each -> each.join().stream())
            .map(SessionAddress::session)
            .toList();
    assertEquals(199, told.size());
    assertEquals(199, Set.copyOf(told).size());
    long left = locate("alice").getFirst().session();
    assertTrue(!told.contains(left), "the one that stayed was displaced");
  }

  @Test
  void aSessionThatEndsDuringItsPulseIsNotPutBack() {
    for (int i = 1; i <= 50; i++) {
      SessionKey key = key("alice", "phone", i);
      register(a, key);
      var pulse = a.sessions().pulse(List.of(key));
      await(a.sessions().unregister(key));
      await(pulse);
      Eventually.eventually(PATIENCE, () -> assertEquals(List.of(), locate("alice")));
    }
  }

  @Test
  void aServerThatForgotTheScriptsIsGivenThemAgain() {
    register(a, key("alice", "phone", 1));
    redis.connection().client().getScript().scriptFlush();
    assertEquals(
        1L, register(b, key("alice", "phone", 2)).map(SessionAddress::session).orElseThrow());
    redis.connection().client().getScript().scriptFlush();
    await(lookup.locate(wanted(Set.of("alice"), new News("alice", "c", 1, 1))));
    redis.connection().client().getScript().scriptFlush();
    await(b.sessions().pulse(List.of(key("alice", "laptop", 3))));
    redis.connection().client().getScript().scriptFlush();
    add(b, "c:1");
    assertEquals(Set.of(slotOf(b)), interested("c:1"));
    assertEquals(2, locate("alice").size());
    assertEquals(Map.of("c", NewsSpan.text(1, 1)), redis.hash(spanOf("alice")));
  }

  @Test
  void channelsBeyondOneRoundTripGoInSeveralAndEachFindsItsOwn() {
    List<String> channels = IntStream.range(0, 20).mapToObj(i -> "c:" + i).toList();
    await(a.interest().add(channels));
    await(b.interest().add(channels.subList(10, 20)));
    List<ChannelNews> news =
        IntStream.range(0, 20).mapToObj(i -> new ChannelNews("c:" + i, i + 1, 7)).toList();
    var located = await(lookup.locate(new Wanted(Set.of(), Set.copyOf(channels), List.of(), news)));
    for (int i = 0; i < 20; i++) {
      assertEquals(
          i < 10 ? Set.of(slotOf(a)) : Set.of(slotOf(a), slotOf(b)),
          located.channels().get("c:" + i));
    }
    var heads = await(a.interest().pulse(channels));
    for (int i = 0; i < 20; i++) {
      assertEquals(i + 1, heads.getOrDefault("c:" + i, Head.getDefaultInstance()).getSeq());
    }
  }

  @Test
  void ofManyChannelsOfAScriptEachIsKeptAndFindsItsOwnHead() {
    RedisRegistry standard = redis.registry(RegistryTerms.standard());
    List<String> channels = IntStream.range(0, 120).mapToObj(i -> "c:" + i).toList();
    var news = channels.stream().map(name -> new ChannelNews(name, name.hashCode(), 7)).toList();
    await(standard.lookup().locate(new Wanted(Set.of(), Set.of(), List.of(), news)));
    RedisRegistry.Edge edge = standard.edge("standard", SLOTS);
    int slot = await(edge.slot().acquire(SlotEvents.IGNORED));
    var heads = await(edge.interest().pulse(channels));
    for (String name : channels) {
      assertEquals(
          name.hashCode(), heads.getOrDefault(name, Head.getDefaultInstance()).getSeq(), name);
      assertEquals(Set.of(slot), interested(name));
    }
    await(edge.slot().release());
  }

  @Test
  void whatDeadEdgesLeftInAChannelIsTakenOutByThePulsesOfTheLiving() {
    String set = redis.keys().interest("c:1");
    for (int i = 0; i < 5; i++) {
      redis.addTo(set, new SlotLease(i % SLOTS, 1_000 + i).text());
    }
    redis.addTo(set, "from another version");
    add(b, "c:1");
    assertEquals(Set.of(slotOf(b)), interested("c:1"));
    Eventually.eventually(
        PATIENCE,
        () -> {
          pulseChannels(a, "c:1");
          assertEquals(2, redis.set(set).size());
        });
    assertEquals(Set.of(slotOf(a), slotOf(b)), interested("c:1"));
  }

  /// When all leases are lost, those who are not back yet are not dead.
  @Test
  void anEdgeThatHasJustComeTakesNobodyOutOfAChannel() {
    RedisRegistry.Edge edge = redis.registry(RegistryTerms.standard()).edge("standard", SLOTS);
    int _ = await(edge.slot().acquire(SlotEvents.IGNORED));
    String set = redis.keys().interest("c:1");
    for (int i = 0; i < 5; i++) {
      redis.addTo(set, new SlotLease(i % SLOTS, 1_000 + i).text());
    }
    for (int i = 0; i < 4; i++) {
      // a sweep is not waited for; it would be over by the last of these
      var _ = await(edge.interest().pulse(List.of("c:1")));
    }
    assertEquals(6, redis.set(set).size());
    await(edge.slot().release());
  }

  @Test
  void whoDoesNotLiveFindsNobodyDead() {
    SlotLease dead = new SlotLease(0, 1_000);
    redis.addTo(redis.keys().interest("c:1"), dead.text());
    InterestCommands commands =
        new InterestCommands(
            new SessionReads(redis.keys(), RegistryMetrics.NONE), TestRedis.HASTY, 1);
    SlotLease living = Objects.requireNonNull(((SlotKeeper) a.slot()).lease());
    assertEquals(
        Map.of("c:1", List.of(dead.text())),
        await(redis.calls().roundTrip(sent -> commands.dead(sent, List.of("c:1"), living))));
    assertEquals(
        Map.of(),
        await(redis.calls().roundTrip(sent -> commands.dead(sent, List.of("c:1"), dead))));
  }

  @Test
  void aKeyThatWasEvictedComesBackWithTheNextPulse() {
    add(a, "c:1");
    redis.forget(redis.keys().interest("c:1"));
    assertEquals(Set.of(), interested("c:1"));
    pulseChannels(a, "c:1");
    assertEquals(Set.of(slotOf(a)), interested("c:1"));
  }

  @Test
  void whatAnotherVersionSaysOfAChannelIsNoHead() {
    redis.setText(redis.keys().head("c:1"), "0000000000000001|v2");
    assertEquals(Map.of(), pulseChannels(a, "c:1"));
  }

  @Test
  void manyThatAskAtOnceAreAllAnsweredInFewRoundTrips() {
    RedisRegistry standard = redis.registry(RegistryTerms.standard());
    RedisRegistry.Edge edge = standard.edge("standard", SLOTS);
    int slot = await(edge.slot().acquire(SlotEvents.IGNORED));
    var asked =
        IntStream.range(0, 1_000)
            .mapToObj(i -> edge.interest().add(List.of("c:" + i % 100, "c:" + i)))
            .map(CompletionStage::toCompletableFuture)
            .toList();
    asked.forEach(CompletableFuture::join);
    assertEquals(Set.of(slot), interested("c:999"));
    await(edge.slot().release());
  }
}
