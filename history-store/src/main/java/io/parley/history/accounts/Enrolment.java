package io.parley.history.accounts;

/// What came of a [Login].
public sealed interface Enrolment {
  /// @param generation of the device from now on; what earlier log-ins of it were given is void
  record Enrolled(long generation) implements Enrolment {}

  /// The user has as many other devices as one may have.
  record TooMany() implements Enrolment {}

  /// Too many log-ins of this user at once: again in a moment.
  record Contended() implements Enrolment {}
}
