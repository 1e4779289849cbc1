package io.parley.edge.accounts;

import io.parley.edge.Authenticator;
import io.parley.protocol.DeviceId;
import io.parley.protocol.UserId;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;

/// Knows holders of tokens of the operator's issuer. Whom the issuer vouches for becomes a user,
/// and their device a device, when they first come.
final class IssuerAuthenticator implements Authenticator {
  private final IssuerKeys keys;
  private final JwtCheck check;
  private final Newcomers newcomers;
  private final AccountsMetrics metrics;

  IssuerAuthenticator(
      IssuerKeys keys, JwtCheck check, Newcomers newcomers, AccountsMetrics metrics) {
    this.keys = keys;
    this.check = check;
    this.newcomers = newcomers;
    this.metrics = metrics;
  }

  static JwtCheck.Demands demands(AccountsConfig.Issuer config) {
    return new JwtCheck.Demands(
        config.issuer(),
        config.audience(),
        AlgorithmIdentifiers.EDDSA,
        AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
        AlgorithmIdentifiers.RSA_USING_SHA256);
  }

  @Override
  public CompletionStage<Verdict> verify(String token, String deviceId) {
    return Verdicts.told(
        () ->
            keys.current()
                .thenCompose(known ->
                    switch (check(token, known)) {
                      // the issuer may have a new key
                      case TokenOutcome.UnknownKey() ->
                          keys.newer().thenCompose(newer -> verdict(check(token, newer), deviceId));
                      case TokenOutcome.Good good -> verdict(good, deviceId);
                      case TokenOutcome.Bad bad -> verdict(bad, deviceId);
                    }),
        metrics);
  }

  @Override
  public CompletionStage<Boolean> stillStands(Verdict.Accepted accepted) {
    return newcomers.stillStands(accepted, metrics);
  }

  private TokenOutcome check(String token, List<JsonWebKey> known) {
    return check.check(token, new JwksVerificationKeyResolver(known));
  }

  private CompletionStage<Verdict> verdict(TokenOutcome outcome, String deviceId) {
    return switch (outcome) {
      case TokenOutcome.UnknownKey() ->
          Verdicts.now(Verdicts.unauthenticated(TokenOutcome.UnknownKey.DETAIL));
      case TokenOutcome.Bad(String detail) -> Verdicts.now(Verdicts.unauthenticated(detail));
      case TokenOutcome.Good(JwtClaims claims) -> verdict(claims, deviceId);
    };
  }

  private CompletionStage<Verdict> verdict(JwtClaims claims, String deviceId) {
    String user;
    String claimed;
    try {
      user = claims.getSubject();
      claimed = claims.hasClaim("did") ? claims.getStringClaimValue("did") : "";
    } catch (MalformedClaimException e) {
      return Verdicts.now(Verdicts.unauthenticated("token: sub or did is no text"));
    }
    if (!UserId.isValid(user)) {
      return Verdicts.now(
          Verdicts.unauthenticated("token: sub is no user id (expected: " + UserId.RULE + ")"));
    }
    if (!claimed.isEmpty() && !deviceId.isEmpty() && !claimed.equals(deviceId)) {
      return Verdicts.now(Verdicts.otherDevice());
    }
    String device = claimed.isEmpty() ? deviceId : claimed;
    return DeviceId.isValid(device)
        ? newcomers.welcome(user, device)
        : Verdicts.now(Verdicts.badDevice());
  }
}
