package io.parley.runtime.kafka;

import io.parley.protocol.RecordHeaders;
import io.parley.runtime.RequestId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/// A record of the log. Keys and values are not copied: whoever handles them must not change them.
public final class InboundRecord {
  private static final byte[] NOTHING = {};
  private static final byte[] SCHEMA_V1 = RecordHeaders.SCHEMA_V1.getBytes(StandardCharsets.UTF_8);
  private static final Optional<String> IS_SCHEMA_V1 = Optional.of(RecordHeaders.SCHEMA_V1);

  private final ConsumerRecord<byte[], byte[]> record;

  InboundRecord(ConsumerRecord<byte[], byte[]> record) {
    this.record = record;
  }

  public String topic() {
    return record.topic();
  }

  public int partition() {
    return record.partition();
  }

  public long offset() {
    return record.offset();
  }

  /// The broker's for topics with LogAppendTime, in milliseconds since 1970.
  public long timestampMs() {
    return record.timestamp();
  }

  public byte @Nullable [] key() {
    return record.key();
  }

  /// Empty for a record without a value.
  public byte[] value() {
    return record.value() == null ? NOTHING : record.value();
  }

  /// The id of the request that led to this record, if it carries a good one.
  public Optional<RequestId> requestId() {
    return header(RecordHeaders.REQUEST_ID).flatMap(RequestId::parse);
  }

  /// What the value is written in; empty when the record does not say. All do, and nearly all the
  /// same, so that is told by the bytes.
  public Optional<String> schema() {
    Header header = record.headers().lastHeader(RecordHeaders.SCHEMA);
    return header != null && Arrays.equals(header.value(), SCHEMA_V1)
        ? IS_SCHEMA_V1
        : header(RecordHeaders.SCHEMA);
  }

  /// The last header of this name. Names are in [RecordHeaders].
  public Optional<String> header(String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }

  long sizeBytes() {
    byte[] key = record.key();
    return (key == null ? 0L : key.length) + value().length;
  }

  /// The offset to commit once this record and all before it have been handled.
  OffsetAndMetadata next(String metadata) {
    return new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), metadata);
  }
}
