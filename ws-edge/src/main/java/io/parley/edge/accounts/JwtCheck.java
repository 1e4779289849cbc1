package io.parley.edge.accounts;

import java.time.Instant;
import java.time.InstantSource;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.InvalidAlgorithmException;
import org.jose4j.lang.UnresolvableKeyException;

/// Checks an issuer's tokens: form, algorithm, signature, issuer, audience and times. It computes
/// for a fraction of a millisecond and waits for nothing. Any thread.
final class JwtCheck {
  /// More than any issuer's token needs.
  static final int TOKEN_CHARS_MAX = 8 * 1024;

  /// What clocks of two machines may differ by.
  static final int SKEW_SECONDS = 5;

  private final InstantSource clock;
  private final Demands demands;

  /// What a token must be like, beside being in time.
  record Demands(String issuer, String audience, AlgorithmConstraints algorithms) {
    Demands(String issuer, String audience, String... algorithms) {
      this(issuer, audience, new AlgorithmConstraints(ConstraintType.PERMIT, algorithms));
    }
  }

  JwtCheck(InstantSource clock, Demands demands) {
    this.clock = clock;
    this.demands = demands;
  }

  TokenOutcome check(String token, VerificationKeyResolver keys) {
    if (token.length() > TOKEN_CHARS_MAX) {
      return new TokenOutcome.Bad(tooLong(token));
    }
    Instant now = clock.instant();
    JwtConsumer consumer =
        new JwtConsumerBuilder()
            .setEvaluationTime(NumericDate.fromMilliseconds(now.toEpochMilli()))
            .setAllowedClockSkewInSeconds(SKEW_SECONDS)
            .setRequireExpirationTime()
            .setRequireSubject()
            .setExpectedIssuer(demands.issuer())
            .setExpectedAudience(demands.audience())
            .setJwsAlgorithmConstraints(demands.algorithms())
            .setVerificationKeyResolver(keys)
            .build();
    try {
      return new TokenOutcome.Good(consumer.processToClaims(token));
    } catch (InvalidJwtException e) {
      return told(e);
    }
  }

  static String tooLong(String token) {
    return "token: %d characters (expected: <= %d)".formatted(token.length(), TOKEN_CHARS_MAX);
  }

  private static TokenOutcome told(InvalidJwtException e) {
    if (e.getCause() instanceof UnresolvableKeyException) {
      return new TokenOutcome.UnknownKey();
    }
    String why;
    if (e.getCause() instanceof InvalidAlgorithmException) {
      why = "an algorithm that is not taken";
    } else if (e.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)) {
      why = "the signature is wrong";
    } else if (e.hasErrorCode(ErrorCodes.EXPIRED)) {
      why = "expired";
    } else if (e.hasErrorCode(ErrorCodes.NOT_YET_VALID)) {
      why = "not valid yet";
    } else if (e.hasErrorCode(ErrorCodes.ISSUER_INVALID)
        || e.hasErrorCode(ErrorCodes.ISSUER_MISSING)) {
      why = "of another issuer";
    } else if (e.hasErrorCode(ErrorCodes.AUDIENCE_INVALID)
        || e.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
      why = "for another audience";
    } else if (e.hasErrorCode(ErrorCodes.SUBJECT_MISSING)
        || e.hasErrorCode(ErrorCodes.EXPIRATION_MISSING)) {
      why = "without sub or exp";
    } else {
      why = "not a signed token";
    }
    return new TokenOutcome.Bad("token: " + why);
  }
}
