package io.parley.edge.socket;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.parley.edge.Authenticator;
import io.parley.edge.EdgeConfig;
import io.parley.edge.EdgeMetrics;
import io.parley.edge.EdgeServer;
import io.parley.history.memory.MemoryHistory;
import io.parley.presence.ChannelInterest;
import io.parley.presence.EdgeSlot;
import io.parley.presence.SessionAddress;
import io.parley.presence.SessionRegistry;
import io.parley.protocol.v1.Head;
import io.parley.runtime.Surroundings;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.management.JMException;
import javax.management.ObjectName;

/// How much memory an idle, welcomed session takes: a program, not a test. Its ports keep nothing,
/// so what is measured is the edge alone.
///
/// `java -XX:+UseSerialGC -Xms24m -Xmn16m -Xmx512m -XX:+UseCompactObjectHeaders -cp … \
/// io.parley.edge.socket.SocketMemory 10000`, and over TLS with the files of a certificate and its
/// key behind the number.
final class SocketMemory {
  private static final int PORT = 18_080;
  private static final int WARM_UP = 3_000;
  private static final int WITH_TLS = 3;

  private SocketMemory() {}

  public static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[0]);
    boolean secure = args.length == WITH_TLS;
    String tls = secure ? "\ntls: {certificate: %s, key: %s}".formatted(args[1], args[2]) : "";
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    EdgeConfig config =
        switch (ConfigReader.read(
            EdgeConfig.class,
            "memory",
            "port: "
                + PORT
                + "\nhandshakes-per-second: 100000\nheartbeat: 10m\nevent-loops: 2"
                + tls,
            Map.of())) {
          case ConfigResult.Valid<EdgeConfig>(EdgeConfig read, var _) -> read;
          case ConfigResult.Invalid<EdgeConfig>(List<String> faults) ->
              throw new IllegalStateException(faults.toString());
        };
    Surroundings surroundings = Surroundings.real();
    EdgeSockets sockets = EdgeSockets.create(config, 0, ports(), surroundings, EdgeMetrics.NONE);
    EdgeServer server =
        new EdgeServer(
            vertx,
            config,
            new EdgeServer.Parts("memory", List.of(), sockets, surroundings, EdgeMetrics.NONE));
    sockets.start().toCompletableFuture().join();
    server.start().toCompletableFuture().join();

    Process warm =
        clients(0, WARM_UP, secure); // so that only the slope is measured, not code and slack
    long rssBefore = rssKib();
    long heapBefore = heapKib();
    long buffersBefore = buffersKib();
    long begun = System.nanoTime();
    long cpuBefore = cpuMs();
    Process idle = clients(WARM_UP, count, secure);
    double seconds = (System.nanoTime() - begun) / 1e9;
    long cpu = cpuMs() - cpuBefore;
    System.out.printf(
        "connected %d in %.1f s, server CPU %.0f us each%n", count, seconds, cpu * 1_000.0 / count);
    System.out.printf(
        "RSS %.2f KiB a session, heap %.2f KiB, direct buffers %.2f KiB%n",
        (rssKib() - rssBefore) / (double) count,
        (heapKib() - heapBefore) / (double) count,
        (buffersKib() - buffersBefore) / (double) count);
    System.out.println(histogram());
    idle.destroy();
    warm.destroy();
    System.exit(0);
  }

  private static Process clients(int first, int count, boolean secure) throws IOException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx768m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                IdleClients.class.getName(),
                "" + PORT,
                "" + first,
                "" + count,
                "" + secure)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    if (!"ready".equals(out.readLine())) {
      throw new IllegalStateException("the clients did not get ready");
    }
    return process;
  }

  private static long rssKib() throws IOException {
    System.gc();
    System.gc();
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  private static long heapKib() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1_024;
  }

  /// What the allocator of connections has taken, used or not.
  private static long buffersKib() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory()
        / 1_024;
  }

  private static long cpuMs() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
            .getProcessCpuTime()
        / 1_000_000;
  }

  private static String histogram() throws JMException {
    Object text =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
    return String.valueOf(text).lines().limit(40).reduce("", (all, line) -> all + line + "\n");
  }

  private static EdgeSockets.Ports ports() {
    FakeLog log = new FakeLog();
    MemoryHistory history = new MemoryHistory();
    return new EdgeSockets.Ports(
        new Admission((token, _) -> {
          String[] parts = token.split("/", -1);
          return CompletableFuture.completedStage(
              new Authenticator.Verdict.Accepted(parts[0], parts[1], 1));
        }),
        _ -> CompletableFuture.completedStage(true),
        history.reader(),
        history.inboxes(),
        history.membership(),
        new Forgetful(),
        new Uninterested(),
        new FirstSlot(),
        log,
        log);
  }

  private static final class Uninterested implements ChannelInterest {
    @Override
    public CompletionStage<Void> add(Collection<String> channels) {
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> drop(Collection<String> channels) {
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Map<String, Head>> pulse(Collection<String> channels) {
      return CompletableFuture.completedStage(Map.of());
    }
  }

  private static final class FirstSlot implements EdgeSlot {
    @Override
    public Duration sinceConfirmed() {
      return Duration.ZERO;
    }

    @Override
    public CompletionStage<Integer> acquire(Listener listener) {
      return CompletableFuture.completedStage(0);
    }

    @Override
    public CompletionStage<Void> release() {
      return CompletableFuture.completedStage(null);
    }
  }

  /// A registry that remembers nobody.
  private static final class Forgetful implements SessionRegistry {
    @Override
    public CompletionStage<Optional<SessionAddress>> register(SessionKey session) {
      return CompletableFuture.completedStage(Optional.empty());
    }

    @Override
    public CompletionStage<Void> unregister(SessionKey session) {
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<List<SessionKey>> refresh(List<SessionKey> sessions) {
      return CompletableFuture.completedStage(List.of());
    }

    @Override
    public CompletionStage<List<Pulse>> pulse(List<SessionKey> sessions) {
      return CompletableFuture.completedStage(
          sessions.stream().map(_ -> new Pulse(false, List.of())).toList());
    }

    @Override
    public CompletionStage<List<SessionAddress>> sessionsOf(String user) {
      return CompletableFuture.completedStage(List.of());
    }
  }
}
