package io.parley.protocol;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/// What a call allocates on the thread it runs on.
final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  record Measured<T>(T result, long bytes) {}

  /// Of two runs the cheaper: what is paid once, like loading a class, is not what a call costs.
  static <T> Measured<T> of(Supplier<T> call) {
    Measured<T> first = once(call);
    Measured<T> second = once(call);
    return first.bytes() < second.bytes() ? first : second;
  }

  private static <T> Measured<T> once(Supplier<T> call) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    T result = call.get();
    return new Measured<>(result, THREADS.getCurrentThreadAllocatedBytes() - before);
  }
}
