package io.parley.edge.accounts;

import io.parley.edge.UserDirectory;
import io.parley.history.accounts.Accounts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Which users there are. Who exists stays: those asked for last are remembered, so that a message
/// to one of them costs no read. That somebody does not exist is never remembered. Any thread.
final class CachedUsers implements UserDirectory {
  private final Accounts accounts;
  private final Map<String, Boolean> existing;

  CachedUsers(Accounts accounts, int usersMax) {
    this.accounts = accounts;
    this.existing =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > usersMax;
          }
        };
  }

  @Override
  public CompletionStage<Boolean> exists(String user) {
    if (isKnown(user)) {
      return CompletableFuture.completedStage(true);
    }
    return accounts
        .find(user)
        .thenApply(account -> {
          account.ifPresent(there -> remember(there.user()));
          return account.isPresent();
        });
  }

  synchronized boolean isKnown(String user) {
    return existing.get(user) != null;
  }

  synchronized void remember(String user) {
    existing.put(user, true);
  }
}
