package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engines.EngineKind;
import io.parley.presence.SessionLookup.News;
import io.parley.presence.SessionLookup.Wanted;
import io.parley.presence.SessionRegistry.SessionKey;
import io.parley.testing.ManualClock;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a router leaves of a group, against the real engine: where it stands, and when its members
/// are left word again.
@ExtendWith(EnginesExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GroupHeadsIT {
  private static final RegistryTerms TERMS = RegistryTerms.standard();
  private static final String GROUP = "g:many";

  private final ManualClock clock = ManualClock.atStart();
  private final List<String> members = GroupNewsContract.users(600);
  private final List<Integer> moved = new ArrayList<>();
  private final List<Integer> begun = new ArrayList<>();
  private final RegistryMetrics metrics =
      new RegistryMetrics() {
        @Override
        public void groupNews(int byHead, int byWords) {
          moved.add(byHead);
          begun.add(byWords);
        }
      };

  private final TestRedis redis;
  private SessionLookup lookup;
  private RedisRegistry.Edge edge;

  GroupHeadsIT(TestEngines engines) {
    engines.awaitReady(EngineKind.REDIS);
    this.redis = new TestRedis(engines, clock);
    this.lookup = router();
    this.edge = redis.registry(TERMS).edge("edge", 4);
  }

  @BeforeEach
  void aNewRouter() {
    redis.flush();
    moved.clear();
    begun.clear();
    lookup = router();
    anEdgeComes();
  }

  private void anEdgeComes() {
    edge = redis.registry(TERMS).edge("edge", 4);
    edge.slot().acquire(SlotEvents.IGNORED).toCompletableFuture().join();
  }

  @AfterAll
  void disconnect() {
    redis.close();
  }

  private SessionLookup router() {
    return redis.lookup(TERMS, 250, metrics);
  }

  @Test
  void afterTheFirstMessageOnlyTheGroupIsWrittenTo() {
    leave(1);
    leave(2);
    leave(3);
    assertEquals(List.of(1, 0, 0), begun);
    assertEquals(List.of(0, 1, 1), moved);
    assertEquals(Map.of(GROUP, at(1)), words("user0"));
    assertEquals(Map.of(GROUP, at(1)), words("user599"));
    assertEquals(at(3) + "/" + at(1), redis.text(redis.keys().head(GROUP)));
    long kept = redis.timeToLive(redis.keys().head(GROUP));
    assertTrue(kept > 0 && kept <= TERMS.newsSpan().toMillis() * 3, String.valueOf(kept));
  }

  @Test
  void whereTheGroupsHeadIsLostItsMembersAreLeftWordWithTheSameLookUp() {
    leave(1);
    leave(2);
    redis.connection().client().getKeys().delete(redis.keys().head(GROUP));
    leave(3);
    // once as it was, and once more after that
    assertEquals(List.of(1, 0, 0, 1), begun);
    assertEquals(Map.of(GROUP, at(3)), words("user0"));
    assertEquals(Map.of(GROUP, at(3)), words("user599"));
    leave(4);
    assertEquals(List.of(4L, 4L), told("user0", "user599"));
  }

  @Test
  void anotherRouterLeavesItsOwnWordsAndNothingIsLost() {
    SessionLookup other = router();
    leave(1);
    leave(2);
    for (long seq = 3; seq < 11; seq++) {
      SessionLookup next = seq % 2 == 0 ? lookup : other;
      next.locate(wanted(Set.of(), seq)).toCompletableFuture().join();
      assertEquals(List.of(seq, seq), told("user0", "user599"));
    }
    // the other goes on alone
    other.locate(wanted(Set.of(), 11)).toCompletableFuture().join();
    int words = begun.stream().mapToInt(Integer::intValue).sum();
    other.locate(wanted(Set.of(), 12)).toCompletableFuture().join();
    assertEquals(words, begun.stream().mapToInt(Integer::intValue).sum());
    assertEquals(List.of(12L, 12L), told("user0", "user599"));
  }

  @Test
  void aRouterThatComesInAndRepeatsWhatWasSaidTakesNothingBackForLong() {
    for (long seq = 1; seq < 6; seq++) {
      leave(seq);
    }
    SessionLookup next = router();
    for (long seq = 3; seq < 8; seq++) {
      next.locate(wanted(Set.of(), seq)).toCompletableFuture().join();
    }
    assertEquals(List.of(7L, 7L), told("user0", "user599"));
  }

  @Test
  void ofSeveralGroupsOnlyThoseThatStandElsewhereAreLeftWordAgain() {
    leave(1, GROUP, "g:other");
    leave(2, GROUP, "g:other");
    redis.connection().client().getKeys().delete(redis.keys().head("g:other"));
    leave(3, GROUP, "g:other");
    assertEquals(Map.of(GROUP, at(1), "g:other", at(3)), words("user0"));
    assertEquals(List.of(3L, 3L), told("user0", "user599"));
  }

  @Test
  void whereAGroupStandsFurtherOnItIsBegunAgainWithTheNextMessageAndTheOthersAreNot() {
    redis.setText(redis.keys().head("g:other"), at(9) + "/" + at(9));
    leave(1, GROUP, "g:other");
    leave(2, GROUP, "g:other");
    assertEquals(Map.of(GROUP, at(1), "g:other", at(2)), words("user0"));
    leave(10, GROUP, "g:other");
    leave(11, GROUP, "g:other");
    assertEquals(Map.of(GROUP, at(1), "g:other", at(10)), words("user0"));
    assertEquals(at(11) + "/" + at(10), redis.text(redis.keys().head("g:other")));
  }

  @Test
  void aGroupStandsNowhereUntilAllItsMembersHaveTheirWord() {
    redis.setText(redis.keys().news("user599", span()), "not a hash");
    assertThrows(CompletionException.class, () -> leave(1));
    assertTrue(members.subList(0, 599).stream().anyMatch(user -> !words(user).isEmpty()));
    assertEquals("", redis.text(redis.keys().head(GROUP)));
  }

  @Test
  void aSmallGroupStandsNowhere() {
    for (int size : List.of(GroupHeads.USERS_MIN - 1, GroupHeads.USERS_MIN)) {
      String group = "g:of" + size;
      List<News> news = List.of(new News(members.subList(0, size), group, 1, 1_001));
      lookup.locate(new Wanted(Set.of(), Set.of(), news, List.of())).toCompletableFuture().join();
      assertEquals(size == GroupHeads.USERS_MIN, !redis.text(redis.keys().head(group)).isEmpty());
    }
  }

  @Test
  void inAClusterNobodyLooksWhereGroupsStand() {
    var words = new NewsReads.Words(Map.of("alice", Map.of(GROUP, at(1), "d:alice:bob", at(2))));
    assertEquals(List.of(GROUP), new NewsReads(redis.keys(), TERMS, true).groups(words));
    assertEquals(List.of(), new NewsReads(redis.keys(), TERMS, false).groups(words));
  }

  @Test
  void afterALookUpThatFailedAllAreToldWithTheNext() {
    leave(1);
    edge.slot().release().toCompletableFuture().join();
    assertThrows(CompletionException.class, () -> leave(2), "no edge lives");
    redis.connection().client().getKeys().delete(redis.keys().news("user0", span()));
    anEdgeComes();
    leave(3);
    assertEquals(List.of(3L, 3L), told("user0", "user599"));
  }

  @Test
  void scriptsThatTheServerForgotAreNotTakenForALoss() {
    leave(1);
    redis.connection().client().getScript().scriptFlush();
    leave(2);
    assertEquals(List.of(1, 0), begun);
    assertEquals(List.of(2L), told("user0"));
  }

  @Test
  void whatAnotherVersionWroteThereGivesWay() {
    leave(1);
    redis.setText(redis.keys().head(GROUP), "v9");
    assertEquals(List.of(1L), told("user7"));
    leave(2);
    assertEquals(List.of(2L), told("user7"));
    assertEquals(at(2) + "/" + at(2), redis.text(redis.keys().head(GROUP)));
    redis.setText(redis.keys().head(GROUP), at(900));
    leave(3);
    assertEquals(List.of(3L), told("user7"));
    assertEquals(at(3) + "/" + at(3), redis.text(redis.keys().head(GROUP)));
  }

  /// More than one round trip, of which each moves the head on.
  private void leave(long seq) {
    leave(seq, GROUP);
  }

  private void leave(long seq, String... groups) {
    List<News> news =
        Stream.of(groups).map(group -> new News(members, group, seq, 1_000 + seq)).toList();
    lookup
        .locate(new Wanted(Set.copyOf(members), Set.of(), news, List.of()))
        .toCompletableFuture()
        .join();
  }

  private Wanted wanted(Set<String> users, long seq) {
    return new Wanted(
        users, Set.of(), List.of(new News(members, GROUP, seq, 1_000 + seq)), List.of());
  }

  private static String at(long seq) {
    return NewsSpan.text(seq, 1_000 + seq);
  }

  private Map<String, String> words(String user) {
    return redis.hash(redis.keys().news(user, span()));
  }

  private long span() {
    return new NewsSpan(TERMS.newsSpan()).of(clock.instant());
  }

  private List<Long> told(String... users) {
    List<SessionKey> keys = Stream.of(users).map(user -> new SessionKey(user, "phone", 1)).toList();
    return edge.sessions().pulse(keys).toCompletableFuture().join().stream()
        .map(pulse -> pulse.heads().getFirst().getHead().getSeq())
        .toList();
  }
}
