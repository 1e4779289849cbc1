package io.parley.runtime.kafka;

import io.parley.runtime.metrics.DurationMetrics;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Loops in Prometheus. One instance per registry; each loop of the process gets its own view of it
/// from [#loop].
public final class PrometheusConsumerLoopMetrics {
  private final Counter fetchedRecords =
      counter("parley_consumed_records_total", "Records fetched.", "loop");
  private final Counter fetchedBytes =
      counter("parley_consumed_bytes_total", "Bytes of records fetched.", "loop");
  private final Histogram batchRecords =
      Histogram.build("parley_consumer_batch_records", "Records in a handled batch.")
          .labelNames("loop")
          .buckets(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)
          .create();
  private final DurationMetrics batchSeconds;
  private final Counter batchFailures =
      counter("parley_consumer_batch_failures_total", "Batches to be handled again.", "loop");
  private final DurationMetrics commitSeconds;
  private final Counter commitFailures =
      counter("parley_consumer_commit_failures_total", "Commits that failed.", "loop");
  private final Counter pollFailures =
      counter("parley_consumer_poll_failures_total", "Polls that failed.", "loop");
  private final Counter missed =
      counter(
          "parley_consumer_records_missed_total",
          "Times a partition's next record was gone from the log.",
          "loop");
  private final Counter endsLost =
      counter(
          "parley_consumer_ends_lost_total",
          "Times a partition had lost its newest records.",
          "loop");
  private final Counter rebalances =
      counter("parley_consumer_rebalances_total", "Changes of partitions.", "loop", "kind");
  private final Gauge partitions =
      gauge("parley_consumer_partitions", "Partitions by what they do.", "loop", "state");
  private final Gauge waitingRecords =
      gauge("parley_consumer_waiting_records", "Records fetched, to be handled.", "loop");
  private final Gauge waitingBytes =
      gauge("parley_consumer_waiting_bytes", "Bytes fetched, to be handled.", "loop");
  private final Gauge lag =
      gauge(
          "parley_consumer_lag_records",
          "Records in the log that are not fetched yet.",
          "loop",
          "topic",
          "partition");

  public PrometheusConsumerLoopMetrics(CollectorRegistry registry) {
    batchSeconds =
        new DurationMetrics(
            registry, "parley_consumer_batch_seconds", "Time a handler took for a batch.", "loop");
    commitSeconds =
        new DurationMetrics(
            registry, "parley_consumer_commit_seconds", "Time a commit took.", "loop");
    for (Collector collector :
        new Collector[] {
          fetchedRecords,
          fetchedBytes,
          batchRecords,
          batchFailures,
          commitFailures,
          pollFailures,
          missed,
          endsLost,
          rebalances,
          partitions,
          waitingRecords,
          waitingBytes,
          lag
        }) {
      registry.register(collector);
    }
  }

  /// What the loop of this name is to be given.
  public ConsumerLoopMetrics loop(String name) {
    return new OfLoop(name);
  }

  private static Counter counter(String name, String help, String... labels) {
    return Counter.build(name, help).labelNames(labels).create();
  }

  private static Gauge gauge(String name, String help, String... labels) {
    return Gauge.build(name, help).labelNames(labels).create();
  }

  private final class OfLoop implements ConsumerLoopMetrics {
    private final String loop;
    private Set<LogPartition> withLag = Set.of();

    OfLoop(String loop) {
      this.loop = loop;
      // So that every series is there, at zero, before the first incident
      batchFailures.labels(loop);
      commitFailures.labels(loop);
      pollFailures.labels(loop);
      missed.labels(loop);
      endsLost.labels(loop);
    }

    @Override
    public void fetched(int records, long bytes) {
      fetchedRecords.labels(loop).inc(records);
      fetchedBytes.labels(loop).inc((double) bytes);
    }

    @Override
    public void handled(int records, Duration took) {
      batchRecords.labels(loop).observe(records);
      batchSeconds.observe(loop, took);
    }

    @Override
    public void handlingFailed() {
      batchFailures.labels(loop).inc();
    }

    @Override
    public void committed(Duration took) {
      commitSeconds.observe(loop, took);
    }

    @Override
    public void commitFailed() {
      commitFailures.labels(loop).inc();
    }

    @Override
    public void rebalanced(Rebalance kind) {
      rebalances.labels(loop, kind.name().toLowerCase(Locale.ROOT)).inc();
    }

    @Override
    public void recordsMissed() {
      missed.labels(loop).inc();
    }

    @Override
    public void endLost() {
      endsLost.labels(loop).inc();
    }

    @Override
    public void pollFailed() {
      pollFailures.labels(loop).inc();
    }

    @Override
    public void sampled(Sample sample) {
      partitions.labels(loop, "assigned").set(sample.partitions());
      partitions.labels(loop, "paused").set(sample.paused());
      partitions.labels(loop, "stalled").set(sample.stalled());
      waitingRecords.labels(loop).set(sample.waitingRecords());
      waitingBytes.labels(loop).set((double) sample.waitingBytes());
      sample
          .lag()
          .forEach((id, records) ->
              lag.labels(loop, id.topic(), Integer.toString(id.partition())).set(records));
      // A partition that has left must not keep its last lag for ever
      Set<LogPartition> left = new HashSet<>(withLag);
      left.removeAll(sample.lag().keySet());
      left.forEach(id -> lag.remove(loop, id.topic(), Integer.toString(id.partition())));
      withLag = sample.lag().keySet();
    }
  }
}
