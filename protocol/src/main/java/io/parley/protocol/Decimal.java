package io.parley.protocol;

import java.math.BigDecimal;
import java.util.OptionalLong;

/// Integers as canonical proto3 JSON lets them be written: digits, but also `1e3` and `2.0`.
final class Decimal {
  /// No sane writer of a 64-bit integer needs more; what is longer is refused unread.
  private static final int CHARS_MAX = 40;

  private static final int DIGITS_NEVER_OVERFLOWING = 18;

  private Decimal() {}

  /// The number, or empty when it is none, is no integer, or does not fit
  static OptionalLong parse(char[] chars, int start, int length) {
    if (length == 0 || length > CHARS_MAX) {
      return OptionalLong.empty();
    }
    boolean negative = chars[start] == '-';
    int from = start + (negative ? 1 : 0);
    int end = start + length;
    if (from == end || end - from > DIGITS_NEVER_OVERFLOWING) {
      return parseUnusual(chars, start, length);
    }
    long value = 0;
    for (int i = from; i < end; i++) {
      int digit = chars[i] - '0';
      if (digit < 0 || digit > 9) {
        return parseUnusual(chars, start, length);
      }
      value = value * 10 + digit;
    }
    return OptionalLong.of(negative ? -value : value);
  }

  private static OptionalLong parseUnusual(char[] chars, int start, int length) {
    for (int i = start; i < start + length; i++) {
      if ("0123456789+-.eE".indexOf(chars[i]) < 0) {
        return OptionalLong.empty(); // digits of other scripts, which BigDecimal would take
      }
    }
    try {
      BigDecimal value = new BigDecimal(chars, start, length).stripTrailingZeros();
      // Looked at before it is expanded: 1e999999999 has one digit here and a billion there.
      boolean whole = value.scale() <= 0;
      boolean fits = (long) value.precision() - value.scale() <= 19;
      return whole && fits ? OptionalLong.of(value.longValueExact()) : OptionalLong.empty();
    } catch (NumberFormatException e) { // not a number after all
      return OptionalLong.empty();
    } catch (ArithmeticException e) { // 19 digits, and still beyond 64 bits
      return OptionalLong.empty();
    }
  }
}
