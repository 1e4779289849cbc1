package io.parley.edge.accounts;

import io.parley.protocol.v1.Code;
import java.time.Duration;
import java.util.function.LongSupplier;

/// What accounts tell about themselves. Called on any thread; must neither block nor throw.
public interface AccountsMetrics {
  AccountsMetrics NONE = new AccountsMetrics() {};

  /// What was asked for over HTTP.
  enum Operation {
    CREATE,
    LOG_IN,
    REFRESH
  }

  default void done(Operation operation) {}

  default void refused(Operation operation, Code code) {}

  /// A token was accepted.
  default void accepted() {}

  /// A token was refused.
  default void refused(Code code) {}

  /// A refresh token came back long after it was used: somebody stole one.
  default void replayed() {}

  default void hashed(Duration took) {}

  default void hashingRefused() {}

  default void hashingWaits(LongSupplier waiting) {}

  /// @param seconds since 1970 when the key that signs now was made
  default void keysRead(int keys, long seconds) {}

  default void keysUnreadable() {}

  default void jwksFetched(boolean ok) {}
}
