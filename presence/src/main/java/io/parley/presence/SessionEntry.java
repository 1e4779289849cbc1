package io.parley.presence;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// What stands in the registry for a device: `<slot>:<epoch>:<session>`, the latter two as 16
/// hexadecimal digits, so that scripts can compare sessions as text.
record SessionEntry(int slot, long epoch, long session) {
  private static final int DIGITS = 16;
  private static final HexFormat HEX = HexFormat.of();

  static SessionEntry of(SlotLease lease, long session) {
    return new SessionEntry(lease.slot(), lease.epoch(), session);
  }

  String text() {
    return slot + ":" + HEX.toHexDigits(epoch) + ":" + sessionText(session);
  }

  /// How an entry for this session ends.
  static String sessionText(long session) {
    return HEX.toHexDigits(session);
  }

  /// Nothing for what another version may have written: it leads nowhere and gives way.
  static @Nullable SessionEntry parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0 || text.length() != colon + 2 + 2 * DIGITS) {
      return null;
    }
    try {
      return new SessionEntry(
          Integer.parseInt(text, 0, colon, 10),
          HexFormat.fromHexDigitsToLong(text, colon + 1, colon + 1 + DIGITS),
          HexFormat.fromHexDigitsToLong(text, colon + 2 + DIGITS, text.length()));
    } catch (IllegalArgumentException unreadable) {
      return null;
    }
  }

  SessionAddress address(String device) {
    return new SessionAddress(device, slot, session);
  }

  /// What stands where an entry is to be put back.
  enum Standing {
    ABSENT,
    OURS,
    /// A session that leads nowhere, an older one, or the same one from before its edge had to
    /// move.
    GIVES_WAY,
    /// A newer session on an edge that lives.
    NEWER
  }

  /// How what stands there compares with this entry, when that is only put back, not newly
  /// connected.
  ///
  /// @param there empty for nothing
  Standing against(String there, SlotTable slots) {
    if (there.isEmpty()) {
      return Standing.ABSENT;
    }
    SessionEntry held = parse(there);
    if (held == null) {
      return Standing.GIVES_WAY;
    }
    if (held.equals(this)) {
      return Standing.OURS;
    }
    return slots.lives(held) && Long.compareUnsigned(held.session, session) > 0
        ? Standing.NEWER
        : Standing.GIVES_WAY;
  }
}
