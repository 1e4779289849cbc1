package io.parley.edge.accounts;

import org.jose4j.jwt.JwtClaims;

/// What the signature and the times of a token are worth.
sealed interface TokenOutcome {
  record Good(JwtClaims claims) implements TokenOutcome {}

  /// The key that it names is not there.
  record UnknownKey() implements TokenOutcome {
    static final String DETAIL = "token: signed with an unknown key";
  }

  /// @param detail quotes nothing of the token
  record Bad(String detail) implements TokenOutcome {}
}
