package io.parley.history.accounts;

import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Devices as rows of table `devices`, a user's in one partition. A change is decided by
/// [DeviceRules] from a settled read and written under the condition that nothing of what it was
/// decided from has changed; if something has, it is decided again.
final class CassandraDevices implements Devices {
  /// More changes of one user at once than this are told to come back.
  private static final int TRIES = 8;

  /// Rows outlive their token by this, so that its end is told as an end.
  private static final Duration KEPT_AFTER_END = Duration.ofDays(1);

  private final AccountCalls calls;
  private final DeviceQueries queries;

  CassandraDevices(AccountCalls calls, String keyspace) {
    this.calls = calls;
    this.queries = new DeviceQueries(calls, keyspace);
  }

  /// The devices of a user.
  private record DeviceSet(@Nullable Long version, List<DeviceRow> rows) {}

  @Override
  public CompletionStage<Enrolment> enrol(Login login, int limit) {
    return enrol(login, limit, TRIES);
  }

  private CompletionStage<Enrolment> enrol(Login login, int limit, int tries) {
    if (tries == 0) {
      return CompletableFuture.completedStage(new Enrolment.Contended());
    }
    return readSet(login.user())
        .thenCompose(set -> {
          long version = set.version() == null ? 0 : set.version();
          return switch (DeviceRules.decide(login, version, set.rows(), limit)) {
            case DeviceRules.LoginDecision.Answer(Enrolment enrolment) ->
                CompletableFuture.completedStage(enrolment);
            case DeviceRules.LoginDecision.Write(long next, DeviceRow row) ->
                write(login, set.version(), next, row)
                    .thenCompose(done ->
                        done
                            ? CompletableFuture.<Enrolment>completedStage(
                                new Enrolment.Enrolled(row.device().generation()))
                            : enrol(login, limit, tries - 1));
          };
        });
  }

  private CompletionStage<DeviceSet> readSet(String user) {
    return calls
        .readSettled(queries.selectAll.with(user))
        .thenApply(answer -> {
          List<DeviceRow> rows = new ArrayList<>();
          Long version = null;
          for (Row row : answer.currentPage()) {
            version = row.isNull("set_version") ? null : row.getLong("set_version");
            // the version alone comes as a row too
            if (!row.isNull("generation")) {
              rows.add(deviceRow(row));
            }
          }
          return new DeviceSet(version, rows);
        });
  }

  private CompletionStage<Boolean> write(
      Login login, @Nullable Long version, long next, DeviceRow row) {
    Object[] values = {
      ttl(login.at(), login.expiresAt()),
      row.device().generation(),
      login.refresh().chain().hex(),
      login.refresh().token().hex(),
      login.at(),
      login.at(),
      login.expiresAt(),
      login.user(),
      login.device()
    };
    Query.Request request =
        version == null
            ? Query.together(
                queries.firstVersion, new Object[] {next, login.user()}, queries.enrol, values)
            : Query.together(
                queries.nextVersion,
                new Object[] {next, login.user(), version},
                queries.enrol,
                values);
    return calls.change(request).thenApply(answer -> answer.wasApplied());
  }

  @Override
  public CompletionStage<Rotation> rotate(Refresh refresh) {
    return rotate(refresh, TRIES);
  }

  private CompletionStage<Rotation> rotate(Refresh refresh, int tries) {
    if (tries == 0) {
      return CompletableFuture.completedStage(new Rotation.Contended());
    }
    return calls
        .readSettled(queries.selectOne.with(refresh.user(), refresh.device()))
        .thenCompose(answer -> {
          Row row = answer.one();
          DeviceRow there = row == null || row.isNull("generation") ? null : deviceRow(row);
          return switch (DeviceRules.decide(refresh, there)) {
            case DeviceRules.RefreshDecision.Answer(Rotation rotation) ->
                CompletableFuture.completedStage(rotation);
            case DeviceRules.RefreshDecision.Write(DeviceRow next) ->
                write(refresh, next)
                    .thenCompose(done ->
                        done
                            ? CompletableFuture.<Rotation>completedStage(
                                new Rotation.Rotated(next.device().generation()))
                            : rotate(refresh, tries - 1));
            // not there any more is as good
            case DeviceRules.RefreshDecision.Revoke() ->
                calls
                    .change(
                        queries.deleteChain.with(
                            refresh.user(), refresh.device(), refresh.presented().chain().hex()))
                    .thenApply(_ -> new Rotation.Replayed());
          };
        });
  }

  /// All columns anew, so that they end together.
  private CompletionStage<Boolean> write(Refresh refresh, DeviceRow next) {
    Device device = next.device();
    return calls
        .change(
            queries.rotate.with(
                ttl(refresh.at(), refresh.expiresAt()),
                device.generation(),
                next.refresh().chain().hex(),
                next.refresh().token().hex(),
                refresh.presented().token().hex(),
                device.enrolledAt(),
                device.refreshedAt(),
                device.expiresAt(),
                refresh.user(),
                refresh.device(),
                refresh.presented().token().hex()))
        .thenApply(answer -> answer.wasApplied());
  }

  @Override
  public CompletionStage<Optional<Device>> find(String user, String device) {
    return calls
        .read(queries.selectOne.with(user, device))
        .thenApply(answer ->
            Optional.ofNullable(answer.one())
                .filter(row -> !row.isNull("generation"))
                .map(row -> deviceRow(row).device()));
  }

  @Override
  public CompletionStage<List<Device>> of(String user) {
    return readSet(user).thenApply(set -> set.rows().stream().map(DeviceRow::device).toList());
  }

  @Override
  public CompletionStage<Boolean> revoke(String user, String device) {
    return calls
        .readSettled(queries.selectOne.with(user, device))
        .thenCompose(answer -> {
          Row row = answer.one();
          return row == null || row.isNull("generation")
              ? CompletableFuture.completedStage(false)
              : calls.change(queries.delete.with(user, device)).thenApply(_ -> true);
        });
  }

  private static int ttl(Instant from, Instant until) {
    return Math.toIntExact(Duration.between(from, until).plus(KEPT_AFTER_END).toSeconds());
  }

  private static DeviceRow deviceRow(Row row) {
    String previous = row.getString("previous_hash");
    return new DeviceRow(
        new Device(
            text(row, "device_id"),
            row.getLong("generation"),
            time(row, "enrolled_at"),
            time(row, "refreshed_at"),
            time(row, "expires_at")),
        new RefreshHashes(
            new TokenHash(text(row, "chain_hash")), new TokenHash(text(row, "refresh_hash"))),
        previous == null ? null : new TokenHash(previous));
  }

  private static String text(Row row, String column) {
    return Objects.requireNonNull(row.getString(column), column);
  }

  private static Instant time(Row row, String column) {
    return Objects.requireNonNull(row.getInstant(column), column);
  }
}
