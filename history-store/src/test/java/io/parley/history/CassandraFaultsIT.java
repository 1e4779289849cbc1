package io.parley.history;

import static io.parley.history.RealHistory.get;
import static io.parley.history.Timelines.conversation;
import static io.parley.history.Timelines.down;
import static io.parley.history.Timelines.messages;
import static io.parley.history.Timelines.seqs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engines.EngineKind;
import io.parley.runtime.resilience.UnavailableException;
import io.parley.testing.Eventually;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Cassandra dies, stalls, or is not there yet.
@ExtendWith(EnginesExtension.class)
class CassandraFaultsIT {
  private static final Sizes SIZES = new Sizes(50, 100_000, 5);
  private static final Duration BACK_WITHIN = Duration.ofSeconds(60);
  private static final int WRITERS = 8;
  private static final int BATCH = 7;

  private final TestEngines engines;

  CassandraFaultsIT(TestEngines engines) {
    this.engines = engines;
  }

  /// Stores batch after batch as a router does: a batch that failed is stored again, and no later
  /// one before it.
  private static final class Writer {
    private final String conversation = conversation();
    private final ConversationLog log;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicBoolean stopping = new AtomicBoolean();

    Writer(ConversationLog log) {
      this.log = log;
    }

    void next() {
      long first = acknowledged.get() + 1;
      if (stopping.get()) {
        return;
      }
      CompletionStage<Void> _ =
          log.append(conversation, messages(conversation, first, first + BATCH - 1))
              .whenComplete((_, failure) -> {
                if (failure == null) {
                  acknowledged.addAndGet(BATCH);
                } else {
                  failures.incrementAndGet();
                }
                // never on the stack of the one before: a refusal can come at once
                Thread.ofVirtual().start(this::next);
              });
    }
  }

  private List<Writer> startWriters(RealHistory history) {
    List<Writer> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      Writer writer = new Writer(history.log());
      writers.add(writer);
      writer.next();
    }
    return writers;
  }

  private static void awaitProgress(List<Writer> writers, int events) {
    List<Long> goals = writers.stream().map(writer -> writer.acknowledged.get() + events).toList();
    Eventually.eventually(
        BACK_WITHIN,
        () -> {
          for (int i = 0; i < goals.size(); i++) {
            assertTrue(writers.get(i).acknowledged.get() >= goals.get(i));
          }
        });
  }

  private static void assertAllKept(RealHistory history, List<Writer> writers) {
    for (Writer writer : writers) {
      writer.stopping.set(true);
      long acknowledged = writer.acknowledged.get();
      List<Long> stored = seqs(get(history.log().tail(writer.conversation, 1_000_000)));
      assertTrue(stored.size() >= acknowledged);
      assertEquals(down(stored.size(), 1), stored);
    }
  }

  @Test
  void whatWasAcknowledgedSurvivesAKillAndTheRestIsAPrefix() {
    try (RealHistory history = new RealHistory(engines, SIZES).prepared()) {
      List<Writer> writers = startWriters(history);
      awaitProgress(writers, 200);
      engines.kill(EngineKind.CASSANDRA);
      engines.awaitReady(EngineKind.CASSANDRA);
      awaitProgress(writers, 100);
      assertAllKept(history, writers);
    }
  }

  @Test
  void aStallIsToldInTimeAndRepeatingLeavesEachEventOnce() {
    try (RealHistory history = new RealHistory(engines, SIZES).prepared()) {
      List<Writer> writers = startWriters(history);
      awaitProgress(writers, 100);
      engines.suspend(EngineKind.CASSANDRA);
      Eventually.eventually(
          Duration.ofSeconds(20),
          () -> writers.forEach(writer -> assertTrue(writer.failures.get() > 0)));
      engines.resume(EngineKind.CASSANDRA);
      awaitProgress(writers, 100);
      assertAllKept(history, writers);
    }
  }

  @Test
  void withoutCassandraOrItsSchemaACallIsRefusedAndLaterIsNot() {
    engines.suspend(EngineKind.CASSANDRA);
    String fresh = engines.keyspace() + "_fresh";
    try (RealHistory history = new RealHistory(engines, SIZES, fresh)) {
      String conversation = conversation();
      assertUnavailable(history, conversation);
      engines.resume(EngineKind.CASSANDRA);
      get(history.connection().connected());
      assertUnavailable(history, conversation);
      history.prepared();
      Eventually.eventually(
          BACK_WITHIN, () -> get(history.log().append(conversation, messages(conversation, 1, 3))));
      assertEquals(down(3, 1), seqs(get(history.log().tail(conversation, 9))));
    }
  }

  private static void assertUnavailable(RealHistory history, String conversation) {
    CompletionException refusal =
        assertThrows(
            CompletionException.class,
            () -> get(history.log().append(conversation, messages(conversation, 1, 1))));
    assertInstanceOf(UnavailableException.class, refusal.getCause());
  }
}
