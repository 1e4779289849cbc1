package io.parley.history;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.parley.history.HistoryMetrics.InboxWrite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/// Inboxes in Cassandra. Nothing is read before it is written: hours carry themselves as their
/// write timestamp, watermarks their seq and the rest the id of its record, so of two writes the
/// larger stays, whichever comes last.
final class CassandraInboxes implements Inboxes {
  private final CassandraCalls calls;
  private final InboxWrites writes;
  private final HistoryMetrics metrics;
  private final PreparedOnce touch;
  private final PreparedOnce markDelivered;
  private final PreparedOnce markRead;
  private final Keeps keeps;
  private final PreparedOnce selectPage;
  private final PreparedOnce selectChannels;
  private final PreparedOnce selectOne;

  /// A statement for each kind of [Kept].
  private record Keeps(
      PreparedOnce archived, PreparedOnce muted, PreparedOnce pinned, PreparedOnce draft) {}

  CassandraInboxes(CassandraCalls calls, String keyspace, HistoryMetrics metrics) {
    this.calls = calls;
    this.writes = new InboxWrites(calls, metrics);
    this.metrics = metrics;
    String update = "UPDATE " + keyspace + ".inbox USING TIMESTAMP ? SET ";
    String key = " WHERE user_id = ? AND conversation = ?";
    this.touch = calls.preparedWrite(update + "kind = ?, active_hour = ?" + key);
    this.markDelivered = calls.preparedWrite(update + "delivered_seq = ?" + key);
    this.markRead = calls.preparedWrite(update + "read_seq = ?, read_message_id = ?" + key);
    this.keeps =
        new Keeps(
            calls.preparedWrite(update + "archived = ?" + key),
            calls.preparedWrite(update + "muted_until = ?" + key),
            calls.preparedWrite(update + "pinned_at = ?" + key),
            calls.preparedWrite(update + "draft = ?, draft_reply_to = ?, draft_at = ?" + key));
    String from = " FROM " + keyspace + ".inbox";
    String page = "SELECT " + InboxColumns.OF_PAGE + from;
    String after = " WHERE user_id = ? AND conversation > ?";
    this.selectPage = calls.preparedRead(page + after + " LIMIT ?");
    this.selectChannels = calls.preparedRead(page + after + " AND conversation < ? LIMIT ?");
    this.selectOne = calls.preparedRead("SELECT " + InboxColumns.OF_ENTRY + from + key);
  }

  @Override
  public CompletionStage<Void> touch(List<Touch> touches, Instant now) {
    int hour = Inboxes.hourOf(now);
    return writes.write(
        InboxWrite.TOUCH,
        touches,
        Touch::user,
        ofUser ->
            touch
                .get()
                .thenApply(
                    prepared -> ofUser.stream().map(one -> bind(prepared, one, hour)).toList()));
  }

  private static BoundStatement bind(PreparedStatement touch, Touch of, int hour) {
    return touch.bind((long) hour, of.kind().getNumber(), hour, of.user(), of.conversation());
  }

  @Override
  public CompletionStage<Void> mark(List<Mark> marks) {
    List<Mark> moving =
        marks.stream().filter(one -> one.delivered() > 0 || one.read() > 0).toList();
    return writes.write(
        InboxWrite.MARK,
        moving,
        Mark::user,
        ofUser ->
            markDelivered
                .get()
                .thenCombine(markRead.get(), (delivered, read) -> bind(ofUser, delivered, read)));
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

  @Override
  public CompletionStage<Void> keep(List<Keeping> keepings) {
    return writes.write(InboxWrite.KEEP, keepings, Keeping::user, this::bindKeepings);
  }

  private CompletionStage<List<BoundStatement>> bindKeepings(List<Keeping> ofUser) {
    CompletionStage<List<BoundStatement>> bound =
        CompletableFuture.completedStage(new ArrayList<>());
    for (Keeping one : ofUser) {
      bound =
          bound.thenCombine(
              bind(one),
              (before, added) -> {
                before.add(added);
                return before;
              });
    }
    return bound;
  }

  private CompletionStage<BoundStatement> bind(Keeping one) {
    long time = WriteTime.of(one.id());
    String user = one.user();
    String conversation = one.conversation();
    return switch (one.kept()) {
      case Kept.Archived(boolean archived) ->
          keeps.archived.get().thenApply(p -> p.bind(time, archived, user, conversation));
      case Kept.Muted(long untilMs) ->
          keeps.muted.get().thenApply(p -> p.bind(time, untilMs, user, conversation));
      case Kept.Pinned(long atMs) ->
          keeps.pinned.get().thenApply(p -> p.bind(time, atMs, user, conversation));
      case Kept.Draft(String text, long replyTo, long atMs) ->
          keeps.draft.get().thenApply(p -> p.bind(time, text, replyTo, atMs, user, conversation));
    };
  }

  @Override
  public CompletionStage<Page> page(String user, String after, int limit) {
    return calls
        .read(selectPage, user, after, limit)
        .thenApply(rows -> page(rows, limit, _ -> true));
  }

  @Override
  public CompletionStage<Page> channels(String user, String after, int limit) {
    return calls
        .read(selectChannels, user, Inboxes.notBeforeChannels(after), AFTER_CHANNELS, limit)
        .thenApply(rows -> page(rows, limit, entry -> entry.standing().isMember()));
  }

  private Page page(List<Row> rows, int limit, Predicate<Entry> isShown) {
    metrics.inboxRead(rows.size());
    return new Page(
        rows.stream()
            .flatMap(row -> InboxColumns.entryOfPage(row).stream())
            .filter(isShown)
            .toList(),
        rows.size() < limit ? "" : InboxColumns.conversation(rows.getLast()));
  }

  @Override
  public CompletionStage<Optional<Entry>> find(String user, String conversation) {
    return calls
        .read(selectOne, user, conversation)
        .thenApply(rows -> {
          metrics.inboxRead(rows.size());
          return rows.stream().findFirst().flatMap(InboxColumns::entry);
        });
  }
}
