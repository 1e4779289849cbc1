package io.parley.runtime.kafka;

import io.parley.runtime.metrics.DurationMetrics;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import java.time.Duration;
import java.util.Locale;

/// Producers in Prometheus. One instance per registry, shared by the producers of a process.
public final class PrometheusProducerMetrics implements ProducerMetrics {
  private final Counter records;
  private final Counter bytes;
  private final Counter failures;
  private final Counter refusals;
  private final Gauge recordsInFlight;
  private final Gauge bytesInFlight;
  private final DurationMetrics seconds;

  public PrometheusProducerMetrics(CollectorRegistry registry) {
    records =
        Counter.build("parley_produced_records_total", "Records confirmed by the brokers.")
            .labelNames("topic")
            .register(registry);
    bytes =
        Counter.build("parley_produced_bytes_total", "Bytes of records confirmed by the brokers.")
            .labelNames("topic")
            .register(registry);
    failures =
        Counter.build("parley_produce_failures_total", "Records taken and not confirmed.")
            .labelNames("topic")
            .register(registry);
    refusals =
        Counter.build("parley_produce_refusals_total", "Records not taken, by reason.")
            .labelNames("topic", "reason")
            .register(registry);
    recordsInFlight =
        Gauge.build("parley_produce_in_flight_records", "Records sent and not confirmed yet.")
            .register(registry);
    bytesInFlight =
        Gauge.build("parley_produce_in_flight_bytes", "Bytes sent and not confirmed yet.")
            .register(registry);
    seconds =
        new DurationMetrics(
            registry, "parley_produce_seconds", "Time from send to confirmation.", "topic");
  }

  @Override
  public void sent(String topic, int bytes) {
    recordsInFlight.inc();
    bytesInFlight.inc(bytes);
  }

  @Override
  public void confirmed(String topic, int bytes, Duration took) {
    recordsInFlight.dec();
    bytesInFlight.dec(bytes);
    records.labels(topic).inc();
    this.bytes.labels(topic).inc(bytes);
    seconds.observe(topic, took);
  }

  @Override
  public void failed(String topic, int bytes) {
    recordsInFlight.dec();
    bytesInFlight.dec(bytes);
    failures.labels(topic).inc();
  }

  @Override
  public void refused(String topic, ProduceRefusedException.Reason reason) {
    refusals.labels(topic, reason.name().toLowerCase(Locale.ROOT)).inc();
  }
}
