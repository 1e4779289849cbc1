package io.parley.router.core;

import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Role;
import io.parley.router.core.Decision.Refused;
import java.util.Optional;

/// What a role may do. The smaller its number, the more.
final class Rights {
  static final Refused NO_CONVERSATION =
      Refused.because(Code.NOT_FOUND, "conversation: no such conversation");
  static final Refused NO_MEMBER =
      Refused.because(Code.FORBIDDEN, "conversation: you are not a member");
  static final Refused NO_STAFF =
      Refused.because(Code.FORBIDDEN, "conversation: you are not one of its owners and admins");
  static final Refused NOBODY_LEFT =
      Refused.because(Code.FORBIDDEN, "conversation: nobody is left in it");

  private Rights() {}

  /// @param least the least role that may
  static boolean may(Role role, Role least) {
    return role != Role.ROLE_UNSPECIFIED && role.getNumber() <= least.getNumber();
  }

  static boolean isAbove(Role role, Role other) {
    return role != Role.ROLE_UNSPECIFIED && role.getNumber() < other.getNumber();
  }

  /// Empty when it may.
  static Optional<Refused> lacking(String request, Role role, Role least) {
    return may(role, least)
        ? Optional.empty()
        : Optional.of(
            Refused.because(
                Code.FORBIDDEN,
                "%s: you are %s (expected: at least %s)".formatted(request, role, least)));
  }
}
