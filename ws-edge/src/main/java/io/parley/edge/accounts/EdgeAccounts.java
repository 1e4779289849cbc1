package io.parley.edge.accounts;

import io.parley.edge.Authenticator;
import io.parley.edge.HttpApi;
import io.parley.edge.SocketCloser;
import io.parley.edge.UserDirectory;
import io.parley.history.accounts.AccountStores;
import io.parley.runtime.Surroundings;
import io.parley.runtime.lifecycle.Component;
import io.parley.runtime.resilience.Policies;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/// Who may come in: everything of accounts that an edge needs, wired. With an issuer of the
/// operator's it has neither keys nor passwords of its own.
///
/// Start it before anything that asks it. It ends its start when there are keys to sign with; that
/// Cassandra or an issuer is away does not keep it from starting.
public final class EdgeAccounts implements Component {
  private final Surroundings surroundings;
  private final UserDirectory users;
  private final Side side;
  private final HttpApi http;

  /// What accounts stand on.
  public record Outside(
      AccountStores stores,
      SocketCloser sockets,
      Surroundings surroundings,
      Policies policies,
      AccountsMetrics metrics) {}

  /// Takes the policy `issuer/jwks` where there is an issuer. Uses `vertx` for nothing else than
  /// that.
  public EdgeAccounts(AccountsConfig config, Outside outside, Vertx vertx) {
    Ed25519Algorithm.install();
    this.surroundings = outside.surroundings();
    RandomGenerator secrets = new SecureRandom();
    CachedUsers cached = new CachedUsers(outside.stores().accounts(), config.usersCached());
    this.users = cached;
    Throttles throttles = Throttles.of(config, surroundings.nanoTime());
    Side.Ground ground = new Side.Ground(config, outside, cached, throttles, secrets);
    this.side =
        config.issuer().isSet()
            ? new IssuersSide(
                ground, new HttpJwksSource(vertx, config.issuer(), outside.policies()))
            : new OwnSide(ground);
    this.http =
        new AccountsApi(
            side.paths(), side.authenticator(), throttles, surroundings, outside.metrics());
  }

  public Authenticator authenticator() {
    return side.authenticator();
  }

  public UserDirectory users() {
    return users;
  }

  public HttpApi http() {
    return http;
  }

  @Override
  public String name() {
    return "accounts";
  }

  @Override
  public CompletionStage<Void> start() {
    return CompletableFuture.runAsync(
        () -> {
          try {
            side.start();
          } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
          }
        },
        surroundings.blocking());
  }

  @Override
  public CompletionStage<Void> stop() {
    side.stop();
    return CompletableFuture.completedStage(null);
  }
}
