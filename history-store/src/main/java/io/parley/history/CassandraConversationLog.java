package io.parley.history;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.parley.history.AppendPlan.EncodedEvent;
import io.parley.history.AppendPlan.Piece;
import io.parley.protocol.v1.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Timelines in Cassandra: see `docs/history.md` for the tables.
final class CassandraConversationLog implements ConversationLog {
  private final CassandraCalls calls;
  private final BucketRows<EventRef> rows;
  private final BucketWalk<EventRef> walk;
  private final Sizes sizes;
  private final HistoryMetrics metrics;
  private final PreparedOnce insertEvent;
  private final PreparedOnce insertEventOfRoster;
  private final PreparedOnce insertBucket;

  CassandraConversationLog(
      CassandraCalls calls, String keyspace, Sizes sizes, HistoryMetrics metrics) {
    this.calls = calls;
    this.rows = CassandraRows.refs(calls, keyspace, sizes);
    this.walk = new BucketWalk<>(rows);
    this.sizes = sizes;
    this.metrics = metrics;
    this.insertEvent = calls.preparedWrite(insert(keyspace, "", ""));
    this.insertEventOfRoster = calls.preparedWrite(insert(keyspace, ", roster_version", ", ?"));
    this.insertBucket =
        calls.preparedWrite(
            """
            INSERT INTO %s.buckets (conversation, first_message_id, bucket)
            VALUES (?, ?, ?) USING TIMESTAMP ?
            """
                .formatted(keyspace));
  }

  private static String insert(String keyspace, String moreColumns, String moreValues) {
    return """
    INSERT INTO %s.messages (conversation, bucket, message_id, seq, sender,
      client_message_id, log, log_partition, log_offset, body%s)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?%s) USING TIMESTAMP ?
    """
        .formatted(keyspace, moreColumns, moreValues);
  }

  @Override
  public CompletionStage<List<EventRef>> tail(String conversation, int limit) {
    return walk.newest(conversation, 0, Long.MAX_VALUE, limit);
  }

  @Override
  public CompletionStage<Optional<EventRef>> newestUpTo(String conversation, long messageId) {
    return walk.newest(conversation, 0, messageId + 1, 1)
        .thenApply(found -> found.stream().findFirst());
  }

  @Override
  public CompletionStage<Search> search(MessageSearch search, SearchMemory memory) {
    return new BackwardSearch(rows, search, memory, metrics).run();
  }

  @Override
  public CompletionStage<Void> append(String conversation, List<NewEvent> events) {
    CompletionStage<Void> stored = CompletableFuture.completedStage(null);
    try {
      ConversationLog.requireInOrder(conversation, events);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedStage(e);
    }
    for (Piece piece : AppendPlan.of(events, sizes).pieces()) {
      stored = stored.thenCompose(_ -> store(conversation, piece));
    }
    return stored;
  }

  private CompletionStage<Void> store(String conversation, Piece piece) {
    CompletionStage<Void> ready =
        piece.firstOfBucket()
            ? openBucket(conversation, piece)
            : CompletableFuture.completedStage(null);
    return ready
        .thenCompose(_ ->
            calls.write(() ->
                insertEvent
                    .get()
                    .thenCombine(
                        insertEventOfRoster.get(),
                        (plain, ofRoster) ->
                            piece.events().stream()
                                .map(event -> bind(plain, ofRoster, piece.bucket(), event))
                                .toList())))
        .thenRun(() -> countAppended(piece));
  }

  private void countAppended(Piece piece) {
    int bytes = piece.events().stream().mapToInt(event -> event.body().size()).sum();
    metrics.appended(piece.events().size(), bytes);
  }

  /// Two routers that decide alike write the same entry. One that decided otherwise, in a log that
  /// is gone, may have left an entry with another id: it names the same bucket, so it does no harm.
  private CompletionStage<Void> openBucket(String conversation, Piece piece) {
    long first = piece.events().getFirst().event().event().getMessageId();
    return calls
        .write(() ->
            insertBucket
                .get()
                .thenApply(prepared ->
                    List.of(
                        prepared.bind(conversation, first, piece.bucket(), WriteTime.of(first)))))
        .thenRun(metrics::bucketOpened);
  }

  /// A direct conversation has no roster, and its rows nothing of it.
  private static BoundStatement bind(
      PreparedStatement plain, PreparedStatement ofRoster, int bucket, EncodedEvent encoded) {
    NewEvent stored = encoded.event();
    Event event = stored.event();
    LogPosition position = stored.position();
    List<Object> values =
        new ArrayList<>(
            List.of(
                event.getConversation(),
                bucket,
                event.getMessageId(),
                event.getSeq(),
                event.getSender(),
                EventRef.clientMessageId(event),
                position.log(),
                position.partition(),
                position.offset(),
                encoded.body().asReadOnlyByteBuffer()));
    boolean hasRoster = stored.rosterVersion() > 0;
    if (hasRoster) {
      values.add(stored.rosterVersion());
    }
    values.add(WriteTime.of(event.getMessageId()));
    return (hasRoster ? ofRoster : plain).bind(values.toArray());
  }
}
