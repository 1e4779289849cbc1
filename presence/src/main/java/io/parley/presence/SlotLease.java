package io.parley.presence;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A slot and the tenure in it: what was registered under another epoch leads nowhere.
record SlotLease(int slot, long epoch) {
  private static final int DIGITS = 16;

  String epochText() {
    return HexFormat.of().toHexDigits(epoch);
  }

  /// `<slot>:<epoch>`, as those who are interested in a channel stand in its set.
  String text() {
    return slot + ":" + epochText();
  }

  /// Nothing for what another version may have written: it leads nowhere and gives way.
  static @Nullable SlotLease parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0 || text.length() != colon + 1 + DIGITS) {
      return null;
    }
    try {
      return new SlotLease(
          Integer.parseInt(text, 0, colon, 10),
          HexFormat.fromHexDigitsToLong(text, colon + 1, text.length()));
    } catch (IllegalArgumentException unreadable) {
      return null;
    }
  }
}
