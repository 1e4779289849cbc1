package io.parley.edge.accounts;

import io.parley.edge.Authenticator;
import io.parley.runtime.Surroundings;

/// Tokens of an issuer of the operator's; nobody logs in here.
final class IssuersSide implements Side {
  private final IssuerKeys keys;
  private final Authenticator authenticator;
  private final AccountsPaths paths;

  IssuersSide(Ground ground, JwksSource source) {
    AccountsConfig config = ground.config();
    EdgeAccounts.Outside outside = ground.outside();
    Surroundings surroundings = outside.surroundings();
    keys = new IssuerKeys(source, config.issuer(), surroundings, outside.metrics());
    authenticator =
        new IssuerAuthenticator(
            keys,
            new JwtCheck(surroundings.clock(), IssuerAuthenticator.demands(config.issuer())),
            new Newcomers(
                outside.stores(), ground.users(), config, surroundings.clock(), ground.secrets()),
            outside.metrics());
    paths = AccountsPaths.elsewhere(ground.devices(ground.cutoff()));
  }

  @Override
  public Authenticator authenticator() {
    return authenticator;
  }

  @Override
  public AccountsPaths paths() {
    return paths;
  }

  /// Does not wait for the issuer: a process comes up while it is away.
  @Override
  public void start() {
    keys.start();
  }

  @Override
  public void stop() {
    keys.stop();
  }
}
