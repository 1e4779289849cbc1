package io.parley.history.accounts;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// The users there are. User ids come in valid. Any thread; stages complete on any thread, and fail
/// with [io.parley.runtime.resilience.UnavailableException] when nobody can say now.
public interface Accounts {
  /// Makes the account unless the user id is taken; of many calls at once for one id exactly one
  /// makes it. Repeated with the same account after a failure, it answers as if it had not failed.
  ///
  /// @param account its `passwordHash` must be salted, so that it differs from any other
  /// @return whether this account is the one that is there now
  CompletionStage<Boolean> create(Account account);

  /// Sees every account whose [#create] has been answered.
  CompletionStage<Optional<Account>> find(String user);

  /// Makes the account of a user whom somebody else vouches for, if there is none. Nobody can log
  /// in to it with a password.
  CompletionStage<Void> provision(Account account);

  /// Replaces the hash if it is still `account`'s.
  ///
  /// @return whether it was
  CompletionStage<Boolean> changePasswordHash(Account account, String passwordHash);
}
