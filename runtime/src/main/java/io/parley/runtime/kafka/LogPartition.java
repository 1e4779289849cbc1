package io.parley.runtime.kafka;

import io.parley.runtime.config.Require;
import org.apache.kafka.common.TopicPartition;

/// One of the logs that a topic is made of: the unit of order, and of what a loop is given.
public record LogPartition(String topic, int partition) {
  public LogPartition {
    Require.filled(topic, "topic");
    Require.atLeast(0, partition, "partition");
  }

  static LogPartition of(TopicPartition id) {
    return new LogPartition(id.topic(), id.partition());
  }

  TopicPartition forKafka() {
    return new TopicPartition(topic, partition);
  }

  /// As Kafka writes it, so that our log lines and its own can be searched for the same text.
  @Override
  public String toString() {
    return topic + "-" + partition;
  }
}
