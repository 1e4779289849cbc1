package io.parley.history.accounts;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Accounts of one process, gone with it: for tests and simulations. It has no bound of its own.
final class MemoryAccounts implements Accounts {
  private final Map<String, Account> accounts = new HashMap<>();

  @Override
  public synchronized CompletionStage<Boolean> create(Account account) {
    Account there = accounts.putIfAbsent(account.user(), account);
    return CompletableFuture.completedStage(
        there == null || there.passwordHash().equals(account.passwordHash()));
  }

  @Override
  public synchronized CompletionStage<Optional<Account>> find(String user) {
    return CompletableFuture.completedStage(Optional.ofNullable(accounts.get(user)));
  }

  @Override
  public synchronized CompletionStage<Void> provision(Account account) {
    accounts.putIfAbsent(account.user(), new Account(account.user(), "", account.createdAt()));
    return CompletableFuture.completedStage(null);
  }

  @Override
  public synchronized CompletionStage<Boolean> changePasswordHash(
      Account account, String passwordHash) {
    Account there = accounts.get(account.user());
    if (there == null || !there.passwordHash().equals(account.passwordHash())) {
      return CompletableFuture.completedStage(false);
    }
    accounts.put(account.user(), new Account(account.user(), passwordHash, there.createdAt()));
    return CompletableFuture.completedStage(true);
  }
}
