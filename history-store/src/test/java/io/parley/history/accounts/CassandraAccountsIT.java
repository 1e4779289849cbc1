package io.parley.history.accounts;

import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EnginesExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CassandraAccountsIT extends AccountsContract {
  private final CassandraStore store;

  CassandraAccountsIT(TestEngines engines) {
    store = new CassandraStore(engines);
  }

  @AfterAll
  void disconnect() {
    store.close();
  }

  @Override
  Accounts accounts() {
    return store.stores.accounts();
  }

  @Override
  String user(String name) {
    return name;
  }
}
