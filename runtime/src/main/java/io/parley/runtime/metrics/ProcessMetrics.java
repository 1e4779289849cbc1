package io.parley.runtime.metrics;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.GaugeMetricFamily;
import io.prometheus.client.hotspot.DefaultExports;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The JVM (heap, collections, threads, descriptors), Netty's memory, and which build this is.
public final class ProcessMetrics {
  private ProcessMetrics() {}

  /// - `allocators`: those whose memory is told, by the name of who uses them
  public static void register(
      CollectorRegistry registry,
      String service,
      String version,
      Map<String, ByteBufAllocator> allocators) {
    DefaultExports.register(registry);
    registry.register(new NettyMemory(allocators));
    GaugeMetricFamily build =
        new GaugeMetricFamily(
            "parley_build_info",
            "Always 1; the labels tell the build",
            List.of("service", "version"));
    build.addMetric(List.of(service, version), 1);
    registry.register(
        new Collector() {
          @Override
          public List<MetricFamilySamples> collect() {
            return List.of(build);
          }
        });
  }

  private static final class NettyMemory extends Collector {
    private final Map<String, ByteBufAllocator> allocators;

    NettyMemory(Map<String, ByteBufAllocator> allocators) {
      this.allocators = new LinkedHashMap<>(allocators);
    }

    @Override
    public List<MetricFamilySamples> collect() {
      GaugeMetricFamily pooled =
          new GaugeMetricFamily(
              "parley_netty_pool_bytes",
              "Memory held by a pool of Netty buffers, used or not",
              List.of("pool", "area"));
      allocators.forEach((name, allocator) -> {
        if (allocator instanceof ByteBufAllocatorMetricProvider provider) {
          ByteBufAllocatorMetric metric = provider.metric();
          pooled.addMetric(List.of(name, "heap"), (double) metric.usedHeapMemory());
          pooled.addMetric(List.of(name, "direct"), (double) metric.usedDirectMemory());
        }
      });
      return List.of(
          pooled,
          new GaugeMetricFamily(
              "parley_netty_direct_bytes",
              "Direct memory that Netty has taken from the system; -1 if it does not count",
              PlatformDependent.usedDirectMemory()),
          new GaugeMetricFamily(
              "parley_netty_direct_max_bytes",
              "The direct memory that Netty may take",
              PlatformDependent.maxDirectMemory()));
    }
  }
}
