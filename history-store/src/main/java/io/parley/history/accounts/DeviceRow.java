package io.parley.history.accounts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A device as it is kept.
///
/// @param previous the token before the present one; none after a log-in
record DeviceRow(Device device, RefreshHashes refresh, @Nullable TokenHash previous) {
  static DeviceRow of(Login login, long generation) {
    return new DeviceRow(
        new Device(login.device(), generation, login.at(), login.at(), login.expiresAt()),
        login.refresh(),
        null);
  }

  DeviceRow after(Refresh refresh) {
    return new DeviceRow(
        new Device(
            device.id(),
            device.generation(),
            device.enrolledAt(),
            refresh.at(),
            refresh.expiresAt()),
        new RefreshHashes(this.refresh.chain(), refresh.next()),
        this.refresh.token());
  }

  boolean livesAt(Instant now) {
    return now.isBefore(device.expiresAt());
  }
}
