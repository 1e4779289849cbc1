package io.parley.edge.accounts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a token of ours says: one JSON object of texts and whole numbers, each claim once.
final class TokenClaims {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Long> numbers = new HashMap<>();

  private TokenClaims() {}

  /// Empty for what is anything else.
  static Optional<TokenClaims> read(byte[] json) {
    TokenClaims claims = new TokenClaims();
    try (JsonParser parser = JSON.createParser(json)) {
      return claims.fill(parser) ? Optional.of(claims) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private boolean fill(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return false;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      switch (parser.nextToken()) {
        case VALUE_STRING -> texts.put(name, parser.getText());
        case VALUE_NUMBER_INT -> numbers.put(name, parser.getLongValue());
        case null, default -> {
          return false;
        }
      }
    }
    return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
  }

  @Nullable String text(String claim) {
    return texts.get(claim);
  }

  @Nullable Long number(String claim) {
    return numbers.get(claim);
  }
}
