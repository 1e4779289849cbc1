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
      DeviceDesk devices,
      RandomGenerator secrets) {}
}
