package io.parley.edge.accounts;

import io.parley.edge.Authenticator;
import io.parley.runtime.Surroundings;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Accounts with passwords, and tokens signed with keys of our own.
final class OwnSide implements Side {
  private static final long IDLE_SECONDS = 60;

  private final Keys keys;
  private final AccessTokens tokens;
  private final ThreadPoolExecutor pool;
  private final Authenticator authenticator;
  private final AccountsPaths paths;

  OwnSide(Ground ground) {
    AccountsConfig config = ground.config();
    EdgeAccounts.Outside outside = ground.outside();
    Surroundings surroundings = outside.surroundings();
    AccountsMetrics metrics = outside.metrics();
    keys =
        new Keys(
            new KeyDirectory(config.keys(), surroundings.clock()),
            config.tokens(),
            surroundings,
            metrics);
    tokens = new AccessTokens(keys, config.tokens(), surroundings.clock(), ground.secrets());
    pool = pool(config.passwords());
    metrics.hashingWaits(() -> pool.getQueue().size());
    authenticator =
        new OwnTokenAuthenticator(tokens, outside.stores().devices(), ground.users(), metrics);
    Cutoff cutoff = ground.cutoff();
    LogIns logIns =
        new LogIns(
            new LogIns.Desk(
                outside.stores(),
                new Passwords(
                    new Argon2(cost(config.passwords()), ground.secrets()),
                    pool,
                    surroundings.nanoTime(),
                    metrics),
                tokens,
                cutoff,
                ground.throttles().users()),
            config,
            surroundings.clock(),
            ground.secrets(),
            metrics);
    paths =
        AccountsPaths.own(
            logIns,
            Field.newPassword(config.passwords().lengthMin()),
            ground.devices(cutoff),
            () -> keys.ring().publicKeys());
  }

  private static PasswordHash.Cost cost(AccountsConfig.Passwords config) {
    return new PasswordHash.Cost(
        Math.toIntExact(config.memory().bytes() >> 10), config.passes(), config.lanes());
  }

  /// Its threads times the memory of a hash is what hashing takes at most.
  private static ThreadPoolExecutor pool(AccountsConfig.Passwords config) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            config.threads(),
            config.threads(),
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(config.queueMax()),
            Thread.ofPlatform().daemon().name("parley-password-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public Authenticator authenticator() {
    return authenticator;
  }

  @Override
  public AccountsPaths paths() {
    return paths;
  }

  /// Proves that what is signed is accepted, which also loads what the first hello would wait for.
  @Override
  public void start() throws IOException {
    keys.start();
    String token = tokens.issue(new AccessTokens.Bearer("nobody", "none", 0));
    if (tokens.check(token) instanceof AccessTokens.Checked.Bad(String detail)) {
      throw new IOException("a token just signed is not accepted: " + detail);
    }
  }

  @Override
  public void stop() {
    keys.stop();
    pool.shutdown();
  }
}
