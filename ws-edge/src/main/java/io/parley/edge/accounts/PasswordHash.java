package io.parley.edge.accounts;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A hashed password in the PHC string form: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`.
///
/// @param salt in base64 without padding
/// @param hash in base64 without padding
record PasswordHash(Cost cost, String salt, String hash) {
  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

  /// What a hash costs.
  record Cost(int memoryKib, int passes, int lanes) {
    /// Whether a hash with this cost is easier to break than one with the other.
    boolean isBelow(Cost other) {
      return memoryKib < other.memoryKib || passes < other.passes;
    }
  }

  static PasswordHash of(Cost cost, byte[] salt, byte[] hash) {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return new PasswordHash(cost, base64.encodeToString(salt), base64.encodeToString(hash));
  }

  /// Empty for what is no such hash.
  static Optional<PasswordHash> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new PasswordHash(
                new Cost(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3))),
                matcher.group(4),
                matcher.group(5)))
        : Optional.empty();
  }

  byte[] saltBytes() {
    return Base64.getDecoder().decode(salt);
  }

  byte[] hashBytes() {
    return Base64.getDecoder().decode(hash);
  }

  String phc() {
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(cost.memoryKib(), cost.passes(), cost.lanes(), salt, hash);
  }

  /// Says what it cost, and nothing that helps to break it.
  @Override
  public String toString() {
    return "PasswordHash[" + cost + "]";
  }
}
