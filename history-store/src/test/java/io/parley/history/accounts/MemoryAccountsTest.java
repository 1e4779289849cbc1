package io.parley.history.accounts;

class MemoryAccountsTest extends AccountsContract {
  private final Accounts accounts = new MemoryAccounts();

  @Override
  Accounts accounts() {
    return accounts;
  }

  @Override
  String user(String name) {
    return name;
  }
}
