package io.parley.runtime.kafka;

import java.util.function.Supplier;
import org.apache.kafka.common.errors.WakeupException;

/// Calls of the consumer outside of a poll. A wakeup that came too late for its poll hits one of
/// them; since no other can follow ([Inbox]), the call is made once more.
final class Undisturbed {
  private Undisturbed() {}

  static <T> T call(Supplier<T> call) {
    try {
      return call.get();
    } catch (WakeupException late) {
      return call.get();
    }
  }

  static void run(Runnable call) {
    try {
      call.run();
    } catch (WakeupException late) {
      call.run();
    }
  }
}
