package io.parley.edge.accounts;

import io.parley.edge.Authenticator.Verdict;
import io.parley.edge.SocketCloser;
import io.parley.history.accounts.Device;
import io.parley.history.accounts.Devices;
import io.parley.protocol.v1.CloseCode;
import io.parley.protocol.v1.Code;
import io.parley.runtime.FaultText;
import io.parley.runtime.Surroundings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A user's devices: listed, revoked, and cut off. Any thread.
final class DeviceDesk {
  private static final Logger log = LoggerFactory.getLogger(DeviceDesk.class);

  /// By then a hello that was let in before the device was revoked has its socket in the registry.
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(15);

  private final Devices devices;
  private final SocketCloser sockets;
  private final Surroundings surroundings;

  DeviceDesk(Devices devices, SocketCloser sockets, Surroundings surroundings) {
    this.devices = devices;
    this.sockets = sockets;
    this.surroundings = surroundings;
  }

  CompletionStage<Answer> list(Verdict.Accepted who) {
    Instant now = surroundings.clock().instant();
    return devices
        .of(who.user())
        .thenApply(all ->
            Answer.Done.json(
                200,
                new JsonObject()
                    .put(
                        "items",
                        items(
                            all.stream().filter(device -> device.expiresAt().isAfter(now)).toList(),
                            who.device()))));
  }

  private static JsonArray items(List<Device> devices, String own) {
    JsonArray items = new JsonArray();
    for (Device device : devices) {
      items.add(
          new JsonObject()
              .put("deviceId", device.id())
              .put("current", device.id().equals(own))
              .put("enrolledAt", device.enrolledAt().toString())
              .put("refreshedAt", device.refreshedAt().toString())
              .put("expiresAt", device.expiresAt().toString()));
    }
    return items;
  }

  CompletionStage<Answer> revoke(String user, String device) {
    return devices
        .revoke(user, device)
        .thenApply(wasThere -> {
          // also where it was not: whoever asks twice means it
          closeSockets(user, device);
          return wasThere
              ? new Answer.Done(204, "")
              : Answer.Refused.of(Code.NOT_FOUND, "deviceId: no device of yours");
        });
  }

  /// Closes what a device that is logged out has open: at once, and once more for a hello that was
  /// on its way, unless the device has logged in again.
  void closeSockets(String user, String device) {
    sockets.close(user, device, CloseCode.CLOSE_UNAUTHENTICATED);
    try {
      Future<?> _ =
          surroundings
              .timer()
              .schedule(
                  () -> closeIfGone(user, device),
                  LOOK_AGAIN_AFTER.toNanos(),
                  TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      log.atDebug().log("sockets are not closed again: ending");
    }
  }

  private void closeIfGone(String user, String device) {
    CompletionStage<Void> _ =
        devices
            .find(user, device)
            .thenAccept(there -> {
              if (there.isEmpty()) {
                sockets.close(user, device, CloseCode.CLOSE_UNAUTHENTICATED);
              }
            })
            .exceptionally(failure -> {
              log.atWarn()
                  .addKeyValue("reason", FaultText.of(failure))
                  .log("a revoked device may have a socket until it reconnects");
              return null;
            });
  }
}
