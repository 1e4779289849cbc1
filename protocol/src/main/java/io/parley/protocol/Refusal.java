package io.parley.protocol;

import java.util.HexFormat;

/// Why a frame is not one, before it is known whose it was.
record Refusal(String field, String message) {
  private static final int QUOTED_CHARS_MAX = 40;

  static Refusal of(String field, String found, String expected) {
    return new Refusal(field, message(field, found, expected));
  }

  static String message(String field, String found, String expected) {
    return (field.isEmpty() ? "frame" : field) + ": " + found + " (expected: " + expected + ")";
  }

  /// The beginning of what somebody sent, in printable ASCII, so that no answer or log line of ours
  /// can be forged by it.
  static String excerpt(CharSequence text) {
    int length = Math.min(text.length(), QUOTED_CHARS_MAX);
    var excerpt = new StringBuilder(length + 8);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        excerpt.append('\\').append(c);
      } else if (c >= ' ' && c <= '~') {
        excerpt.append(c);
      } else {
        excerpt.append("\\u").append(HexFormat.of().toHexDigits(c));
      }
    }
    return length < text.length() ? excerpt.append("...").toString() : excerpt.toString();
  }
}
