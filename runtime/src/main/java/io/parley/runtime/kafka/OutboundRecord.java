package io.parley.runtime.kafka;

import io.parley.protocol.RecordHeaders;
import io.parley.runtime.RequestId;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// A record to be sent. Keys and values are not copied: they must not change afterwards.
public final class OutboundRecord {
  private static final int HEADER_MAX_LENGTH = 256;

  /// The same for every record that says so: nobody writes to what Kafka was given.
  private static final byte[] SCHEMA_V1 = RecordHeaders.SCHEMA_V1.getBytes(StandardCharsets.UTF_8);

  private final ProducerRecord<byte[], byte[]> record;

  private OutboundRecord(ProducerRecord<byte[], byte[]> record) {
    this.record = record;
  }

  /// To the partition the key belongs to: records of one key stay in order.
  public static OutboundRecord keyed(String topic, byte[] key, byte[] value) {
    return new OutboundRecord(new ProducerRecord<>(topic, key, value));
  }

  /// To a partition of the caller's choice.
  public static OutboundRecord toPartition(String topic, int partition, byte[] value) {
    byte @Nullable [] noKey = null;
    return new OutboundRecord(new ProducerRecord<>(topic, partition, noKey, value));
  }

  /// Carries the id of the request that led to this record, for the logs of whoever handles it.
  public OutboundRecord withRequestId(RequestId id) {
    return withHeader(RecordHeaders.REQUEST_ID, id.value());
  }

  /// Says that the value is written in [RecordHeaders#SCHEMA_V1].
  public OutboundRecord withSchemaV1() {
    return with(RecordHeaders.SCHEMA, SCHEMA_V1);
  }

  /// Sets a header, in place of one of the same name. Names are in [RecordHeaders].
  public OutboundRecord withHeader(String name, String value) {
    if (value.length() > HEADER_MAX_LENGTH) {
      throw new IllegalArgumentException(
          "%s: %d characters (expected: <= %d)".formatted(name, value.length(), HEADER_MAX_LENGTH));
    }
    return with(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private OutboundRecord with(String name, byte[] value) {
    Headers headers = record.headers();
    if (headers.lastHeader(name) != null) {
      headers.remove(name);
    }
    headers.add(name, value);
    return this;
  }

  public String topic() {
    return record.topic();
  }

  ProducerRecord<byte[], byte[]> forKafka() {
    return record;
  }

  int sizeBytes() {
    int key = record.key() == null ? 0 : record.key().length;
    return key + record.value().length;
  }
}
