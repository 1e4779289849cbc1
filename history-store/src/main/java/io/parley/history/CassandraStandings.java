package io.parley.history;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.parley.history.HistoryMetrics.InboxWrite;
import io.parley.history.HistoryMetrics.ManyRows;
import io.parley.protocol.v1.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Standings in the rows of `inbox`: each is written with the id of the record that made it so as
/// its timestamp, so of two the later stays, whichever comes last.
final class CassandraStandings implements Standings {
  /// Standings that one caller reads at once.
  private static final int OF_ONE = 64;

  private final CassandraCalls calls;
  private final InboxWrites writes;
  private final ManyReads reads;
  private final PreparedOnce put;
  private final PreparedOnce putSent;
  private final PreparedOnce select;
  private final PreparedOnce selectSent;

  CassandraStandings(CassandraCalls calls, String keyspace, HistoryMetrics metrics) {
    this.calls = calls;
    this.writes = new InboxWrites(calls, metrics);
    this.reads = calls.manyReads(OF_ONE, () -> metrics.rowRefused(ManyRows.STANDING));
    String update = "UPDATE " + keyspace + ".inbox USING TIMESTAMP ? SET ";
    String key = " WHERE user_id = ? AND conversation = ?";
    this.put =
        calls.preparedWrite(
            update
                + "kind = ?, status = ?, role = ?, changed_id = ?, until_seq = ?, until_id = ?,"
                + " ordinal = ?, banned_ordinal = ?"
                + key);
    this.putSent = calls.preparedWrite(update + "last_sent_id = ?" + key);
    this.select =
        calls.preparedRead(
            "SELECT " + InboxColumns.OF_STANDING + " FROM " + keyspace + ".inbox" + key);
    this.selectSent = calls.preparedRead("SELECT last_sent_id FROM " + keyspace + ".inbox" + key);
  }

  private record OfUser(String user, Standing standing) {}

  @Override
  public CompletionStage<Map<String, Standing>> of(String conversation, Collection<String> users) {
    try {
      Standings.requireFew(users);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedStage(e);
    }
    return reads
        .each(List.copyOf(users), user -> read(conversation, user))
        .thenApply(read -> {
          Map<String, Standing> found = HashMap.newHashMap(read.size());
          read.forEach(one -> found.put(one.user(), one.standing()));
          return found;
        });
  }

  private CompletionStage<OfUser> read(String conversation, String user) {
    return calls
        .read(select, user, conversation)
        .thenApply(rows ->
            new OfUser(
                user, rows.isEmpty() ? Standing.NONE : InboxColumns.standing(rows.getFirst())));
  }

  @Override
  public CompletionStage<Void> put(
      String conversation, Kind kind, Map<String, Standing> standings) {
    try {
      Standings.requireMade(standings);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedStage(e);
    }
    return writes.write(
        InboxWrite.STANDING,
        List.copyOf(standings.entrySet()),
        Map.Entry::getKey,
        ofUser ->
            put.get()
                .thenApply(prepared ->
                    ofUser.stream()
                        .map(
                            one -> bind(prepared, one.getKey(), conversation, kind, one.getValue()))
                        .toList()));
  }

  private static BoundStatement bind(
      PreparedStatement put, String user, String conversation, Kind kind, Standing standing) {
    return put.bind(
        WriteTime.of(standing.changedId()),
        kind.getNumber(),
        InboxColumns.number(standing.status()),
        standing.role().getNumber(),
        standing.changedId(),
        standing.untilSeq(),
        standing.untilId(),
        standing.ordinal(),
        standing.bannedOrdinal(),
        user,
        conversation);
  }

  @Override
  public CompletionStage<OptionalLong> lastSent(String conversation, String user) {
    return calls
        .read(selectSent, user, conversation)
        .thenApply(rows ->
            rows.isEmpty() || rows.getFirst().isNull(0)
                ? OptionalLong.empty()
                : OptionalLong.of(rows.getFirst().getLong(0)));
  }

  @Override
  public CompletionStage<Void> sent(String conversation, Map<String, Long> messageIds) {
    return writes.write(
        InboxWrite.SENT,
        List.copyOf(messageIds.entrySet()),
        Map.Entry::getKey,
        ofUser ->
            putSent
                .get()
                .thenApply(prepared ->
                    ofUser.stream()
                        .map(one ->
                            prepared.bind(
                                WriteTime.of(one.getValue()),
                                one.getValue(),
                                one.getKey(),
                                conversation))
                        .toList()));
  }
}
