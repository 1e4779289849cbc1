package io.parley.edge.accounts;

import io.parley.edge.Authenticator.Verdict;
import io.parley.history.accounts.Device;
import io.parley.history.accounts.Devices;
import io.parley.protocol.v1.Code;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// A user's devices: listed and revoked. Any thread.
final class DeviceDesk {
  private final Devices devices;
  private final Cutoff cutoff;
  private final InstantSource clock;

  DeviceDesk(Devices devices, Cutoff cutoff, InstantSource clock) {
    this.devices = devices;
    this.cutoff = cutoff;
    this.clock = clock;
  }

  CompletionStage<Answer> list(Verdict.Accepted who) {
    Instant now = clock.instant();
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
          cutoff.begin(user, device);
          return wasThere
              ? new Answer.Done(204, "")
              : Answer.Refused.of(Code.NOT_FOUND, "deviceId: no device of yours");
        });
  }
}
