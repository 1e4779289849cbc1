package io.parley.protocol;

/// What a user may be called. Ids are plain strings everywhere; whoever lets one in from outside
/// checks it here first.
public final class UserId {
  public static final int LENGTH_MAX = 64;

  /// What is allowed, for error messages.
  public static final String RULE = "1 to 64 of [a-z0-9._-]";

  private UserId() {}

  public static boolean isValid(String id) {
    int length = id.length();
    if (length < 1 || length > LENGTH_MAX) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = id.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
      if (!allowed) {
        return false;
      }
    }
    return true;
  }
}
