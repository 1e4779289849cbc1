package io.parley.presence;

import java.util.ArrayList;
import java.util.List;

/// A device of a user and what stands in the registry for it.
///
/// All of a user's are one text, so that those of many users are read with one command: for each
/// device a line break, the device, a space, its [SessionEntry]. Names of devices have neither
/// spaces nor line breaks ([io.parley.protocol.DeviceId]).
record DeviceLine(String device, String entry) {
  /// A line without an entry has one that leads nowhere. What stands before the first line break is
  /// no line.
  static List<DeviceLine> parse(String text) {
    List<DeviceLine> lines = new ArrayList<>(1);
    int begins = text.indexOf('\n');
    while (begins >= 0) {
      int from = begins + 1;
      begins = text.indexOf('\n', from);
      int end = begins < 0 ? text.length() : begins;
      int space = text.indexOf(' ', from);
      lines.add(
          space < 0 || space > end
              ? new DeviceLine(text.substring(from, end), "")
              : new DeviceLine(text.substring(from, space), text.substring(space + 1, end)));
    }
    return lines;
  }
}
