package io.parley.edge.accounts;

import java.util.function.LongSupplier;

/// How often addresses may try, and users, from whichever address they come.
///
/// @param users by user id or device, and what is tried
record Throttles(AddressThrottle addresses, Throttle users) {
  static Throttles of(AccountsConfig config, LongSupplier nanoTime) {
    AccountsConfig.Throttling throttling = config.throttling();
    return new Throttles(
        new AddressThrottle(
            new Throttle(
                throttling.addressBurst(),
                throttling.addressPerMinute(),
                throttling.bucketsMax(),
                nanoTime),
            config.trustedProxies()),
        new Throttle(
            throttling.userBurst(), throttling.userPerMinute(), throttling.bucketsMax(), nanoTime));
  }
}
