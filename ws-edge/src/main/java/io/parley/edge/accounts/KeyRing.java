package io.parley.edge.accounts;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;

/// The keys of a directory at one time.
///
/// @param keys the oldest first
record KeyRing(List<SigningKey> keys) {
  static final KeyRing EMPTY = new KeyRing(List.of());

  KeyRing {
    keys =
        keys.stream()
            .sorted(Comparator.comparing(SigningKey::madeAt).thenComparing(SigningKey::id))
            .toList();
  }

  /// The key that signs: the newest that every edge must have read by now, or, where all are newer,
  /// the oldest of them, which the others read first too.
  ///
  /// @param settle how old a key is when every edge has read it
  Optional<SigningKey> signer(Instant now, Duration settle) {
    return keys.reversed().stream()
        .filter(key -> !key.madeAt().plus(settle).isAfter(now))
        .findFirst()
        .or(() -> keys.stream().findFirst());
  }

  /// The key whose tokens begin like this.
  Optional<SigningKey> byHeader(String header) {
    return keys.stream().filter(key -> key.header().equals(header)).findFirst();
  }

  /// The public parts, as a JWK set.
  String publicKeys() {
    return new JsonWebKeySet(keys.stream().map(SigningKey::pair).toList())
        .toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
  }
}
