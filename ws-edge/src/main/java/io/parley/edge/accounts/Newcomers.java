package io.parley.edge.accounts;

import io.parley.edge.Authenticator.Verdict;
import io.parley.history.accounts.Account;
import io.parley.history.accounts.AccountStores;
import io.parley.history.accounts.Device;
import io.parley.history.accounts.Enrolment;
import io.parley.history.accounts.Login;
import io.parley.protocol.v1.Code;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/// Makes users and devices of those whom the operator's issuer vouches for. They have neither a
/// password nor a refresh token here; a device is kept as long as a refresh token would be good,
/// from the last time that it came in the second half of that time.
final class Newcomers {
  private static final Duration COME_BACK = Duration.ofSeconds(1);

  private final AccountStores stores;
  private final CachedUsers users;
  private final AccountsConfig config;
  private final InstantSource clock;
  private final RandomGenerator secrets;

  Newcomers(
      AccountStores stores,
      CachedUsers users,
      AccountsConfig config,
      InstantSource clock,
      RandomGenerator secrets) {
    this.stores = stores;
    this.users = users;
    this.config = config;
    this.clock = clock;
    this.secrets = secrets;
  }

  CompletionStage<Verdict> welcome(String user, String device) {
    return users
        .exists(user)
        .thenCompose(exists ->
            exists
                ? CompletableFuture.<Void>completedStage(null)
                : stores.accounts().provision(new Account(user, "", clock.instant())))
        .thenCompose(_ -> {
          users.remember(user);
          return stores.devices().find(user, device);
        })
        .thenCompose(there -> welcome(user, device, there));
  }

  private CompletionStage<Verdict> welcome(String user, String device, Optional<Device> there) {
    Instant now = clock.instant();
    Duration half = config.tokens().refreshFor().dividedBy(2);
    if (there.isPresent() && there.get().expiresAt().isAfter(now.plus(half))) {
      return Verdicts.now(new Verdict.Accepted(user, device, there.get().generation()));
    }
    // a token that nobody gets
    Login login =
        new Login(
            user,
            device,
            RefreshToken.first(user, device, secrets).hashes(),
            now,
            now.plus(config.tokens().refreshFor()));
    return stores
        .devices()
        .enrol(login, config.devicesMax())
        .thenApply(enrolment ->
            switch (enrolment) {
              case Enrolment.Enrolled(long generation) ->
                  new Verdict.Accepted(user, device, generation);
              case Enrolment.TooMany() ->
                  new Verdict.Refused(
                      Code.CONFLICT, tooManyDevices(config.devicesMax()), Duration.ZERO);
              case Enrolment.Contended() -> Verdicts.busy(COME_BACK);
            });
  }

  CompletionStage<Boolean> stillStands(Verdict.Accepted accepted, AccountsMetrics metrics) {
    return Verdicts.stillStands(accepted, stores.devices(), metrics);
  }

  static String tooManyDevices(int limit) {
    return "deviceId: one device too many (expected: <= %d): revoke another first".formatted(limit);
  }
}
