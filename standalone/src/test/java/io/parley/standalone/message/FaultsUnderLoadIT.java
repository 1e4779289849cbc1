package io.parley.standalone.message;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.testing.Eventually;
import io.parley.testing.delivery.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Promises 1 to 4, for every message sent and every change of a group, while parts of a system
/// under load stop, die or forget.
///
/// In the build a part stands still for a few seconds; with `-Dparley.faults=full` for as long as
/// it takes until everything that can give up has given up.
class FaultsUnderLoadIT {
  private static final boolean FULL = "full".equals(System.getProperty("parley.faults", ""));
  private static final Duration STILL = Duration.ofSeconds(FULL ? 20 : 6);
  private static final Duration OVERLAP = Duration.ofSeconds(FULL ? 60 : 10);
  private static final Duration SESSION = Duration.ofSeconds(6);
  private static final Duration SETTLED_WITHIN = Duration.ofSeconds(90);
  private static final Duration WORKS_AGAIN_WITHIN = Duration.ofSeconds(60);

  private static final Duration A_MOMENT = Duration.ofMillis(300);

  /// Messages that must be answered before and after a fault, for it to be one under load.
  private static final int SOME = 100;

  /// Changes of groups that must be made after it, too.
  private static final int SOME_CHANGES = 5;

  private static MessageSystem system;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    system =
        new MessageSystem(
            folder,
            MessageSystem.Layout.APART,
            Map.of(
                "PARLEY_EDGE_ANSWER_WITHIN", "4s",
                "PARLEY_EDGE_LIMITS_SENDS_PER_SECOND", "100",
                "PARLEY_EDGE_LIMITS_SENDS_BURST", "300",
                "PARLEY_KAFKA_CONSUMER_SESSION_TIMEOUT", SESSION.toSeconds() + "s"));
  }

  @AfterAll
  static void end() throws IOException {
    if (system != null) {
      system.close();
    }
  }

  /// What happens to the system, from beginning to end.
  enum Fault {
    CASSANDRA_STANDS_STILL,
    KAFKA_STANDS_STILL,
    REDIS_STANDS_STILL,
    EDGE_STANDS_STILL,
    CASSANDRA_IS_KILLED,
    KAFKA_IS_KILLED,
    REDIS_IS_KILLED,
    REDIS_FORGETS_EVERYTHING,
    ROUTER_IS_KILLED,
    EDGE_IS_KILLED,
    ROUTERS_OVERLAP;

    void happen() throws IOException, InterruptedException {
      switch (this) {
        case CASSANDRA_STANDS_STILL -> standStill("cassandra", STILL);
        case KAFKA_STANDS_STILL -> standStill("kafka", STILL);
        case REDIS_STANDS_STILL -> standStill("redis", STILL);
        case EDGE_STANDS_STILL -> standStill("edge-1", STILL);
        case CASSANDRA_IS_KILLED -> system.signal("cassandra", "KILL");
        case KAFKA_IS_KILLED -> system.signal("kafka", "KILL");
        case REDIS_IS_KILLED -> system.signal("redis", "KILL");
        case REDIS_FORGETS_EVERYTHING -> system.flushRedis();
        case ROUTER_IS_KILLED -> system.signal("router-1", "KILL");
        case EDGE_IS_KILLED -> system.signal("edge-1", "KILL");
        case ROUTERS_OVERLAP -> overlap();
      }
    }

    /// A paused router still holds partitions, and batches under way, when it wakes up; by then the
    /// other one owns them, and both bring the same records to their end.
    private static void overlap() throws IOException, InterruptedException {
      long until = System.nanoTime() + OVERLAP.toNanos();
      do {
        overlapOf("router-1", "router-2");
        overlapOf("router-2", "router-1");
      } while (System.nanoTime() - until < 0);
    }

    private static void overlapOf(String paused, String other)
        throws IOException, InterruptedException {
      double before = replays(other);
      // what it stores is under way for as long as nobody answers
      system.signal("cassandra", "STOP");
      pass(A_MOMENT);
      system.signal(paused, "STOP");
      system.signal("cassandra", "CONT");
      pass(SESSION.plusSeconds(2));
      Eventually.eventually(
          WORKS_AGAIN_WITHIN,
          () ->
              assertTrue(
                  replays(other) > before, () -> other + " has what " + paused + " had begun"));
      system.signal(paused, "CONT");
    }

    private static double replays(String router) throws IOException {
      return system.metric(router, "parley_router_commands_total", "outcome=\"replayed\"");
    }

    private static void standStill(String process, Duration time)
        throws IOException, InterruptedException {
      system.signal(process, "STOP");
      pass(time);
      system.signal(process, "CONT");
    }
  }

  @ParameterizedTest
  @EnumSource
  void allPromisesHoldWhen(Fault fault) throws IOException, InterruptedException {
    String name = fault.name().toLowerCase(Locale.ROOT);
    try (LoadedCrowd crowd = new LoadedCrowd(system, name + "-")) {
      crowd.startTalking();
      awaitAnswers(crowd, SOME);
      awaitChanges(crowd, 1);
      fault.happen();
      awaitAnswers(crowd, crowd.acknowledged() + SOME);
      awaitChanges(crowd, crowd.changes() + SOME_CHANGES);
      long stopped = System.nanoTime();
      crowd.settle(SETTLED_WITHIN);
      double settled = (System.nanoTime() - stopped) / 1e9;
      Verdict verdict = crowd.verdict();
      System.out.printf(
          Locale.ROOT,
          "%s: %s; %s; %d changes of groups; settled in %.1f s%n",
          name,
          verdict,
          crowd.tally(),
          crowd.changes(),
          settled);
      assertTrue(verdict.holds(), verdict::toString);
      crowd.assertNobodyGaveUp();
    }
  }

  private static void awaitChanges(LoadedCrowd crowd, int count) {
    Eventually.eventually(
        WORKS_AGAIN_WITHIN,
        () ->
            assertTrue(
                crowd.changes() >= count,
                () -> crowd.changes() + " changes of groups (expected: " + count + ")"));
  }

  private static void awaitAnswers(LoadedCrowd crowd, int count) {
    Eventually.eventually(
        WORKS_AGAIN_WITHIN,
        () ->
            assertTrue(
                crowd.acknowledged() >= count,
                () -> crowd.acknowledged() + " answers (expected: " + count + ")"));
  }

  /// The fault lasts: nothing is waited for but time.
  private static void pass(Duration time) throws InterruptedException {
    var never = new CountDownLatch(1);
    assertTrue(!never.await(time.toMillis(), TimeUnit.MILLISECONDS));
  }
}
