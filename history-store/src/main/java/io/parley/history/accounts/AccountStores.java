package io.parley.history.accounts;

import io.parley.history.CassandraConfig;
import io.parley.history.CassandraConnection;
import io.parley.runtime.resilience.Policies;

/// Where accounts and devices are kept.
public record AccountStores(Accounts accounts, Devices devices) {
  /// In Cassandra, in the tables of migration 0002. The connection need not be started yet; calls
  /// fail until it is connected. Takes the policies `cassandra/accounts-read` and
  /// `cassandra/accounts-write`, so only once per process.
  public static AccountStores inCassandra(
      CassandraConnection connection, CassandraConfig config, Policies policies) {
    AccountCalls calls = AccountCalls.create(connection, config, policies);
    return new AccountStores(
        new CassandraAccounts(calls, config.keyspace()),
        new CassandraDevices(calls, config.keyspace()));
  }

  /// In memory, gone with the process: for tests and simulations.
  public static AccountStores inMemory() {
    return new AccountStores(new MemoryAccounts(), new MemoryDevices());
  }
}
