package io.parley.runtime.health;

import io.parley.runtime.FaultText;
import io.parley.runtime.Surroundings;
import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// Asks each dependency at an interval, one question at a time, and remembers the answers; whoever
/// reads them costs the dependencies nothing. One that does not answer is asked more often. A
/// question without an answer counts as down at its deadline, and the next is asked only when it
/// has ended or two deadlines have passed.
///
/// Any thread may read; changes happen on the timer and on the threads that complete proofs.
public final class Health implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Health.class);

  /// What does not answer is asked so much more often: its return should be seen soon.
  private static final int TICKS = 8;

  private final HealthConfig config;
  private final Surroundings surroundings;
  private final List<Watch> watches = new ArrayList<>();
  private volatile String fatal = "";
  private volatile @Nullable ScheduledFuture<?> schedule;

  public Health(HealthConfig config, Surroundings surroundings) {
    this.config = config;
    this.surroundings = surroundings;
  }

  /// Before [#start] only.
  public void watch(Dependency dependency) {
    watches.add(new Watch(dependency));
  }

  public void start() {
    long tickMs = Math.max(1, config.interval().toMillis() / TICKS);
    schedule =
        surroundings.timer().scheduleWithFixedDelay(this::askAll, 0, tickMs, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    ScheduledFuture<?> running = schedule;
    if (running != null) {
      running.cancel(false);
    }
  }

  /// The last answer of each dependency, in the order in which they were named.
  public SequencedMap<String, DependencyState> states() {
    SequencedMap<String, DependencyState> states = new LinkedHashMap<>();
    for (Watch watch : watches) {
      states.put(watch.dependency.name(), watch.state);
    }
    return states;
  }

  /// Whether every dependency answered last time.
  public boolean allUp() {
    return watches.stream().allMatch(watch -> watch.state instanceof DependencyState.Up);
  }

  /// Says that this process can no longer do its work and wants to be replaced. There is no way
  /// back.
  public void fail(String reason) {
    log.atError().addKeyValue("reason", reason).log("this process cannot go on");
    fatal = reason;
  }

  /// Why the process wants to be replaced; empty while it does not.
  public String fatal() {
    return fatal;
  }

  /// `parley_dependency_up` and `parley_dependency_latency_seconds` for each dependency.
  public Collector metrics() {
    return new Collector() {
      @Override
      public List<MetricFamilySamples> collect() {
        GaugeMetricFamily up =
            new GaugeMetricFamily(
                "parley_dependency_up",
                "Whether the dependency answered last time",
                List.of("dependency"));
        GaugeMetricFamily latency =
            new GaugeMetricFamily(
                "parley_dependency_latency_seconds",
                "How long its last answer took",
                List.of("dependency"));
        states()
            .forEach((name, state) -> {
              up.addMetric(List.of(name), state instanceof DependencyState.Up ? 1 : 0);
              if (state instanceof DependencyState.Up(Duration took)) {
                latency.addMetric(List.of(name), took.toNanos() / 1e9);
              }
            });
        return List.of(up, latency);
      }
    };
  }

  private void askAll() {
    watches.forEach(Watch::askWhenDue);
  }

  private final class Watch {
    private final Dependency dependency;
    private volatile DependencyState state = new DependencyState.Unknown();

    // timer thread only
    private @Nullable CompletableFuture<?> question;
    private long askedAt;

    Watch(Dependency dependency) {
      this.dependency = dependency;
    }

    void askWhenDue() {
      long now = surroundings.nanoTime().getAsLong();
      long since = now - askedAt;
      boolean waiting = question != null && !question.isDone();
      if (waiting && since < 2 * config.deadline().toNanos()) {
        return;
      }
      boolean well = state instanceof DependencyState.Up;
      if (question == null || !well || since >= config.interval().toNanos()) {
        ask(now);
      }
    }

    private void ask(long now) {
      askedAt = now;
      CompletableFuture<?> asked = proof();
      question = asked;
      ScheduledFuture<?> deadline =
          surroundings
              .timer()
              .schedule(
                  () ->
                      become(
                          new DependencyState.Down(
                              "no answer within " + config.deadline().toMillis() + " ms")),
                  config.deadline().toMillis(),
                  TimeUnit.MILLISECONDS);
      CompletableFuture<?> _ =
          asked.whenComplete((_, fault) -> {
            if (!deadline.cancel(false)) {
              return;
            }
            Duration took = Duration.ofNanos(surroundings.nanoTime().getAsLong() - now);
            become(
                fault == null
                    ? new DependencyState.Up(took)
                    : new DependencyState.Down(FaultText.of(fault)));
          });
    }

    private CompletableFuture<?> proof() {
      try {
        return dependency.prove().toCompletableFuture();
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    private void become(DependencyState next) {
      DependencyState before = state;
      state = next;
      switch (next) {
        case DependencyState.Down(String reason) -> {
          // before it was ever up it is not down but not yet there
          if (before instanceof DependencyState.Up) {
            tell(log.atWarn(), reason).log("down");
          } else if (before instanceof DependencyState.Unknown) {
            tell(log.atInfo(), reason).log("not up yet");
          }
        }
        case DependencyState.Up _ -> {
          if (!(before instanceof DependencyState.Up)) {
            log.atInfo().addKeyValue("dependency", dependency.name()).log("up");
          }
        }
        case DependencyState.Unknown() -> {}
      }
    }

    private LoggingEventBuilder tell(LoggingEventBuilder event, String reason) {
      return event.addKeyValue("dependency", dependency.name()).addKeyValue("reason", reason);
    }
  }
}
