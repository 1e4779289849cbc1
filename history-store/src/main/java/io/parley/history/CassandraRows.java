package io.parley.history;

import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.InvalidProtocolBufferException;
import io.parley.protocol.v1.Event;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Rows of the table `messages`, as whole events or as what identifies them; and the directory that
/// tells their buckets.
final class CassandraRows<R> implements BucketRows<R> {
  private static final String COLUMNS_OF_REF =
      "seq, message_id, sender, client_message_id, log, log_partition, log_offset";

  private final CassandraCalls calls;
  private final PreparedOnce bucketAt;
  private final PreparedOnce newest;
  private final PreparedOnce oldest;
  private final Function<Row, R> reading;

  private CassandraRows(
      CassandraCalls calls, String keyspace, String columns, Function<Row, R> reading) {
    this.calls = calls;
    this.reading = reading;
    this.bucketAt =
        calls.prepared(
            "SELECT bucket FROM %s.buckets WHERE conversation = ? AND first_message_id <= ? LIMIT 1"
                .formatted(keyspace));
    String slice =
        """
        SELECT %s FROM %s.messages
        WHERE conversation = ? AND bucket = ? AND message_id > ? AND message_id < ?
        """
            .formatted(columns, keyspace);
    this.newest = calls.prepared(slice + "ORDER BY message_id DESC LIMIT ?");
    this.oldest = calls.prepared(slice + "ORDER BY message_id ASC LIMIT ?");
  }

  static CassandraRows<EventRef> refs(CassandraCalls calls, String keyspace) {
    return new CassandraRows<>(calls, keyspace, COLUMNS_OF_REF, CassandraRows::ref);
  }

  static CassandraRows<Event> events(CassandraCalls calls, String keyspace) {
    return new CassandraRows<>(calls, keyspace, "body", CassandraRows::event);
  }

  @Override
  public CompletionStage<Integer> bucketAt(String conversation, long messageId) {
    return calls
        .read(bucketAt, conversation, messageId)
        .thenApply(rows -> rows.isEmpty() ? 0 : rows.getFirst().getInt(0));
  }

  @Override
  public CompletionStage<List<R>> newest(Slice slice) {
    return read(newest, slice);
  }

  @Override
  public CompletionStage<List<R>> oldest(Slice slice) {
    return read(oldest, slice);
  }

  private CompletionStage<List<R>> read(PreparedOnce statement, Slice slice) {
    return calls
        .read(
            statement,
            slice.conversation(),
            slice.bucket(),
            slice.above(),
            slice.below(),
            slice.limit())
        .thenApply(rows -> rows.stream().map(reading).toList());
  }

  private static EventRef ref(Row row) {
    return new EventRef(
        row.getLong("seq"),
        row.getLong("message_id"),
        text(row, "sender"),
        text(row, "client_message_id"),
        new LogPosition(
            row.getLong("log"), row.getInt("log_partition"), row.getLong("log_offset")));
  }

  private static String text(Row row, String column) {
    String text = row.getString(column);
    return text == null ? "" : text;
  }

  private static Event event(Row row) {
    ByteBuffer body = row.getByteBuffer("body");
    if (body == null) {
      throw new IllegalStateException("a row of messages has no body");
    }
    try {
      return Event.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a row of messages cannot be read", e);
    }
  }
}
