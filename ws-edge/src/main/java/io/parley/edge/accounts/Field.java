package io.parley.edge.accounts;

import io.parley.protocol.DeviceId;
import io.parley.protocol.UserId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;

/// A field of a request body, and what it may be.
///
/// @param rule says what is allowed
record Field(String key, String rule, Predicate<String> allowed) {
  private static final int PASSWORD_CHARS_MAX = 256;

  static final Field USER_ID = new Field("userId", UserId.RULE, UserId::isValid);

  /// Of an account that there may be. How long it was when the account was made is not asked again:
  /// to raise what is asked of new ones must lock nobody out.
  static final Field PASSWORD = newPassword(1);

  static final Field DEVICE_ID = new Field("deviceId", DeviceId.RULE, DeviceId::isValid);
  static final Field REFRESH_TOKEN =
      new Field("refreshToken", "a refresh token", text -> !text.isEmpty());

  /// Of an account to be made; read as [#PASSWORD].
  static Field newPassword(int charsMin) {
    return new Field(
        "password",
        "%d to %d characters".formatted(charsMin, PASSWORD_CHARS_MAX),
        text -> isPassword(text, charsMin));
  }

  private static boolean isPassword(String text, int charsMin) {
    int characters = text.codePointCount(0, text.length());
    // half a surrogate pair has no UTF-8: all of them would hash as the same question mark
    return characters >= charsMin
        && characters <= PASSWORD_CHARS_MAX
        && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /// Quotes nothing of the value, which may be a password.
  Optional<Answer.Refused> refusal(String value) {
    return allowed.test(value)
        ? Optional.empty()
        : Optional.of(Answer.Refused.invalid(key, "not allowed", rule));
  }

  Answer.Refused missing() {
    return Answer.Refused.invalid(key, "missing", rule);
  }
}
