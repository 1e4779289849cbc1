package io.parley.history;

import io.parley.runtime.resilience.Policies;

/// The history of a process, in Cassandra: what wires it takes the ports from here. It asks nothing
/// of Cassandra before it is used, so it can be made before the connection is up.
public record CassandraHistory(ConversationLog log, HistoryReader reader, Inboxes inboxes) {

  /// Takes two policies; so once for each process.
  public static CassandraHistory create(
      CassandraConnection connection,
      CassandraConfig config,
      Policies policies,
      HistoryMetrics metrics) {
    return create(
        new CassandraCalls(connection, config, policies),
        config.keyspace(),
        Sizes.STANDARD,
        metrics);
  }

  static CassandraHistory create(
      CassandraCalls calls, String keyspace, Sizes sizes, HistoryMetrics metrics) {
    return new CassandraHistory(
        new CassandraConversationLog(calls, keyspace, sizes, metrics),
        new BucketHistoryReader(new BucketWalk<>(CassandraRows.events(calls, keyspace))),
        new CassandraInboxes(calls, keyspace, metrics));
  }
}
