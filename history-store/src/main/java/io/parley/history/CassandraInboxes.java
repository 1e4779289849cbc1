package io.parley.history;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.parley.history.HistoryMetrics.InboxWrite;
import io.parley.protocol.v1.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Inboxes in Cassandra. Nothing is read before it is written: hours carry themselves as their
/// write timestamp and watermarks their seq, so of two writes the larger stays, whichever comes
/// last.
final class CassandraInboxes implements Inboxes {
  /// Users whose inboxes one caller writes at once.
  private static final int USERS_AT_ONCE = 64;

  /// Rows of one user in one write.
  private static final int ROWS_MAX = 100;

  private final CassandraCalls calls;
  private final HistoryMetrics metrics;
  private final PreparedOnce touch;
  private final PreparedOnce markDelivered;
  private final PreparedOnce markRead;
  private final PreparedOnce select;

  CassandraInboxes(CassandraCalls calls, String keyspace, HistoryMetrics metrics) {
    this.calls = calls;
    this.metrics = metrics;
    String update = "UPDATE " + keyspace + ".inbox USING TIMESTAMP ? SET ";
    String key = " WHERE user_id = ? AND conversation = ?";
    this.touch = calls.preparedWrite(update + "kind = ?, active_hour = ?" + key);
    this.markDelivered = calls.preparedWrite(update + "delivered_seq = ?" + key);
    this.markRead = calls.preparedWrite(update + "read_seq = ?, read_message_id = ?" + key);
    // in the order in which `entry` reads them
    this.select =
        calls.preparedRead(
            """
            SELECT conversation, kind, active_hour, read_seq, read_message_id, delivered_seq
            FROM %s.inbox WHERE user_id = ? AND conversation > ? LIMIT ?
            """
                .formatted(keyspace));
  }

  @Override
  public CompletionStage<Void> touch(List<Touch> touches, Instant now) {
    int hour = Inboxes.hourOf(now);
    return Lanes.each(
            byUser(touches, Touch::user),
            USERS_AT_ONCE,
            ofUser ->
                calls
                    .write(() ->
                        touch
                            .get()
                            .thenApply(prepared ->
                                ofUser.stream().map(one -> bind(prepared, one, hour)).toList()))
                    .thenRun(() -> metrics.inboxWritten(InboxWrite.TOUCH, ofUser.size())))
        .thenAccept(_ -> {});
  }

  private static BoundStatement bind(PreparedStatement touch, Touch of, int hour) {
    return touch.bind((long) hour, of.kind().getNumber(), hour, of.user(), of.conversation());
  }

  @Override
  public CompletionStage<Void> mark(List<Mark> marks) {
    List<Mark> moving =
        marks.stream().filter(one -> one.delivered() > 0 || one.read() > 0).toList();
    return Lanes.each(
            byUser(moving, Mark::user),
            USERS_AT_ONCE,
            ofUser ->
                calls
                    .write(() ->
                        markDelivered
                            .get()
                            .thenCombine(
                                markRead.get(), (delivered, read) -> bind(ofUser, delivered, read)))
                    .thenRun(() -> metrics.inboxWritten(InboxWrite.MARK, ofUser.size())))
        .thenAccept(_ -> {});
  }

  private static List<BoundStatement> bind(
      List<Mark> marks, PreparedStatement delivered, PreparedStatement read) {
    List<BoundStatement> bound = new ArrayList<>();
    for (Mark mark : marks) {
      if (mark.delivered() > 0) {
        bound.add(
            delivered.bind(mark.delivered(), mark.delivered(), mark.user(), mark.conversation()));
      }
      if (mark.read() > 0) {
        bound.add(
            read.bind(
                mark.read(), mark.read(), mark.readMessageId(), mark.user(), mark.conversation()));
      }
    }
    return bound;
  }

  /// Pieces that are of one user each, and so one mutation.
  private static <T> List<List<T>> byUser(List<T> all, Function<T, String> user) {
    Map<String, List<T>> grouped = new LinkedHashMap<>();
    all.forEach(one -> grouped.computeIfAbsent(user.apply(one), _ -> new ArrayList<>()).add(one));
    List<List<T>> pieces = new ArrayList<>();
    for (List<T> ofUser : grouped.values()) {
      for (int from = 0; from < ofUser.size(); from += ROWS_MAX) {
        pieces.add(ofUser.subList(from, Math.min(from + ROWS_MAX, ofUser.size())));
      }
    }
    return pieces;
  }

  /// A row without an hour is a watermark of a conversation that was never active for this user.
  @Override
  public CompletionStage<Page> page(String user, String after, int limit) {
    return calls
        .read(select, user, after, limit)
        .thenApply(rows -> {
          metrics.inboxRead(rows.size());
          return new Page(
              rows.stream().filter(row -> !row.isNull(2)).map(CassandraInboxes::entry).toList(),
              rows.size() < limit ? "" : conversation(rows.getLast()));
        });
  }

  private static Entry entry(Row row) {
    Kind kind = Kind.forNumber(row.getInt(1));
    return new Entry(
        conversation(row),
        kind == null ? Kind.UNRECOGNIZED : kind,
        row.getInt(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5));
  }

  private static String conversation(Row row) {
    return String.valueOf(row.getString(0));
  }
}
