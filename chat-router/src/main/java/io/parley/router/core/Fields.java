package io.parley.router.core;

import io.parley.protocol.UserId;
import io.parley.protocol.v1.Code;
import io.parley.router.core.Decision.Refused;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the fields of a request must look like. Edges have checked it before; what is stored for
/// ever is checked once more.
final class Fields {
  static final int USERS_MAX = 1_024;

  private static final int NAMES_BYTES_MAX = 16 * 1_024;
  private static final int NAMES_SAID_MAX = 5;
  private static final int REQUEST_NAME_MAX = 64;

  private Fields() {}

  /// A list of users who come or go: so many, each a user, each once.
  static Optional<Refused> users(String field, List<String> users) {
    if (users.isEmpty()) {
      return invalid("%s: none (expected: 1 to %,d users)".formatted(field, USERS_MAX));
    }
    if (users.size() > USERS_MAX) {
      return Optional.of(
          Refused.because(
              Code.TOO_LARGE,
              "%s: %,d users (expected: at most %,d)".formatted(field, users.size(), USERS_MAX)));
    }
    Optional<Refused> refused = eachOnce(field, users);
    return refused.isPresent() ? refused : bytesOf(field, users);
  }

  /// Each a user, each once.
  static Optional<Refused> eachOnce(String field, List<String> users) {
    Set<String> seen = HashSet.newHashSet(users.size());
    for (int i = 0; i < users.size(); i++) {
      String user = users.get(i);
      if (!UserId.isValid(user)) {
        return invalid("%s[%d]: no user (expected: %s)".formatted(field, i, UserId.RULE));
      }
      if (!seen.add(user)) {
        return invalid("%s: %s twice (expected: each once)".formatted(field, user));
      }
    }
    return Optional.empty();
  }

  /// So that the event stays small enough for a page of its neighbours.
  private static Optional<Refused> bytesOf(String field, List<String> users) {
    int bytes = users.stream().mapToInt(String::length).sum();
    return bytes <= NAMES_BYTES_MAX
        ? Optional.empty()
        : Optional.of(
            Refused.because(
                Code.TOO_LARGE,
                "%s: %,d bytes of names (expected: at most %,d)"
                    .formatted(field, bytes, NAMES_BYTES_MAX)));
  }

  static Optional<Refused> text(String field, String text, int min, int max) {
    int characters = text.codePointCount(0, text.length());
    return characters >= min && characters <= max
        ? Optional.empty()
        : invalid(
            "%s: %,d characters (expected: %d to %,d)".formatted(field, characters, min, max));
  }

  /// What a request may be called by its sender.
  static Optional<Refused> requestName(String name) {
    return text("clientMessageId", name, 0, REQUEST_NAME_MAX);
  }

  /// For one answer: the first of them, and how many more.
  static String names(List<String> users) {
    String first = String.join(", ", users.subList(0, Math.min(users.size(), NAMES_SAID_MAX)));
    return users.size() <= NAMES_SAID_MAX
        ? first
        : "%s and %,d more".formatted(first, users.size() - NAMES_SAID_MAX);
  }

  /// Nobody may be named there who already is what is asked for.
  static Optional<Refused> noneAlready(String field, List<String> users, String what) {
    if (users.isEmpty()) {
      return Optional.empty();
    }
    return conflict(
        users.size() == 1
            ? "%s: %s is %s already".formatted(field, users.getFirst(), what)
            : "%s: %s are each %s already".formatted(field, names(users), what));
  }

  /// Everybody named there must be one of these.
  static Optional<Refused> noneUnknown(String field, List<String> unknown, String expected) {
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Refused.because(
                Code.NOT_FOUND,
                "%s: %s (expected: %s)".formatted(field, names(unknown), expected)));
  }

  static Optional<Refused> invalid(String message) {
    return Optional.of(Refused.because(Code.INVALID, message));
  }

  static Optional<Refused> conflict(String message) {
    return Optional.of(Refused.because(Code.CONFLICT, message));
  }

  /// Of these, in this order.
  @SafeVarargs
  static Optional<Refused> first(Optional<Refused>... refusals) {
    for (Optional<Refused> refusal : refusals) {
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }
}
