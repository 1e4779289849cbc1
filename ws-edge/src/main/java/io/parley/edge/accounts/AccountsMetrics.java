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
    REFRESH,
    LIST_DEVICES,
    REVOKE_DEVICE
  }

  /// Whether a device that has a socket is still logged in.
  enum Recheck {
    STANDS,
    GONE,
    /// It cannot be told now.
    FAILED
  }

  default void done(Operation operation) {}

  default void refused(Operation operation, Code code) {}

  /// A token was accepted.
  default void accepted() {}

  /// A token was refused.
  default void refused(Code code) {}

  /// A refresh token came back long after it was used: somebody stole one.
  default void replayed() {}

  /// It could not be made sure that a device which is logged out has no socket.
  default void cutoffGivenUp() {}

  /// A socket's device was looked up again.
  default void rechecked(Recheck outcome) {}

  default void hashed(Duration took) {}

  default void hashingRefused() {}

  default void hashingWaits(LongSupplier waiting) {}

  /// @param seconds since 1970 when the key that signs now was made
  default void keysRead(int keys, long seconds) {}

  default void keysUnreadable() {}

  default void jwksFetched(boolean ok) {}
}
