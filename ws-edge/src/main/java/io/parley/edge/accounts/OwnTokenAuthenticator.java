package io.parley.edge.accounts;

import io.parley.edge.Authenticator;
import io.parley.history.accounts.Device;
import io.parley.history.accounts.Devices;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Knows holders of Parley's own tokens: one read of the device per token that is good, so that a
/// revoked device is out at once.
final class OwnTokenAuthenticator implements Authenticator {
  private final AccessTokens tokens;
  private final Devices devices;
  private final CachedUsers users;
  private final AccountsMetrics metrics;

  OwnTokenAuthenticator(
      AccessTokens tokens, Devices devices, CachedUsers users, AccountsMetrics metrics) {
    this.tokens = tokens;
    this.devices = devices;
    this.users = users;
    this.metrics = metrics;
  }

  @Override
  public CompletionStage<Verdict> verify(String token, String deviceId) {
    return Verdicts.told(() -> verdict(token, deviceId), metrics);
  }

  @Override
  public CompletionStage<Boolean> stillStands(Verdict.Accepted accepted) {
    return Verdicts.stillStands(accepted, devices, metrics);
  }

  private CompletionStage<Verdict> verdict(String token, String deviceId) {
    return switch (tokens.check(token)) {
      case AccessTokens.Checked.Bad(String detail) ->
          Verdicts.now(Verdicts.unauthenticated(detail));
      case AccessTokens.Checked.Good(AccessTokens.Bearer bearer) ->
          deviceId.isEmpty() || deviceId.equals(bearer.device())
              ? devices
                  .find(bearer.user(), bearer.device())
                  .thenApply(device -> verdict(bearer, device))
              : Verdicts.now(Verdicts.otherDevice());
    };
  }

  private Verdict verdict(AccessTokens.Bearer bearer, Optional<Device> device) {
    if (device.isEmpty()) {
      return Verdicts.unauthenticated("token: the device was revoked");
    }
    if (device.get().generation() != bearer.generation()) {
      return Verdicts.unauthenticated("token: of an earlier log-in of the device");
    }
    users.remember(bearer.user());
    return new Verdict.Accepted(bearer.user(), bearer.device(), bearer.generation());
  }
}
