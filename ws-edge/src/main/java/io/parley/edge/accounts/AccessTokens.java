package io.parley.edge.accounts;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;

/// Access tokens of Parley's own: JWTs signed with Ed25519. Any thread.
final class AccessTokens {
  /// The generation of the device: a later log-in of it voids the token.
  private static final String GENERATION = "gen";

  private static final String DEVICE = "did";
  private static final String ISSUER = "iss";
  private static final String SUBJECT = "sub";
  private static final String ENDS = "exp";
  private static final int TOKEN_ID_BYTES = 16;

  private final Keys keys;
  private final AccountsConfig.Tokens config;
  private final InstantSource clock;
  private final RandomGenerator secrets;

  AccessTokens(
      Keys keys, AccountsConfig.Tokens config, InstantSource clock, RandomGenerator secrets) {
    this.keys = keys;
    this.config = config;
    this.clock = clock;
    this.secrets = secrets;
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
    return key.sign(claims.toJson());
  }

  private static NumericDate date(Instant instant) {
    return NumericDate.fromSeconds(instant.getEpochSecond());
  }

  /// Every token of ours begins with the header of one of our keys, to the letter, so nothing that
  /// a header could say besides is looked at.
  Checked check(String token) {
    if (token.length() > JwtCheck.TOKEN_CHARS_MAX) {
      return new Checked.Bad(JwtCheck.tooLong(token));
    }
    int headerEnd = token.indexOf('.');
    int claimsEnd = token.lastIndexOf('.');
    if (headerEnd == claimsEnd) {
      return new Checked.Bad("token: not a signed token");
    }
    Optional<SigningKey> key = keys.ring().byHeader(token.substring(0, headerEnd));
    if (key.isEmpty()) {
      return new Checked.Bad(TokenOutcome.UnknownKey.DETAIL);
    }
    byte[] signed = token.substring(0, claimsEnd).getBytes(StandardCharsets.ISO_8859_1);
    Optional<byte[]> signature = decoded(token.substring(claimsEnd + 1));
    if (signature.isEmpty() || !key.get().hasSigned(signature.get(), signed)) {
      return new Checked.Bad("token: the signature is wrong");
    }
    return decoded(token.substring(headerEnd + 1, claimsEnd))
        .flatMap(TokenClaims::read)
        .map(this::check)
        .orElseGet(() -> new Checked.Bad("token: not a signed token"));
  }

  private static Optional<byte[]> decoded(String base64) {
    try {
      return Optional.of(Base64.getUrlDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Checked check(TokenClaims claims) {
    if (!config.issuer().equals(claims.text(ISSUER))) {
      return new Checked.Bad("token: of another issuer");
    }
    String user = claims.text(SUBJECT);
    Long ends = claims.number(ENDS);
    if (user == null || ends == null) {
      return new Checked.Bad("token: without sub or exp");
    }
    if (clock.instant().getEpochSecond() - JwtCheck.SKEW_SECONDS >= ends) {
      return new Checked.Bad("token: expired");
    }
    String device = claims.text(DEVICE);
    Long generation = claims.number(GENERATION);
    return device == null || generation == null
        ? new Checked.Bad("token: without did or gen")
        : new Checked.Good(new Bearer(user, device, generation));
  }
}
