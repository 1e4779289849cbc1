package io.parley.history;

import io.parley.protocol.v1.Event;
import io.parley.runtime.resilience.Policies;

/// The history of a process, in Cassandra: what wires it takes the ports from here. It asks nothing
/// of Cassandra before it is used, so it can be made before the connection is up.
///
/// @param forRouter asks under the router's policy
/// @param forEdge asks under the policy of what devices ask for
public record CassandraHistory(
    ConversationLog log,
    HistoryReader reader,
    Inboxes inboxes,
    Membership forRouter,
    Membership forEdge) {

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
    BucketWalk<Event> events =
        new BucketWalk<>(CassandraRows.events(calls.edge(), keyspace, sizes));
    return new CassandraHistory(
        new CassandraConversationLog(calls.router(), keyspace, sizes, metrics),
        new BucketHistoryReader(events, metrics),
        new CassandraInboxes(calls.edge(), keyspace, metrics),
        membership(calls.router(), keyspace, sizes, metrics),
        membership(calls.edge(), keyspace, sizes, metrics));
  }

  private static Membership membership(
      CassandraCalls calls, String keyspace, Sizes sizes, HistoryMetrics metrics) {
    return new Membership(
        new CassandraRosters(calls, keyspace, sizes, metrics),
        new CassandraStandings(calls, keyspace, metrics),
        new CassandraChannelRolls(calls, keyspace, sizes, metrics));
  }
}
