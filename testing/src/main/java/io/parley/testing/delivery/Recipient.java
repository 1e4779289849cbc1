package io.parley.testing.delivery;

/// Whom something is meant for.
public sealed interface Recipient {
  /// The direct conversation with this user.
  record User(String user) implements Recipient {}

  /// The members that a group has when it is accepted.
  record Group(String conversation) implements Recipient {}

  /// The members of a group that it makes.
  record NewGroup() implements Recipient {}
}
