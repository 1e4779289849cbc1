package io.parley.edge.socket;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// The meters of devices that have left this edge, so that one that comes back goes on where it
/// was. Any thread.
///
/// A meter that has rested is as good as a new one and is dropped. Beyond [#KEPT_MAX] the device
/// that left first is forgotten, and would begin with full buckets.
final class Meters {
  /// Far more than leave this edge within the seconds in which a meter matters.
  static final int KEPT_MAX = 10_000;

  private final Meter.Limits limits;
  private final LongSupplier nanoTime;
  private final Map<Device, Meter> left =
      new LinkedHashMap<>() {
        // asked with each one that comes: the eldest have rested first
        @Override
        protected boolean removeEldestEntry(Map.Entry<Device, Meter> eldest) {
          return size() > KEPT_MAX || eldest.getValue().isRested(nanoTime.getAsLong());
        }
      };

  private record Device(String user, String device) {}

  Meters(Meter.Limits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
  }

  /// For a connection of which nobody knows yet whose it is.
  Meter unused() {
    return new Meter(limits, nanoTime.getAsLong());
  }

  synchronized Meter of(String user, String device) {
    Meter kept = left.remove(new Device(user, device));
    return kept == null ? unused() : kept;
  }

  synchronized void keep(String user, String device, Meter meter) {
    Device key = new Device(user, device);
    left.remove(key); // so that it stands last
    if (!meter.isRested(nanoTime.getAsLong())) {
      left.put(key, meter);
    }
  }

  synchronized int kept() {
    return left.size();
  }
}
