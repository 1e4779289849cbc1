package io.parley.router;

import io.parley.runtime.metrics.DurationMetrics;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// Routers in Prometheus. One instance per registry.
public final class PrometheusRouterMetrics implements RouterMetrics {
  private final Counter commands;
  private final Histogram batchRecords;
  private final Histogram batchRounds;
  private final Counter madeUp;
  private final Counter rostersOvertaken;
  private final Map<Stage, DurationMetrics.Series> stageSeconds = new EnumMap<>(Stage.class);
  private final Counter loads;
  private final Gauge cachedConversations;
  private final Gauge cachedEvents;
  private final Counter lookUpFailures;
  private final Counter patienceLost;
  private final Counter deliveries;
  private final Counter deliveriesGivenUp;
  private final Counter endsLost;
  private final Counter lastIdsUnknown;
  private final DurationMetrics.Series reachedSeconds;

  /// Of `commands`, by kind and outcome, neither in lower case: so many as the schema has words.
  private final Map<String, Map<String, Counter.Child>> decided = new ConcurrentHashMap<>();

  public PrometheusRouterMetrics(CollectorRegistry registry) {
    commands =
        Counter.build("parley_router_commands_total", "Records dealt with, by what became of them.")
            .labelNames("kind", "outcome")
            .register(registry);
    batchRecords =
        Histogram.build("parley_router_batch_records", "Records in a batch.")
            .buckets(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)
            .register(registry);
    batchRounds =
        Histogram.build(
                "parley_router_batch_rounds",
                "Rounds of a batch: more than one if a conversation had many commands in it.")
            .buckets(1, 2, 4, 8, 16, 32)
            .register(registry);
    madeUp =
        Counter.build(
                "parley_router_made_up_total",
                "Groups and channels for which was stored again what follows from a change.")
            .register(registry);
    rostersOvertaken =
        Counter.build(
                "parley_router_rosters_overtaken_total",
                "Rosters that were displaced by later ones while they were looked for.")
            .register(registry);
    DurationMetrics stages =
        new DurationMetrics(
            registry, "parley_router_stage_seconds", "Time of the parts of a batch.", "stage");
    for (Stage stage : Stage.values()) {
      stageSeconds.put(stage, stages.series(lowerCase(stage.name())));
    }
    loads =
        Counter.build("parley_router_loads_total", "Conversations taken up, by where from.")
            .labelNames("from")
            .register(registry);
    cachedConversations =
        Gauge.build("parley_router_cached_conversations", "Conversations kept in memory.")
            .register(registry);
    cachedEvents =
        Gauge.build(
                "parley_router_cached_events",
                "Their events and members, which is what is bounded.")
            .register(registry);
    lookUpFailures =
        Counter.build(
                "parley_router_look_up_failures_total",
                "Batches for which nobody could say who is connected, by where they went.")
            .labelNames("to")
            .register(registry);
    patienceLost =
        Counter.build(
                "parley_router_patience_lost_total",
                "Rounds that went on without those they began together with.")
            .register(registry);
    deliveries =
        Counter.build("parley_router_deliveries_total", "Deliveries sent to edges.")
            .register(registry);
    deliveriesGivenUp =
        Counter.build(
                "parley_router_deliveries_given_up_total",
                "Deliveries to edges whose partition confirms nothing.")
            .register(registry);
    endsLost =
        Counter.build(
                "parley_router_ends_lost_total",
                "Conversations that knew of records which the log has lost.")
            .register(registry);
    lastIdsUnknown =
        Counter.build(
                "parley_router_last_ids_unknown_total",
                "Partitions begun inside their log without the last id.")
            .register(registry);
    reachedSeconds =
        new DurationMetrics(
                registry,
                "parley_router_reached_edges_seconds",
                "From the log's time of a message to when edges can read it.",
                "what")
            .series("message");
  }

  @Override
  public void decided(String kind, String outcome) {
    decided
        .computeIfAbsent(kind, _ -> new ConcurrentHashMap<>())
        .computeIfAbsent(outcome, _ -> commands.labels(lowerCase(kind), lowerCase(outcome)))
        .inc();
  }

  @Override
  public void batch(int records) {
    batchRecords.observe(records);
  }

  @Override
  public void rounds(int rounds) {
    batchRounds.observe(rounds);
  }

  @Override
  public void madeUp() {
    madeUp.inc();
  }

  @Override
  public void rosterOvertaken() {
    rostersOvertaken.inc();
  }

  @Override
  public void took(Stage stage, Duration took) {
    Objects.requireNonNull(stageSeconds.get(stage)).observe(took);
  }

  private static String lowerCase(String word) {
    return word.toLowerCase(Locale.ROOT);
  }

  @Override
  public void loaded(boolean fromCache) {
    loads.labels(fromCache ? "cache" : "store").inc();
  }

  @Override
  public void cacheChanged(int conversations, int events) {
    cachedConversations.inc(conversations);
    cachedEvents.inc(events);
  }

  @Override
  public void lookUpFailed(boolean everywhere) {
    lookUpFailures.labels(everywhere ? "everywhere" : "nobody").inc();
  }

  @Override
  public void lostPatience() {
    patienceLost.inc();
  }

  @Override
  public void delivered(int deliveries) {
    this.deliveries.inc(deliveries);
  }

  @Override
  public void gaveUpDelivery() {
    deliveriesGivenUp.inc();
  }

  @Override
  public void endLost() {
    endsLost.inc();
  }

  @Override
  public void lastIdUnknown() {
    lastIdsUnknown.inc();
  }

  @Override
  public void reachedEdges(Duration sinceLogged) {
    // by the clocks of two machines: a sum that falls looks like a restart to whoever reads it
    reachedSeconds.observe(sinceLogged.isNegative() ? Duration.ZERO : sinceLogged);
  }
}
