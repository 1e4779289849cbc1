package io.parley.router;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.parley.runtime.RequestId;
import io.parley.runtime.kafka.InboundRecord;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A record of the command log. Nothing says yet that it is a command.
///
/// @param schema what the value is written in; empty when the record does not say
/// @param requestId of the request that led to it, if it carries a good one
record CommandRecord(
    long offset,
    long timeMs,
    @Nullable ByteString key,
    ByteString value,
    Optional<String> schema,
    Optional<RequestId> requestId) {
  static CommandRecord of(InboundRecord record) {
    byte[] key = record.key();
    return new CommandRecord(
        record.offset(),
        record.timestampMs(),
        key == null ? null : UnsafeByteOperations.unsafeWrap(key),
        UnsafeByteOperations.unsafeWrap(record.value()),
        record.schema(),
        record.requestId());
  }
}
