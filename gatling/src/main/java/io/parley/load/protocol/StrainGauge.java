package io.parley.load.protocol;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.parley.load.verdict.Strain;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// Watches the generator itself: a probe on each event loop tells by how much it is late.
final class StrainGauge {
  private static final long EVERY_MS = 20;
  private static final long LONGEST_US = 600_000_000;

  private final Histogram lag = new ConcurrentHistogram(LONGEST_US, 3);
  private final LongSupplier nanoTime;
  private final long begun;
  private final long cpuBefore;

  /// Begins at once.
  StrainGauge(EventLoopGroup loops, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
    this.cpuBefore = system().getProcessCpuTime();
    for (EventExecutor loop : loops) {
      probe((EventLoop) loop, begun);
    }
  }

  private void probe(EventLoop loop, long last) {
    long due = last + TimeUnit.MILLISECONDS.toNanos(EVERY_MS);
    var _ =
        loop.schedule(
            () -> {
              long now = nanoTime.getAsLong();
              lag.recordValue(Math.clamp((now - due) / 1000, 0, LONGEST_US));
              probe(loop, now);
            },
            due - nanoTime.getAsLong(),
            TimeUnit.NANOSECONDS);
  }

  /// Until now.
  ///
  /// @param shortages sockets that this machine could not open
  Strain strain(long shortages) {
    double seconds = (nanoTime.getAsLong() - begun) / 1e9;
    double cpu = (system().getProcessCpuTime() - cpuBefore) / 1e9;
    return new Strain(
        lag.getValueAtPercentile(99) / 1e3,
        cpu / seconds / Runtime.getRuntime().availableProcessors(),
        system().getOpenFileDescriptorCount(),
        descriptorsMax(),
        shortages);
  }

  static long descriptorsMax() {
    return system().getMaxFileDescriptorCount();
  }

  private static UnixOperatingSystemMXBean system() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      return unix;
    }
    throw new IllegalStateException("the load kit runs on Linux");
  }
}
