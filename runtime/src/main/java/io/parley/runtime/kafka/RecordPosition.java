package io.parley.runtime.kafka;

/// Where a record stands in the log. The timestamp is the broker's for topics with LogAppendTime,
/// in milliseconds since 1970.
public record RecordPosition(String topic, int partition, long offset, long timestampMs) {}
