package io.parley.edge.accounts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a token of ours says: one JSON object, each claim once. Its texts and whole numbers are
/// kept and the rest is skipped, so that a later version may add claims of any kind while edges of
/// this one still run. A token is not long, and Jackson reads no more than 1,000 levels.
final class TokenClaims {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Long> numbers = new HashMap<>();

  private TokenClaims() {}

  /// Empty for what is no such object.
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
      JsonToken value = parser.nextToken();
      if (value == JsonToken.VALUE_STRING) {
        texts.put(name, parser.getText());
      } else if (value == JsonToken.VALUE_NUMBER_INT
          && parser.getNumberType() != NumberType.BIG_INTEGER) {
        numbers.put(name, parser.getLongValue());
      } else {
        parser.skipChildren();
      }
    }
    return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
  }

  /// Null where there is none, or one of another kind.
  @Nullable String text(String claim) {
    return texts.get(claim);
  }

  /// Null where there is none, or one of another kind.
  @Nullable Long number(String claim) {
    return numbers.get(claim);
  }
}
