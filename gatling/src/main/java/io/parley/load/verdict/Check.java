package io.parley.load.verdict;

import java.util.Locale;

/// One figure against its limit.
///
/// @param limit the most it may be
public record Check(String name, double value, double limit) {
  public boolean isKept() {
    return value <= limit;
  }

  @Override
  public String toString() {
    return "%s: %s (at most %s)".formatted(name, plain(value), plain(limit));
  }

  private static String plain(double number) {
    return number == Math.rint(number)
        ? Long.toString((long) number)
        : String.format(Locale.ROOT, "%.2f", number);
  }
}
