package io.parley.edge.accounts;

import java.util.concurrent.CompletionStage;

/// Where the keys of the operator's issuer come from.
@FunctionalInterface
interface JwksSource {
  /// The JWK set as text, bounded in size and time.
  CompletionStage<String> fetch();
}
