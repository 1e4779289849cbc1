package io.parley.presence;

import java.util.HexFormat;

/// A slot and the tenure in it: what was registered under another epoch leads nowhere.
record SlotLease(int slot, long epoch) {
  String epochText() {
    return HexFormat.of().toHexDigits(epoch);
  }
}
