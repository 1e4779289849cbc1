package io.parley.benchmarks;

import io.parley.history.CassandraConfig;
import io.parley.history.CassandraConnection;
import io.parley.history.CassandraHistory;
import io.parley.history.ChannelRolls;
import io.parley.history.ChannelRolls.Place;
import io.parley.history.ChannelRolls.Tally;
import io.parley.history.HistoryMetrics;
import io.parley.history.Membership;
import io.parley.history.Standing;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Role;
import io.parley.runtime.Surroundings;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import io.parley.runtime.resilience.Policies;
import io.parley.runtime.resilience.PolicyMetrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/// Makes a million members of a channel in minutes: writes for each, past the router, the rows that
/// it would write if they joined, standing and place, and at the end the tally. Most of them have
/// no account, which nothing asks of a member who never comes.
///
/// Not while anybody joins or leaves: the router has the tally in memory. Blocks.
final class ChannelRows implements AutoCloseable {
  /// Rows of each kind on their way at a time; below what the policies admit.
  private static final int AT_ONCE = 256;

  private static final int ATTEMPTS_MAX = 20;

  private final Surroundings surroundings = Surroundings.real();
  private final CassandraConnection connection;
  private final Membership membership;

  ChannelRows(CassandraConfig config) {
    this.connection = new CassandraConnection(config);
    this.membership =
        CassandraHistory.create(
                connection,
                config,
                new Policies(surroundings, PolicyMetrics.NONE),
                HistoryMetrics.NONE)
            .forRouter()
            .membership();
    // nothing waits for it: what is asked too early is asked again
    CompletionStage<Void> _ = connection.start();
  }

  /// The configuration of a Parley that keeps its history here, under its usual name or another.
  static CassandraConfig config(InetSocketAddress cassandra, String keyspace) {
    String node = cassandra.getHostString() + ":" + cassandra.getPort();
    String yaml = "contact-points: [\"%s\"]\nkeyspace: %s\n".formatted(node, keyspace);
    return switch (ConfigReader.read(CassandraConfig.class, "the benchmark", yaml, Map.of())) {
      case ConfigResult.Valid<CassandraConfig>(CassandraConfig config, var _) -> config;
      case ConfigResult.Invalid<CassandraConfig>(List<String> faults) ->
          throw new IllegalStateException(String.join("; ", faults));
    };
  }

  /// A channel that has only its owner gets members up to this number.
  ///
  /// @param madeId id of the event that made it
  /// @param user the member in each place, from the second
  void fill(String channel, long madeId, int members, IntFunction<String> user) throws IOException {
    long id = madeId + 1;
    for (int from = 2; from <= members; from += AT_ONCE) {
      Map<String, Standing> standings = new HashMap<>();
      List<Place> places = new ArrayList<>();
      for (int ordinal = from; ordinal < from + AT_ONCE && ordinal <= members; ordinal++) {
        String name = user.apply(ordinal);
        standings.put(
            name, new Standing(Standing.Status.MEMBER, Role.MEMBER, id, 0, 0, ordinal, 0));
        places.add(new Place(ChannelRolls.Roll.MEMBERS, ordinal, name, true, id));
      }
      write(() ->
          CompletableFuture.allOf(
              membership.standings().put(channel, Kind.CHANNEL, standings).toCompletableFuture(),
              membership.rolls().put(channel, places).toCompletableFuture()));
    }
    write(() -> membership.rolls().count(channel, new Tally(members, members, 0, id)));
  }

  @FunctionalInterface
  private interface Write {
    CompletionStage<?> run();
  }

  /// Every one of these means the same when it is done again.
  private static void write(Write write) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        write.run().toCompletableFuture().join();
        return;
      } catch (CompletionException e) {
        if (attempt == ATTEMPTS_MAX) {
          throw new IOException("members could not be written: " + e.getMessage(), e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
      }
    }
  }

  @Override
  public void close() {
    connection.stop().toCompletableFuture().join();
    surroundings.close();
  }
}
