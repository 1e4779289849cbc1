package io.parley.standalone.architecture;

/// A Java source in two views of the same length and lines as the original, so that an offset in
/// one is an offset in the others.
///
/// @param commented code and comments; what stands in string and character literals is blank
/// @param code code alone; comments are blank too
record JavaText(String commented, String code) {
  static JavaText of(String source) {
    StringBuilder commented = new StringBuilder(source);
    StringBuilder code = new StringBuilder(source);
    int at = 0;
    while (at < source.length()) {
      int end = endOfComment(source, at);
      if (end > at) {
        blank(code, at, end);
        at = end;
        continue;
      }
      end = endOfLiteral(source, at);
      if (end > at) {
        blank(code, at, end);
        blank(commented, at, end);
        at = end;
        continue;
      }
      at++;
    }
    return new JavaText(commented.toString(), code.toString());
  }

  /// `at` itself when no comment begins there.
  private static int endOfComment(String source, int at) {
    if (source.startsWith("//", at)) {
      return endOr(source.length(), source.indexOf('\n', at));
    }
    if (source.startsWith("/*", at)) {
      int close = source.indexOf("*/", at + 2);
      return close < 0 ? source.length() : close + 2;
    }
    return at;
  }

  /// `at` itself when no literal begins there.
  private static int endOfLiteral(String source, int at) {
    char first = source.charAt(at);
    if (first != '"' && first != '\'') {
      return at;
    }
    String quote = source.startsWith("\"\"\"", at) ? "\"\"\"" : String.valueOf(first);
    int end = at + quote.length();
    while (end < source.length() && !source.startsWith(quote, end)) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    return Math.min(source.length(), end + quote.length());
  }

  private static int endOr(int length, int found) {
    return found < 0 ? length : found;
  }

  private static void blank(StringBuilder text, int from, int to) {
    for (int at = from; at < to; at++) {
      if (text.charAt(at) != '\n') {
        text.setCharAt(at, ' ');
      }
    }
  }
}
