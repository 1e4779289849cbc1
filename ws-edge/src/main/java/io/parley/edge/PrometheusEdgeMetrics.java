package io.parley.edge;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;

final class PrometheusEdgeMetrics implements EdgeMetrics {
  private final Gauge connections;
  private final Counter refused;
  private final Counter requests;

  PrometheusEdgeMetrics(CollectorRegistry registry) {
    connections =
        Gauge.build("parley_edge_connections", "Connections that clients hold open")
            .register(registry);
    refused =
        Counter.build("parley_edge_connections_refused", "Connections refused at the limit")
            .register(registry);
    requests =
        Counter.build("parley_edge_http_requests", "HTTP requests answered")
            .labelNames("status")
            .register(registry);
  }

  @Override
  public void connectionOpened() {
    connections.inc();
  }

  @Override
  public void connectionClosed() {
    connections.dec();
  }

  @Override
  public void connectionRefused() {
    refused.inc();
  }

  @Override
  public void answered(int status) {
    requests.labels(Integer.toString(status)).inc();
  }
}
