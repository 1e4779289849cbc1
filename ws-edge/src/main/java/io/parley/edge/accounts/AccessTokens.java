package io.parley.edge.accounts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

/// Access tokens of Parley's own: JWTs signed with Ed25519. Any thread.
final class AccessTokens {
  /// The generation of the device: a later log-in of it voids the token.
  private static final String GENERATION = "gen";

  private static final String DEVICE = "did";
  private static final int TOKEN_ID_BYTES = 16;

  private final Keys keys;
  private final AccountsConfig.Tokens config;
  private final InstantSource clock;
  private final RandomGenerator secrets;
  private final JwtCheck check;

  AccessTokens(
      Keys keys, AccountsConfig.Tokens config, InstantSource clock, RandomGenerator secrets) {
    this.keys = keys;
    this.config = config;
    this.clock = clock;
    this.secrets = secrets;
    this.check =
        new JwtCheck(clock, new JwtCheck.Demands(config.issuer(), "", AlgorithmIdentifiers.EDDSA));
  }

  /// Whose a token is.
  record Bearer(String user, String device, long generation) {}

  sealed interface Checked {
    record Good(Bearer bearer) implements Checked {}

    record Bad(String detail) implements Checked {}
  }

  Duration lifetime() {
    return config.accessFor();
  }

  String issue(Bearer bearer) {
    Instant now = clock.instant();
    SigningKey key =
        keys.ring()
            .signer(now, config.signWithKeysAfter())
            .orElseThrow(() -> new IllegalStateException("not started"));
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(config.issuer());
    claims.setSubject(bearer.user());
    claims.setStringClaim(DEVICE, bearer.device());
    claims.setClaim(GENERATION, bearer.generation());
    claims.setIssuedAt(date(now));
    claims.setExpirationTime(date(now.plus(config.accessFor())));
    byte[] id = new byte[TOKEN_ID_BYTES];
    secrets.nextBytes(id);
    claims.setJwtId(Base64.getUrlEncoder().withoutPadding().encodeToString(id));
    JsonWebSignature signature = new JsonWebSignature();
    signature.setPayload(claims.toJson());
    signature.setKey(key.privateKey());
    signature.setKeyIdHeaderValue(key.id());
    signature.setHeader("typ", "JWT");
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("the key " + key.id() + " does not sign", e);
    }
  }

  private static NumericDate date(Instant instant) {
    return NumericDate.fromSeconds(instant.getEpochSecond());
  }

  Checked check(String token) {
    TokenOutcome outcome =
        check.check(
            token,
            (jws, _) ->
                Optional.ofNullable(jws.getKeyIdHeaderValue())
                    .flatMap(keys.ring()::byId)
                    .orElseThrow(() -> new UnresolvableKeyException(""))
                    .pair()
                    .getPublicKey());
    return switch (outcome) {
      case TokenOutcome.Good(JwtClaims claims) -> bearer(claims);
      case TokenOutcome.UnknownKey() -> new Checked.Bad(TokenOutcome.UnknownKey.DETAIL);
      case TokenOutcome.Bad(String detail) -> new Checked.Bad(detail);
    };
  }

  private static Checked bearer(JwtClaims claims) {
    try {
      String device = claims.getStringClaimValue(DEVICE);
      Long generation = claims.getClaimValue(GENERATION, Long.class);
      if (device != null && generation != null) {
        return new Checked.Good(new Bearer(claims.getSubject(), device, generation));
      }
    } catch (MalformedClaimException e) {
      // said below
    }
    return new Checked.Bad("token: without did or gen");
  }
}
