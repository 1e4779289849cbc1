package io.parley.runtime;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What ties together everything that one request caused: it comes in with the request or is made
/// for it, goes out with the answer, travels with every record, and stands in every log line.
///
/// @param value 1 to 64 of `[A-Za-z0-9._-]`: it goes into headers and logs as it is
public record RequestId(String value) {
  /// The header of HTTP requests and answers. Records carry it in a header of their own.
  public static final String HEADER = "Request-Id";

  private static final int LENGTH_MAX = 64;

  public RequestId {
    if (!isOne(value)) {
      throw new IllegalArgumentException("request id: expected 1 to 64 of [A-Za-z0-9._-]");
    }
  }

  /// The caller's id if it sent a good one, else a new one: an odd header is no reason to refuse.
  public static RequestId ofHeader(@Nullable String header, RandomGenerator random) {
    return Optional.ofNullable(header).flatMap(RequestId::parse).orElseGet(() -> mint(random));
  }

  /// Empty for a text that cannot be one.
  public static Optional<RequestId> parse(String text) {
    return isOne(text) ? Optional.of(new RequestId(text)) : Optional.empty();
  }

  /// By hand, since every record of the log passes here.
  private static boolean isOne(String text) {
    if (text.isEmpty() || text.length() > LENGTH_MAX) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }

  public static RequestId mint(RandomGenerator random) {
    return new RequestId(HexFormat.of().toHexDigits(random.nextLong()));
  }
}
