package io.parley.client;

import io.parley.protocol.DeviceId;
import io.parley.protocol.UserId;
import java.net.URI;

/// Who connects to where, and how.
///
/// @param server the WebSocket's address, like `wss://chat.example.com/v1/ws`
/// @param app name and version, for the server's log
record ClientSettings(
    URI server,
    String userId,
    String deviceId,
    String app,
    Encoding encoding,
    StartFrom startFrom,
    ClientLimits limits,
    ClientTimes times) {
  ClientSettings {
    if (!UserId.isValid(userId)) {
      throw new IllegalArgumentException("userId: (expected: " + UserId.RULE + ")");
    }
    if (!DeviceId.isValid(deviceId)) {
      throw new IllegalArgumentException("deviceId: (expected: " + DeviceId.RULE + ")");
    }
    if (server.getScheme() == null || !server.getScheme().matches("wss?")) {
      throw new IllegalArgumentException("server: " + server + " (expected: ws:// or wss://)");
    }
  }
}
