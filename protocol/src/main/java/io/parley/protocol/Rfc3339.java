package io.parley.protocol;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// Times as canonical proto3 JSON writes them: RFC 3339, years 1 to 9999, up to nanoseconds.
final class Rfc3339 {
  /// 0001-01-01T00:00:00Z
  private static final long SECONDS_MIN = -62_135_596_800L;

  /// 9999-12-31T23:59:59Z
  private static final long SECONDS_MAX = 253_402_300_799L;

  private static final int NANOS_MAX = 999_999_999;

  private final char[] chars;
  private final int end;
  private int at;
  private boolean bad;

  private Rfc3339(char[] chars, int start, int length) {
    this.chars = chars;
    this.at = start;
    this.end = start + length;
  }

  static boolean inRange(long seconds, long nanos) {
    return seconds >= SECONDS_MIN && seconds <= SECONDS_MAX && nanos >= 0 && nanos <= NANOS_MAX;
  }

  /// Throws `IllegalArgumentException` when it is not in range.
  static String format(long seconds, long nanos) {
    if (!inRange(seconds, nanos)) {
      throw new IllegalArgumentException(
          "timestamp: " + seconds + " s " + nanos + " ns (expected: in the years 1 to 9999)");
    }
    return DateTimeFormatter.ISO_INSTANT.format(Instant.ofEpochSecond(seconds, nanos));
  }

  /// Null when it is not such a time.
  static @Nullable Instant parse(char[] chars, int start, int length) {
    return new Rfc3339(chars, start, length).parse();
  }

  private @Nullable Instant parse() {
    int year = digits(4, 9999);
    skip('-');
    int month = digits(2, 12);
    skip('-');
    int day = digits(2, 31);
    skip('T');
    int hour = digits(2, 23);
    skip(':');
    int minute = digits(2, 59);
    skip(':');
    int second = digits(2, 59);
    int nanos = fraction();
    int offset = offsetMinutes();
    bad |= at != end || year == 0 || month == 0 || day == 0;
    if (bad || day > YearMonth.of(year, month).lengthOfMonth()) {
      return null;
    }
    long days = LocalDate.of(year, month, day).toEpochDay();
    long seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second;
    return inRange(seconds, nanos) ? Instant.ofEpochSecond(seconds, nanos) : null;
  }

  /// As many nanoseconds as the part after the point says, if there is one.
  private int fraction() {
    if (next() != '.') {
      return 0;
    }
    at++;
    int from = at;
    int nanos = 0;
    for (; isDigit(next()) && at - from < 9; at++) {
      nanos = nanos * 10 + (next() - '0');
    }
    bad |= at == from;
    for (int i = at - from; i < 9; i++) {
      nanos *= 10;
    }
    return nanos;
  }

  private int offsetMinutes() {
    char sign = next();
    at++;
    if (sign == 'Z') {
      return 0;
    }
    bad |= sign != '+' && sign != '-';
    int hours = digits(2, 23);
    skip(':');
    int minutes = hours * 60 + digits(2, 59);
    return sign == '-' ? -minutes : minutes;
  }

  private void skip(char expected) {
    bad |= next() != expected;
    at++;
  }

  private int digits(int count, int max) {
    int value = 0;
    for (int i = 0; i < count; i++, at++) {
      bad |= !isDigit(next());
      value = bad ? 0 : value * 10 + (next() - '0');
    }
    bad |= value > max;
    return value;
  }

  /// Where the text ends, a char that fits nothing.
  private char next() {
    return at < end ? chars[at] : ' ';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
