package io.parley.history;

import io.parley.protocol.v1.Event;
import io.parley.runtime.resilience.Policies;

/// The history of a process, in Cassandra: what wires it takes the ports from here. It asks nothing
/// of Cassandra before it is used, so it can be made before the connection is up.
public record CassandraHistory(ConversationLog log, HistoryReader reader, Inboxes inboxes) {

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
        new CassandraInboxes(calls.edge(), keyspace, metrics));
  }
}
