package io.parley.history;

import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.InvalidProtocolBufferException;
import io.parley.protocol.v1.Event;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// Rows of the table `messages`, as whole events or as what identifies them; and the directory that
/// tells their buckets.
final class CassandraRows<R> implements BucketRows<R> {
  /// In the order in which [#ref] reads them: by their number, for a tail has many rows.
  private static final String COLUMNS_OF_REF =
      "seq, message_id, sender, client_message_id, log, log_partition, log_offset, roster_version";

  private final CassandraCalls calls;
  private final Sizes sizes;
  private final PreparedOnce bucketAt;
  private final PreparedOnce newest;
  private final PreparedOnce oldest;
  private final Columns<R> columns;

  /// What is selected, and what is made of it.
  private record Columns<R>(String names, Function<Row, R> reading, ToLongFunction<R> seq) {}

  private CassandraRows(CassandraCalls calls, String keyspace, Sizes sizes, Columns<R> columns) {
    this.calls = calls;
    this.sizes = sizes;
    this.columns = columns;
    this.bucketAt =
        calls.preparedRead(
            "SELECT bucket FROM %s.buckets WHERE conversation = ? AND first_message_id <= ? LIMIT 1"
                .formatted(keyspace));
    String slice =
        """
        SELECT %s FROM %s.messages
        WHERE conversation = ? AND bucket = ? AND message_id > ? AND message_id < ?
        """
            .formatted(columns.names(), keyspace);
    this.newest = calls.preparedRead(slice + "ORDER BY message_id DESC LIMIT ?");
    this.oldest = calls.preparedRead(slice + "ORDER BY message_id ASC LIMIT ?");
  }

  static CassandraRows<EventRef> refs(CassandraCalls calls, String keyspace, Sizes sizes) {
    return new CassandraRows<>(
        calls, keyspace, sizes, new Columns<>(COLUMNS_OF_REF, CassandraRows::ref, EventRef::seq));
  }

  static CassandraRows<Event> events(CassandraCalls calls, String keyspace, Sizes sizes) {
    return new CassandraRows<>(
        calls, keyspace, sizes, new Columns<>("body", CassandraRows::event, Event::getSeq));
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
        .thenApply(rows -> rows.stream().map(columns.reading()).toList());
  }

  @Override
  public boolean fillsBucket(R row) {
    return sizes.isLastOfBucket(columns.seq().applyAsLong(row));
  }

  @Override
  public int bucketOf(long seq) {
    return sizes.bucketOf(seq);
  }

  private static EventRef ref(Row row) {
    return new EventRef(
        row.getLong(0),
        row.getLong(1),
        text(row, 2),
        text(row, 3),
        new LogPosition(row.getLong(4), row.getInt(5), row.getLong(6)),
        row.getLong(7));
  }

  private static String text(Row row, int column) {
    String text = row.getString(column);
    return text == null ? "" : text;
  }

  private static Event event(Row row) {
    ByteBuffer body = row.getByteBuffer(0);
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
