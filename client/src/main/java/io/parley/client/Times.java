package io.parley.client;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Times of the server: as frames have them, and as Java has them.
final class Times {
  private Times() {}

  static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  /// Null: unset.
  static Timestamp timestamp(@Nullable Instant time) {
    return time == null
        ? Timestamp.getDefaultInstance()
        : Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano()).build();
  }

  static boolean isBefore(Timestamp one, Timestamp other) {
    return one.getSeconds() != other.getSeconds()
        ? one.getSeconds() < other.getSeconds()
        : one.getNanos() < other.getNanos();
  }
}
