package io.parley.standalone.run;

import io.parley.history.CassandraConnection;
import io.parley.history.CassandraHistory;
import io.parley.presence.RedisRegistry;
import io.parley.runtime.Surroundings;
import io.parley.runtime.health.Health;
import io.parley.runtime.kafka.ProducerMetrics;
import io.parley.runtime.kafka.PrometheusConsumerLoopMetrics;
import io.parley.runtime.lifecycle.Lifecycle;
import io.parley.runtime.resilience.Policies;

/// What the services of one process share: each of these exists once.
record Foundations(
    ParleyConfig config,
    Surroundings surroundings,
    Lifecycle lifecycle,
    Health health,
    Policies policies,
    CassandraConnection cassandra,
    CassandraHistory history,
    RedisRegistry registry,
    KafkaMetrics kafka) {

  /// Of all loops and producers together.
  record KafkaMetrics(PrometheusConsumerLoopMetrics loops, ProducerMetrics producers) {}
}
