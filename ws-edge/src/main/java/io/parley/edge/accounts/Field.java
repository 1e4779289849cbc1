package io.parley.edge.accounts;

import io.parley.protocol.DeviceId;
import io.parley.protocol.UserId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The fields of request bodies, and what each may be.
enum Field {
  USER_ID("userId", UserId.RULE),
  PASSWORD("password", "8 to 256 characters"),
  DEVICE_ID("deviceId", DeviceId.RULE),
  REFRESH_TOKEN("refreshToken", "a refresh token");

  private static final int PASSWORD_CHARS_MIN = 8;
  private static final int PASSWORD_CHARS_MAX = 256;

  private final String key;
  private final String rule;

  Field(String key, String rule) {
    this.key = key;
    this.rule = rule;
  }

  String key() {
    return key;
  }

  /// Quotes nothing of the value, which may be a password.
  Optional<Answer.Refused> refusal(String value) {
    return allows(value)
        ? Optional.empty()
        : Optional.of(Answer.Refused.invalid(key, "not allowed", rule));
  }

  Answer.Refused missing() {
    return Answer.Refused.invalid(key, "missing", rule);
  }

  private boolean allows(String value) {
    return switch (this) {
      case USER_ID -> UserId.isValid(value);
      case PASSWORD -> {
        int characters = value.codePointCount(0, value.length());
        // half a surrogate pair has no UTF-8: all of them would hash as the same question mark
        yield characters >= PASSWORD_CHARS_MIN
            && characters <= PASSWORD_CHARS_MAX
            && StandardCharsets.UTF_8.newEncoder().canEncode(value);
      }
      case DEVICE_ID -> DeviceId.isValid(value);
      case REFRESH_TOKEN -> !value.isEmpty();
    };
  }
}
