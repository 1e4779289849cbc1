package io.parley.history;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Rolls in Cassandra, cut into pages of a fixed number of places, each a partition: however many
/// members a channel has, none grows beyond that. Who goes stays in place and is not present, so
/// nothing is deleted.
final class CassandraChannelRolls implements ChannelRolls {
  /// Places in one write.
  private static final int PLACES_MAX = 250;

  private final CassandraCalls calls;
  private final Sizes sizes;
  private final HistoryMetrics metrics;
  private final PreparedOnce put;
  private final PreparedOnce select;
  private final PreparedOnce putTally;
  private final PreparedOnce selectTally;

  CassandraChannelRolls(
      CassandraCalls calls, String keyspace, Sizes sizes, HistoryMetrics metrics) {
    this.calls = calls;
    this.sizes = sizes;
    this.metrics = metrics;
    this.put =
        calls.preparedWrite(
            """
            INSERT INTO %s.channel_rolls (channel, roll, page, ordinal, user_id, present)
            VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?
            """
                .formatted(keyspace));
    this.select =
        calls.preparedRead(
            """
            SELECT ordinal, user_id, present FROM %s.channel_rolls
            WHERE channel = ? AND roll = ? AND page = ? AND ordinal > ? LIMIT ?
            """
                .formatted(keyspace));
    this.putTally =
        calls.preparedWrite(
            """
            INSERT INTO %s.channel_tallies (channel, members, last_ordinal, last_banned_ordinal,
              as_of_id)
            VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?
            """
                .formatted(keyspace));
    this.selectTally =
        calls.preparedRead(
            """
            SELECT members, last_ordinal, last_banned_ordinal, as_of_id
            FROM %s.channel_tallies WHERE channel = ?
            """
                .formatted(keyspace));
  }

  private record Partition(Roll roll, int page) {}

  @Override
  public CompletionStage<Void> put(String channel, List<Place> places) {
    Map<Partition, List<Place>> byPage = new LinkedHashMap<>();
    for (Place place : places) {
      Partition its = new Partition(place.roll(), sizes.rollPageOf(place.ordinal()));
      byPage.computeIfAbsent(its, _ -> new ArrayList<>()).add(place);
    }
    List<List<Place>> pieces =
        byPage.values().stream().flatMap(ofPage -> Pieces.of(ofPage, PLACES_MAX).stream()).toList();
    return calls.writeEach(pieces, piece -> putPiece(channel, piece));
  }

  private CompletionStage<Void> putPiece(String channel, List<Place> piece) {
    return calls
        .write(() ->
            put.get()
                .thenApply(prepared ->
                    piece.stream().map(place -> bind(prepared, channel, place)).toList()))
        .thenRun(() -> metrics.placesWritten(piece.size()));
  }

  private BoundStatement bind(PreparedStatement insert, String channel, Place place) {
    return insert.bind(
        channel,
        number(place.roll()),
        sizes.rollPageOf(place.ordinal()),
        place.ordinal(),
        place.user(),
        place.present(),
        WriteTime.of(place.changedId()));
  }

  private static int number(Roll roll) {
    return switch (roll) {
      case MEMBERS -> 1;
      case BANNED -> 2;
    };
  }

  @Override
  public CompletionStage<Page> page(String channel, Roll roll, long after, int limit) {
    return new Walk(channel, roll, limit).on(after);
  }

  /// One page while it is being read, from one partition to the next.
  private final class Walk {
    private final String channel;
    private final Roll roll;
    private final int limit;
    private final List<Item> items = new ArrayList<>();
    private int looked;

    Walk(String channel, Roll roll, int limit) {
      this.channel = channel;
      this.roll = roll;
      this.limit = limit;
    }

    CompletionStage<Page> on(long after) {
      int page = sizes.rollPageOf(after + 1);
      return calls
          .read(select, channel, number(roll), page, after, limit - looked)
          .thenCompose(rows -> {
            take(rows);
            long beforePage = sizes.lastPlaceBefore(page);
            boolean isEmptyPage = rows.isEmpty() && after == beforePage;
            if (isEmptyPage) {
              return CompletableFuture.completedStage(new Page(items, -1));
            }
            return looked == limit
                ? CompletableFuture.completedStage(new Page(items, rows.getLast().getLong(0)))
                : on(sizes.lastPlaceBefore(page + 1));
          });
    }

    private void take(List<Row> rows) {
      metrics.placesRead(rows.size());
      looked += rows.size();
      for (Row row : rows) {
        if (row.getBoolean(2)) {
          items.add(new Item(row.getLong(0), String.valueOf(row.getString(1))));
        }
      }
    }
  }

  @Override
  public CompletionStage<Optional<Tally>> tally(String channel) {
    return calls
        .read(selectTally, channel)
        .thenApply(rows ->
            rows.stream()
                .findFirst()
                .map(row ->
                    new Tally(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3))));
  }

  @Override
  public CompletionStage<Void> count(String channel, Tally tally) {
    return calls.write(() ->
        putTally
            .get()
            .thenApply(prepared ->
                List.of(
                    prepared.bind(
                        channel,
                        tally.members(),
                        tally.lastOrdinal(),
                        tally.lastBannedOrdinal(),
                        tally.asOfId(),
                        WriteTime.of(tally.asOfId())))));
  }
}
