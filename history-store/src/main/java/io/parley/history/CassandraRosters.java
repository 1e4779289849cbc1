package io.parley.history;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.parley.history.HistoryMetrics.ManyRows;
import io.parley.history.HistoryMetrics.RosterWrite;
import io.parley.protocol.v1.Profile;
import io.parley.protocol.v1.Roster;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Rosters in Cassandra. Versions lie in a ring of [#KEPT] rows, so nothing is ever deleted: each
/// takes the row of the one that many before it. All are written with the id of their event as
/// timestamp.
final class CassandraRosters implements Rosters {
  /// Profiles that one caller reads at once.
  private static final int PROFILES_OF_ONE = 16;

  private final CassandraCalls calls;
  private final Sizes sizes;
  private final HistoryMetrics metrics;
  private final ManyReads profileReads;
  private final PreparedOnce keep;
  private final PreparedOnce showRoster;
  private final PreparedOnce showProfile;
  private final PreparedOnce selectVersion;
  private final PreparedOnce selectShown;
  private final PreparedOnce selectProfile;

  CassandraRosters(CassandraCalls calls, String keyspace, Sizes sizes, HistoryMetrics metrics) {
    this.calls = calls;
    this.sizes = sizes;
    this.metrics = metrics;
    this.profileReads =
        calls.manyReads(PROFILES_OF_ONE, () -> metrics.rowRefused(ManyRows.PROFILE));
    String into = "INSERT INTO " + keyspace;
    this.keep =
        calls.preparedWrite(
            into + ".rosters (conversation, slot, roster) VALUES (?, ?, ?) USING TIMESTAMP ?");
    this.showRoster =
        calls.preparedWrite(
            into + ".shown_rosters (conversation, roster) VALUES (?, ?) USING TIMESTAMP ?");
    this.showProfile =
        calls.preparedWrite(
            into + ".profiles (conversation, profile) VALUES (?, ?) USING TIMESTAMP ?");
    String of = " WHERE conversation = ?";
    this.selectVersion =
        calls.preparedRead("SELECT roster FROM " + keyspace + ".rosters" + of + " AND slot = ?");
    this.selectShown = calls.preparedRead("SELECT roster FROM " + keyspace + ".shown_rosters" + of);
    this.selectProfile = calls.preparedRead("SELECT profile FROM " + keyspace + ".profiles" + of);
  }

  private record Encoded(Roster roster, ByteString bytes) {
    static Encoded of(Roster roster) {
      return new Encoded(roster, roster.toByteString());
    }

    int size() {
      return bytes.size();
    }

    BoundStatement keptBy(PreparedStatement keep, String conversation) {
      return keep.bind(
          conversation,
          slot(roster.getVersion()),
          bytes.asReadOnlyByteBuffer(),
          WriteTime.of(roster.getMessageId()));
    }
  }

  private static int slot(long version) {
    return Math.floorMod(version, KEPT);
  }

  @Override
  public CompletionStage<Optional<Roster>> version(String conversation, long version) {
    return calls
        .read(selectVersion, conversation, slot(version))
        .thenApply(rows -> {
          Optional<Roster> found =
              first(rows, Roster.parser()).filter(roster -> roster.getVersion() == version);
          metrics.rosterLoaded(found.isPresent());
          return found;
        });
  }

  @Override
  public CompletionStage<Void> keep(String conversation, List<Roster> versions) {
    try {
      Rosters.requireInOrder(versions);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedStage(e);
    }
    CompletionStage<Void> kept = CompletableFuture.completedStage(null);
    List<Encoded> encoded = versions.stream().map(Encoded::of).toList();
    for (List<Encoded> piece : Pieces.of(encoded, sizes.writeBytes(), Encoded::size)) {
      kept = kept.thenCompose(_ -> keepPiece(conversation, piece));
    }
    return kept;
  }

  private CompletionStage<Void> keepPiece(String conversation, List<Encoded> piece) {
    int bytes = piece.stream().mapToInt(Encoded::size).sum();
    return calls
        .write(() ->
            keep.get()
                .thenApply(prepared ->
                    piece.stream().map(one -> one.keptBy(prepared, conversation)).toList()))
        .thenRun(() -> metrics.rostersWritten(RosterWrite.KEEP, piece.size(), bytes));
  }

  /// Two tables and one partition key: Cassandra makes one mutation of it, so whoever reads either
  /// sees the same roster.
  @Override
  public CompletionStage<Void> show(String conversation, Roster roster) {
    ByteString whole = roster.toByteString();
    ByteString profile = roster.getProfile().toByteString();
    long time = WriteTime.of(roster.getMessageId());
    return calls
        .write(() ->
            showRoster
                .get()
                .thenCombine(
                    showProfile.get(),
                    (rosters, profiles) ->
                        List.of(
                            rosters.bind(conversation, whole.asReadOnlyByteBuffer(), time),
                            profiles.bind(conversation, profile.asReadOnlyByteBuffer(), time))))
        .thenRun(() -> metrics.rostersWritten(RosterWrite.SHOW, 1, whole.size() + profile.size()));
  }

  @Override
  public CompletionStage<Optional<Roster>> shown(String conversation) {
    return calls.read(selectShown, conversation).thenApply(rows -> first(rows, Roster.parser()));
  }

  private record Named(String conversation, Optional<Profile> profile) {}

  @Override
  public CompletionStage<Map<String, Profile>> profiles(Collection<String> conversations) {
    try {
      Rosters.requireFew(conversations);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedStage(e);
    }
    return profileReads
        .each(List.copyOf(conversations), this::named)
        .thenApply(read -> {
          Map<String, Profile> found = HashMap.newHashMap(read.size());
          read.forEach(
              one -> one.profile().ifPresent(profile -> found.put(one.conversation(), profile)));
          return found;
        });
  }

  private CompletionStage<Named> named(String conversation) {
    return calls
        .read(selectProfile, conversation)
        .thenApply(rows -> new Named(conversation, first(rows, Profile.parser())));
  }

  private static <M> Optional<M> first(List<Row> rows, Parser<M> parser) {
    ByteBuffer bytes = rows.isEmpty() ? null : rows.getFirst().getByteBuffer(0);
    if (bytes == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a roster or profile cannot be read", e);
    }
  }
}
