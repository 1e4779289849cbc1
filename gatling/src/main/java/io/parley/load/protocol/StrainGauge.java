package io.parley.load.protocol;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.parley.load.verdict.Lateness;
import io.parley.load.verdict.Strain;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Watches the generator itself: a probe on each event loop tells by how much it is late, and a
/// thread looks at CPU and descriptors, window by window.
final class StrainGauge implements AutoCloseable {
  private static final long EVERY_NS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long WINDOW_NS = TimeUnit.SECONDS.toNanos(10);

  private final Lateness lag = new Lateness();
  private final Lateness said = new Lateness();
  private final LongSupplier nanoTime;
  private final Thread watcher;
  private volatile boolean stopped;

  private long windowBegun;
  private long cpuBefore;
  private boolean anyWindow;
  private double busiest;
  private long descriptors;

  /// Begins at once.
  StrainGauge(EventLoopGroup loops, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.windowBegun = nanoTime.getAsLong();
    this.cpuBefore = system().getProcessCpuTime();
    for (EventExecutor loop : loops) {
      probe((EventLoop) loop, windowBegun);
    }
    this.watcher = Thread.ofPlatform().daemon().name("strain-gauge").start(this::watch);
  }

  private void probe(EventLoop loop, long last) {
    long due = last + EVERY_NS;
    var _ =
        loop.schedule(
            () -> {
              if (!stopped) {
                long now = nanoTime.getAsLong();
                lag.recordEvery(EVERY_NS, now - due);
                probe(loop, now);
              }
            },
            due - nanoTime.getAsLong(),
            TimeUnit.NANOSECONDS);
  }

  /// On a thread of its own that waits for windows to end: to count thousands of descriptors takes
  /// milliseconds, by which an event loop would be late itself.
  private void watch() {
    try {
      while (true) {
        TimeUnit.NANOSECONDS.sleep(WINDOW_NS);
        endWindow();
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private synchronized void endWindow() {
    long now = nanoTime.getAsLong();
    long cpu = system().getProcessCpuTime();
    double cores = (double) (cpu - cpuBefore) / Math.max(1, now - windowBegun);
    busiest = Math.max(busiest, cores / Runtime.getRuntime().availableProcessors());
    anyWindow = true;
    windowBegun = now;
    cpuBefore = cpu;
    lookAtDescriptors();
  }

  private void lookAtDescriptors() {
    descriptors = Math.max(descriptors, system().getOpenFileDescriptorCount());
  }

  /// Something that was due to be said was said now.
  void said(long lateNanos) {
    said.record(lateNanos);
  }

  /// Until now. What is left of a window counts for itself only where it is the only one.
  ///
  /// @param shortages sockets that this machine could not open
  synchronized Strain strain(long shortages, int holdersDied) {
    if (!anyWindow) {
      endWindow();
    }
    lookAtDescriptors();
    return new Strain(
        lag.p99Ms(), said.p99Ms(), busiest, descriptors, descriptorsMax(), shortages, holdersDied);
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

  /// From now on nothing counts any more.
  void stop() {
    stopped = true;
    watcher.interrupt();
  }

  @Override
  public void close() {
    stop();
  }
}
