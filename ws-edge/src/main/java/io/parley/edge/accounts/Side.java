package io.parley.edge.accounts;

import io.parley.edge.Authenticator;
import java.io.IOException;
import java.util.random.RandomGenerator;

/// Where tokens come from: from Parley itself, or from an issuer of the operator's.
interface Side {
  Authenticator authenticator();

  AccountsPaths paths();

  /// May block. Fails where it could never do its work.
  void start() throws IOException;

  void stop();

  /// What both stand on.
  ///
  /// @param secrets fit for secrets
  record Ground(
      AccountsConfig config,
      EdgeAccounts.Outside outside,
      CachedUsers users,
      Throttles throttles,
      RandomGenerator secrets) {
    Cutoff cutoff() {
      return new Cutoff(
          outside.stores().devices(), outside.sockets(), outside.surroundings(), outside.metrics());
    }

    DeviceDesk devices(Cutoff cutoff) {
      return new DeviceDesk(outside.stores().devices(), cutoff, outside.surroundings().clock());
    }
  }
}
