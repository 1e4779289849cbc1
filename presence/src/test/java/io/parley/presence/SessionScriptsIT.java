package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engines.EngineKind;
import io.parley.presence.RegistryTerms.Bounds;
import io.parley.presence.SessionLookup.Located;
import io.parley.presence.SessionLookup.News;
import io.parley.presence.SessionLookup.Wanted;
import io.parley.presence.SessionRegistry.SessionKey;
import io.parley.testing.ManualClock;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the scripts about sessions do to a key, each by itself, against the real engine.
@ExtendWith(EnginesExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionScriptsIT {
  /// Little room for one user, and much in a round trip.
  private static final RegistryTerms TERMS =
      new RegistryTerms(
          Duration.ofSeconds(15),
          Duration.ofSeconds(2),
          Duration.ofMinutes(30),
          Duration.ofMinutes(2),
          new Bounds(500, 4, 4, 3));

  private static final SlotLease LEASE = new SlotLease(1, 77);

  private final TestRedis redis;
  private final SessionWrites writes;

  SessionScriptsIT(TestEngines engines) {
    engines.awaitReady(EngineKind.REDIS);
    this.redis = new TestRedis(engines, ManualClock.atStart());
    this.writes = new SessionWrites(redis.keys(), TERMS);
  }

  @BeforeEach
  void nobody() {
    redis.flush();
    redis.put(redis.keys().slots(), "1", LEASE.epochText() + ":0:test");
  }

  @AfterAll
  void disconnect() {
    redis.close();
  }

  private <T> T ask(Function<Pipeline, Supplier<T>> commands) {
    return redis.calls().roundTrip(commands).toCompletableFuture().join();
  }

  private void run(Consumer<Pipeline> command) {
    boolean _ =
        ask(pipeline -> {
          command.accept(pipeline);
          return () -> true;
        });
  }

  private String put(String device, long session) {
    return ask(pipeline -> writes.put(pipeline, alice(device, session), LEASE));
  }

  private String keep(String device, long session) {
    return ask(pipeline -> writes.keep(pipeline, alice(device, session), LEASE));
  }

  private void remove(String device, long session) {
    run(pipeline -> writes.remove(pipeline, alice(device, session)));
  }

  private static SessionKey alice(String device, long session) {
    return new SessionKey("alice", device, session);
  }

  private static String entry(long session) {
    return SessionEntry.of(LEASE, session).text();
  }

  private static String line(String device, long session) {
    return "\n" + device + " " + entry(session);
  }

  private String lines() {
    return redis.text(redis.keys().devices("alice"));
  }

  /// Each leaves the key with a time to live, whatever it was before.
  private void assertGoesByItself() {
    long left = redis.timeToLive(redis.keys().devices("alice"));
    long whole = TERMS.sessionTtl().toMillis();
    assertTrue(left > whole - 60_000 && left <= whole, "ms left: " + left);
    redis.persist(redis.keys().devices("alice"));
  }

  @Test
  void aLineIsPutReplacedAndTakenOutWhereverItStands() {
    assertEquals("", put("a", 1));
    assertGoesByItself();
    put("b", 2);
    put("c", 3);
    assertEquals(line("a", 1) + line("b", 2) + line("c", 3), lines());
    assertEquals(entry(2), put("b", 20));
    assertGoesByItself();
    assertEquals(line("a", 1) + line("c", 3) + line("b", 20), lines());
    remove("c", 3);
    assertGoesByItself();
    assertEquals(line("a", 1) + line("b", 20), lines());
    remove("a", 1);
    remove("a", 1);
    remove("b", 2);
    assertEquals(line("b", 20), lines());
    remove("b", 20);
    assertEquals(-2, redis.timeToLive(redis.keys().devices("alice")), "nothing is left");
  }

  @Test
  void whatIsKeptIsPutWhereNothingStandsAndLivesOn() {
    assertEquals("", keep("phone", 1));
    assertGoesByItself();
    assertEquals(entry(1), keep("phone", 2));
    assertGoesByItself();
    assertEquals("", keep("one", 3));
    assertGoesByItself();
    assertEquals(entry(3), keep("one", 4));
    assertEquals(line("phone", 1) + line("one", 3), lines());
  }

  /// The end of one device's name is another's: each line begins where it begins.
  @Test
  void aDeviceIsNotFoundInTheNameOfAnother() {
    put("2phone", 1);
    assertEquals("", keep("phone", 2));
    assertEquals("", put("one", 3));
    remove("e", 3);
    assertEquals(line("2phone", 1) + line("phone", 2) + line("one", 3), lines());
  }

  @Test
  void onlyWhatStillStandsThereIsReplaced() {
    put("phone", 1);
    run(pipeline -> writes.replace(pipeline, alice("phone", 3), LEASE, entry(2)));
    run(pipeline -> writes.replace(pipeline, alice("laptop", 3), LEASE, entry(1)));
    assertEquals(line("phone", 1), lines());
    run(pipeline -> writes.replace(pipeline, alice("phone", 3), LEASE, entry(1)));
    assertEquals(line("phone", 3), lines());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 5 6 7", "5 1 6 7", "5 6 7 1"})
  void theSessionThatBeganFirstGivesWayToOneTooMany(String sessions) {
    String before =
        List.of(sessions.split(" ")).stream()
            .map(session -> {
              put("d" + session, Long.parseLong(session));
              return "1".equals(session) ? "" : line("d" + session, Long.parseLong(session));
            })
            .collect(Collectors.joining());
    put("new", 9);
    assertEquals(before + line("new", 9), lines());
  }

  @Test
  void whoWasThereAlreadyIsNotOneTooMany() {
    for (int i = 1; i <= TERMS.bounds().devices(); i++) {
      put("d" + i, i);
    }
    put("d3", 30);
    assertEquals(line("d1", 1) + line("d2", 2) + line("d4", 4) + line("d3", 30), lines());
  }

  /// In a cluster a script that touches two users would fail.
  @Test
  void scriptsAreCutByUsersAndByWhatTheyTouch() {
    assertEquals(5, scripts(1, 5, 1), "one for each user, her news and where she is");
    assertEquals(2, scripts(3, 5, 1));
    assertEquals(1, scripts(1_000, 250, 1));
    assertEquals(2, scripts(1_000, 251, 1));
    assertEquals(1, scripts(1_000, 500, 0));
    assertEquals(
        3, scripts(1, 1, 2 * LocateCommands.TOUCHED_MAX), "all of hers, then where she is");
  }

  private int scripts(int ofAScript, int users, int newsOfEach) {
    LocateCommands commands = new LocateCommands(redis.keys(), TERMS, ofAScript);
    List<String> all = IntStream.range(0, users).mapToObj(i -> "user" + i).toList();
    Map<String, List<News>> news = new HashMap<>();
    for (String user : all) {
      news.put(
          user,
          IntStream.range(0, newsOfEach).mapToObj(i -> new News(user, "d:" + i, 1, 1)).toList());
    }
    return ask(pipeline -> {
      int count = commands.users(pipeline, all, news, Set.copyOf(all), 0).size();
      return () -> count;
    });
  }

  /// With a script for each user as in a cluster, several of some, and one of all.
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 2_000})
  void howeverManyGoIntoAScriptEachFindsHerOwn(int ofAScript) {
    AtomicInteger dropped = new AtomicInteger();
    RegistryMetrics metrics =
        new RegistryMetrics() {
          @Override
          public void newsDropped(int news) {
            dropped.addAndGet(news);
          }
        };
    int users = 60;
    Set<String> wanted = new HashSet<>();
    Set<String> connected = new HashSet<>();
    List<News> news = new ArrayList<>();
    for (int i = 0; i < users; i++) {
      String user = "user" + i;
      if (i % 2 == 0) {
        connected.add(user);
        SessionKey session = new SessionKey(user, "phone", i + 1);
        run(pipeline -> writes.put(pipeline, session, LEASE));
      }
      if (i % 3 != 0) {
        wanted.add(user);
      }
      for (int n = 0; n < i % 4; n++) {
        news.add(new News(user, n == 0 ? "g:shared" : "d:x:" + i + ":" + n, i + n, 7));
      }
    }
    // more than one may hold, of whom each is dropped
    for (int n = 0; n < TERMS.bounds().news() + 3; n++) {
      news.add(new News("busy", "d:x:" + n, 1, n));
    }
    SessionLookup lookup = redis.lookup(TERMS, ofAScript, metrics);
    Located located =
        lookup.locate(new Wanted(wanted, Set.of(), news, List.of())).toCompletableFuture().join();
    Set<String> found = new HashSet<>(wanted);
    found.retainAll(connected);
    assertEquals(found, located.sessions().keySet());
    located
        .sessions()
        .forEach((user, sessions) -> {
          long session = Long.parseLong(user.substring("user".length())) + 1;
          assertEquals(List.of(new SessionAddress("phone", LEASE.slot(), session)), sessions);
        });
    long span = new NewsSpan(TERMS.newsSpan()).of(ManualClock.atStart().instant());
    for (int i = 0; i < users; i++) {
      Map<String, String> left = redis.hash(redis.keys().news("user" + i, span));
      assertEquals(i % 4, left.size(), "user" + i);
      for (int n = 0; n < i % 4; n++) {
        String conversation = n == 0 ? "g:shared" : "d:x:" + i + ":" + n;
        assertEquals(NewsSpan.text(i + n, 7), left.get(conversation));
      }
    }
    assertEquals(TERMS.bounds().news(), redis.hash(redis.keys().news("busy", span)).size());
    assertEquals(3, dropped.get());
  }
}
