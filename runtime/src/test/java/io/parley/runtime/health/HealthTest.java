package io.parley.runtime.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.runtime.ManualSurroundings;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class HealthTest {
  private static final HealthConfig CONFIG =
      new HealthConfig(Duration.ofSeconds(2), Duration.ofSeconds(1));

  private final ManualSurroundings world = ManualSurroundings.create();
  private final Questions kafka = new Questions();
  private final Health health = new Health(CONFIG, world.surroundings());

  /// A dependency that answers when the test says so.
  private static final class Questions implements Dependency {
    private final List<CompletableFuture<Void>> asked = new ArrayList<>();

    @Override
    public String name() {
      return "kafka";
    }

    @Override
    public CompletionStage<?> prove() {
      asked.add(new CompletableFuture<>());
      return asked.getLast();
    }
  }

  private void start() {
    health.watch(kafka);
    health.start();
    world.executor().runDue();
  }

  @Test
  void nothingIsUpBeforeItAnswered() {
    start();
    assertInstanceOf(DependencyState.Unknown.class, state());
    assertFalse(health.allUp());
  }

  @Test
  void anAnswerTellsItsLatency() {
    start();
    world.executor().advance(Duration.ofMillis(30));
    kafka.asked.getLast().complete(null);
    assertEquals(new DependencyState.Up(Duration.ofMillis(30)), state());
    assertTrue(health.allUp());
  }

  @Test
  void aFaultIsDownWithItsReasonAndTheNextAnswerIsUp() {
    start();
    kafka.asked.getLast().completeExceptionally(new IllegalStateException("no broker"));
    assertEquals(new DependencyState.Down("no broker"), state());
    // what is down is asked eight times an interval
    world.executor().advance(Duration.ofMillis(250));
    kafka.asked.getLast().complete(null);
    assertTrue(health.allUp());
    assertEquals(2, kafka.asked.size());
  }

  @Test
  void silenceIsDownAtTheDeadline() {
    start();
    kafka.asked.getLast().complete(null);
    world.executor().advance(Duration.ofSeconds(2));
    assertTrue(health.allUp());
    world.executor().advance(Duration.ofSeconds(1));
    assertEquals(new DependencyState.Down("no answer within 1000 ms"), state());
  }

  @Test
  void anAnswerAfterTheDeadlineCountsNoMore() {
    start();
    world.executor().advance(Duration.ofSeconds(1));
    kafka.asked.getFirst().complete(null);
    assertInstanceOf(DependencyState.Down.class, state());
  }

  @Test
  void aSilentDependencyIsAskedAgainButNotHammered() {
    start();
    world.executor().advance(Duration.ofMinutes(1));
    assertTrue(kafka.asked.size() <= 31, "asked " + kafka.asked.size() + " times");
    assertTrue(kafka.asked.size() >= 15, "asked " + kafka.asked.size() + " times");
    kafka.asked.getLast().complete(null);
  }

  @Test
  void aProofThatThrowsIsDown() {
    Dependency broken =
        new Dependency() {
          @Override
          public String name() {
            return "redis";
          }

          @Override
          public CompletionStage<?> prove() {
            throw new IllegalStateException("not connected");
          }
        };
    health.watch(broken);
    health.start();
    world.executor().runDue();
    assertEquals(new DependencyState.Down("not connected"), health.states().get("redis"));
  }

  @Test
  void metricsTellUpAndLatency() {
    start();
    CollectorRegistry registry = new CollectorRegistry();
    registry.register(health.metrics());
    String[] labels = {"dependency"};
    String[] values = {"kafka"};
    assertEquals(0.0, registry.getSampleValue("parley_dependency_up", labels, values));
    kafka.asked.getLast().complete(null);
    assertEquals(1.0, registry.getSampleValue("parley_dependency_up", labels, values));
  }

  private DependencyState state() {
    return health.states().getOrDefault("kafka", new DependencyState.Down("not watched"));
  }
}
