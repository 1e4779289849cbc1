package io.parley.standalone.chat;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Where a chat is seen: lines that stay, and below them, on a terminal, some that change.
///
/// Always UTF-8, whatever the locale says: so do terminals.
final class Screen {
  private static final String UP = "\u001B[A";
  private static final String CLEAR_BELOW = "\r\u001B[J";

  private final PrintStream out;
  private final boolean live;
  private int liveLines;

  /// @param live whether lines below may change; where not, they are not shown
  Screen(PrintStream out, boolean live) {
    this.out = out;
    this.live = live;
  }

  boolean isLive() {
    return live;
  }

  /// @param lines that stay
  /// @param below what stands below from now on; the last one is where the person types
  void show(List<String> lines, List<String> below) {
    StringBuilder text = new StringBuilder();
    if (live) {
      text.append(UP.repeat(Math.max(0, liveLines - 1)));
      if (liveLines > 0) {
        text.append(CLEAR_BELOW);
      }
    }
    lines.forEach(line -> text.append(line).append('\n'));
    if (live) {
      text.append(String.join("\n", below));
      liveLines = below.size();
    }
    out.writeBytes(text.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
