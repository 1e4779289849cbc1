package io.parley.history;

import io.parley.protocol.v1.Event;
import io.parley.runtime.resilience.Policies;

/// The history of a process, in Cassandra: what wires it takes the ports from here. It asks nothing
/// of Cassandra before it is used, so it can be made before the connection is up.
public record CassandraHistory(ForRouter forRouter, ForEdge forEdge) {
  /// Asks under the router's policy: no reads of devices, however many, keep it from an answer.
  public record ForRouter(
      ConversationLog log, HistoryReader reader, Inboxes inboxes, Membership membership) {}

  /// Asks under the policy of what devices ask for.
  public record ForEdge(HistoryReader reader, Inboxes inboxes, Membership membership) {}

  /// Takes three policies; so once for each process.
  public static CassandraHistory create(
      CassandraConnection connection,
      CassandraConfig config,
      Policies policies,
      HistoryMetrics metrics) {
    return create(
        CassandraCalls.Sides.create(connection, config, policies),
        config.keyspace(),
        Sizes.STANDARD,
        metrics);
  }

  static CassandraHistory create(
      CassandraCalls.Sides calls, String keyspace, Sizes sizes, HistoryMetrics metrics) {
    return new CassandraHistory(
        new ForRouter(
            new CassandraConversationLog(calls.router(), keyspace, sizes, metrics),
            reader(calls.router(), keyspace, sizes, metrics),
            new CassandraInboxes(calls.router(), keyspace, metrics),
            membership(calls.router(), keyspace, sizes, metrics)),
        new ForEdge(
            reader(calls.edge(), keyspace, sizes, metrics),
            new CassandraInboxes(calls.edge(), keyspace, metrics),
            membership(calls.edge(), keyspace, sizes, metrics)));
  }

  private static HistoryReader reader(
      CassandraCalls calls, String keyspace, Sizes sizes, HistoryMetrics metrics) {
    BucketWalk<Event> events = new BucketWalk<>(CassandraRows.events(calls, keyspace, sizes));
    return new BucketHistoryReader(events, metrics);
  }

  private static Membership membership(
      CassandraCalls calls, String keyspace, Sizes sizes, HistoryMetrics metrics) {
    return new Membership(
        new CassandraRosters(calls, keyspace, sizes, metrics),
        new CassandraStandings(calls, keyspace, metrics),
        new CassandraChannelRolls(calls, keyspace, sizes, metrics));
  }
}
