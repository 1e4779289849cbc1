package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engines.EngineKind;
import io.parley.presence.SessionLookup.News;
import io.parley.presence.SessionRegistry.SessionKey;
import io.parley.testing.Eventually;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// The contract against the real engine, with leases that run out soon, and what only it can do.
@ExtendWith(EnginesExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisRegistryIT extends RegistryContract {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final TestRedis redis;
  private SessionLookup lookup;

  RedisRegistryIT(TestEngines engines) {
    engines.awaitReady(EngineKind.REDIS);
    this.redis = new TestRedis(engines, clock);
    this.lookup = redis.registry(TestRedis.HASTY).lookup();
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
    assertEquals(20, await(lookup.locate(users, news)).size());
    var told = await(a.sessions().pulse(keys));
    assertEquals(
        IntStream.rangeClosed(1, 20).mapToObj(Long::valueOf).toList(),
        told.stream().map(pulse -> pulse.heads().getFirst().getHead().getSeq()).toList());
  }

  @Test
  void ofNewsThatAreLeftForManyUsersAtOnceEachFindsItsOwn() {
    SessionLookup standard = redis.registry(RegistryTerms.standard()).lookup();
    List<News> news = new ArrayList<>();
    for (int user = 0; user < 120; user++) {
      for (int i = 0; i <= user % 3; i++) {
        news.add(new News("user" + user, "d:x:y" + i, 10L * user + i + 1, 7));
      }
    }
    await(standard.locate(Set.of("user0"), news));
    long span = new NewsSpan(RegistryTerms.standard().newsSpan()).of(clock.instant());
    for (int user = 0; user < 120; user++) {
      Map<String, String> expected = new HashMap<>();
      for (int i = 0; i <= user % 3; i++) {
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
      await(lookup.locate(Set.of(), List.of(each)));
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
    await(lookup.locate(Set.of(), List.of(new News("alice", "c", 1, 1))));
    for (String key :
        List.of(redis.keys().slots(), redis.keys().sessions("alice"), spanOf("alice"))) {
      assertTrue(redis.connection().client().getBucket(key).remainTimeToLive() > 0, key);
    }
  }

  @Test
  void whatAnotherVersionWroteLeadsNowhereAndGivesWay() {
    redis.put(redis.keys().slots(), "7", "another way to write a lease");
    redis.put(redis.keys().sessions("alice"), "phone", "v2|7|12345");
    redis.put(redis.keys().sessions("alice"), "laptop", "7:x:y");
    assertEquals(List.of(), locate("alice"));
    await(a.sessions().refresh(List.of(key("alice", "phone", 1))));
    assertEquals(1, locate("alice").getFirst().session());
    register(a, key("alice", "laptop", 2));
    assertEquals(2, locate("alice").size());
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
    await(lookup.locate(Set.of("alice"), List.of(new News("alice", "c", 1, 1))));
    redis.connection().client().getScript().scriptFlush();
    await(b.sessions().pulse(List.of(key("alice", "laptop", 3))));
    assertEquals(2, locate("alice").size());
    assertEquals(Map.of("c", NewsSpan.text(1, 1)), redis.hash(spanOf("alice")));
  }
}
