package io.parley.standalone.chat;

/// Text that others wrote, made fit for a terminal: no control characters, no escape sequences,
/// nothing that turns the direction of what follows, and all of it on one line.
final class Printable {
  private static final char REPLACEMENT = '\uFFFD';

  private Printable() {}

  static String of(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(point -> {
          if (point == '\n') {
            safe.append(" ⏎ ");
          } else if (point == '\t') {
            safe.append(' ');
          } else if (isHarmless(point)) {
            safe.appendCodePoint(point);
          } else {
            safe.append(REPLACEMENT);
          }
        });
    return safe.toString();
  }

  private static boolean isHarmless(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      // invisible; only what joins emoji and letters is wanted
      case Character.FORMAT -> point == 0x200C || point == 0x200D;
      default -> true;
    };
  }

  /// The cells that this takes in a terminal, nearly.
  static int width(String text) {
    return text.codePoints().map(Printable::width).sum();
  }

  private static int width(int point) {
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    boolean wide =
        (point >= 0x1100 && point <= 0x115F)
            || (point >= 0x2E80 && point <= 0xA4CF)
            || (point >= 0xAC00 && point <= 0xD7A3)
            || (point >= 0xF900 && point <= 0xFAFF)
            || (point >= 0xFE30 && point <= 0xFE6F)
            || (point >= 0xFF00 && point <= 0xFF60)
            || (point >= 0x1F300 && point <= 0x1FAFF)
            || (point >= 0x20000 && point <= 0x3FFFD);
    return wide ? 2 : 1;
  }

  /// Its end, in at most so many cells; `…` stands for what is left out.
  static String end(String text, int cells) {
    if (width(text) <= cells) {
      return text;
    }
    int from = 0;
    while (from < text.length() && width(text.substring(from)) > cells - 1) {
      from = text.offsetByCodePoints(from, 1);
    }
    return "…" + text.substring(from);
  }

  /// Its beginning, in at most so many cells.
  static String beginning(String text, int cells) {
    if (width(text) <= cells) {
      return text;
    }
    int to = text.length();
    while (to > 0 && width(text.substring(0, to)) > cells - 1) {
      to = text.offsetByCodePoints(to, -1);
    }
    return text.substring(0, to) + "…";
  }
}
