package io.parley.protocol;

/// What a device may be called by its user.
public final class DeviceId {
  public static final int LENGTH_MAX = 64;

  /// What is allowed, for error messages.
  public static final String RULE = "1 to 64 printable ASCII characters without spaces";

  private DeviceId() {}

  public static boolean isValid(String id) {
    return !id.isEmpty()
        && id.length() <= LENGTH_MAX
        && id.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }
}
