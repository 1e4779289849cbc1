package io.parley.runtime.kafka;

import java.time.Duration;

/// What a producer tells about itself. `sent` is called on the sender's thread, `confirmed` and
/// `failed` mostly on the producer's I/O thread; none may block or throw. Each `sent` is followed
/// by one `confirmed` or `failed`.
public interface ProducerMetrics {
  ProducerMetrics NONE = new ProducerMetrics() {};

  default void sent(String topic, int bytes) {}

  default void confirmed(String topic, int bytes, Duration took) {}

  default void failed(String topic, int bytes) {}

  /// A record was not taken. Where Kafka's client found no room or no topic, and not our bound,
  /// this comes between a `sent` and a `failed`.
  default void refused(String topic, ProduceRefusedException.Reason reason) {}
}
