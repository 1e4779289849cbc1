package io.parley.router.core;

import io.parley.history.LogPosition;
import io.parley.protocol.v1.Command;

/// A command where it stands in the log.
///
/// @param timeMs the log's own time, in milliseconds since 1970
/// @param logId the id that the record took, whatever becomes of it
public record LoggedCommand(LogPosition position, long timeMs, long logId, Command command) {
  String user() {
    return command.getOrigin().getUser();
  }

  String device() {
    return command.getOrigin().getDevice();
  }
}
