package io.parley.standalone.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The services that a process can run.
public enum ServiceKind {
  /// Sockets and the HTTP API.
  EDGE,
  /// The only writer of conversations.
  ROUTER,
  /// Who is online, and who watches whom.
  PRESENCE,
  /// Wakes devices that are away.
  PUSH;

  /// The name on the command line, in logs and metrics.
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<ServiceKind> byId(String id) {
    return Arrays.stream(values()).filter(kind -> kind.id().equals(id)).findFirst();
  }
}
