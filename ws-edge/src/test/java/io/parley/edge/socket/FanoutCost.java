package io.parley.edge.socket;

import com.google.protobuf.ByteString;
import io.parley.edge.Authenticator;
import io.parley.edge.EdgeConfig;
import io.parley.edge.EdgeMetrics;
import io.parley.edge.EdgeServer;
import io.parley.history.Standing;
import io.parley.history.memory.MemoryHistory;
import io.parley.presence.memory.MemoryEdge;
import io.parley.presence.memory.MemoryRegistry;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Role;
import io.parley.runtime.Surroundings;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// What it takes an edge to hand one message to many sockets, that of a channel and that of many
/// users: a program, not a test. The clients are in a process of their own, and read nothing of it.
///
/// `java -XX:+UseSerialGC -Xmx1g -XX:+UseCompactObjectHeaders -cp … \
/// io.parley.edge.socket.FanoutCost 4000 1`
final class FanoutCost {
  private static final int PORT = 18_081;
  private static final String NEWS = "c:newsnewsnewsnewsnewsne";
  private static final int ROUNDS = 30;
  private static final double MICROS_A_TICK = 10_000;

  private final FakeLog log = new FakeLog();
  private final int sockets;
  private final int messages;
  private long seq;

  private FanoutCost(int sockets, int messages) {
    this.sockets = sockets;
    this.messages = messages;
  }

  /// @param args how many sockets, and messages in a batch
  public static void main(String[] args) throws Exception {
    new FanoutCost(Integer.parseInt(args[0]), Integer.parseInt(args[1])).run();
    System.exit(0);
  }

  private void run() throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    EdgeConfig config = config();
    Surroundings surroundings = Surroundings.real();
    EdgeSockets edge =
        EdgeSockets.create(config, 0, ports(surroundings), surroundings, EdgeMetrics.NONE);
    EdgeServer server =
        new EdgeServer(
            vertx,
            config,
            new EdgeServer.Parts("cost", List.of(), edge, surroundings, EdgeMetrics.NONE));
    edge.start().toCompletableFuture().join();
    server.start().toCompletableFuture().join();
    Process clients = clients();
    Probe probe = new Probe();
    for (int i = 0; i < 2; i++) { // the first to warm up
      measure("a channel", this::toChannel, probe);
      measure("users named", this::toUsers, probe);
    }
    clients.destroy();
  }

  /// A client of one of the event loops, which sends a ping as soon as it has the last one's
  /// answer.
  private static final class Probe {
    private static final byte[] PING = RawSocket.frame(0x89, new byte[0]);

    private final AtomicLong longest = new AtomicLong();

    Probe() throws IOException {
      RawSocket socket = RawSocket.open(PORT);
      socket.hello("probe/phone");
      Thread.ofPlatform().daemon().start(() -> ping(socket));
    }

    private void ping(RawSocket socket) {
      try {
        while (true) {
          long begun = System.nanoTime();
          socket.write(PING);
          var _ = socket.next();
          longest.accumulateAndGet(System.nanoTime() - begun, Math::max);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// Since it was last asked.
    double longestMs() {
      return longest.getAndSet(0) / 1e6;
    }
  }

  private static EdgeConfig config() {
    return switch (ConfigReader.read(
        EdgeConfig.class,
        "cost",
        "port: "
            + PORT
            + "\nhandshakes-per-second: 100000\nheartbeat: 10m\nevent-loops: 2\n"
            + "limits:\n  frames-per-second: 100000\n",
        Map.of())) {
      case ConfigResult.Valid<EdgeConfig>(EdgeConfig read, var _) -> read;
      case ConfigResult.Invalid<EdgeConfig>(List<String> faults) ->
          throw new IllegalStateException(faults.toString());
    };
  }

  private EdgeSockets.Ports ports(Surroundings surroundings) {
    MemoryHistory history = new MemoryHistory();
    Standing member = new Standing(Standing.Status.MEMBER, Role.MEMBER, 1, 0, 0, 1, 0);
    for (int i = 0; i < sockets; i++) {
      history
          .membership()
          .standings()
          .put(NEWS, Kind.CHANNEL, Map.of(user(i), member))
          .toCompletableFuture()
          .join();
    }
    MemoryEdge presence = new MemoryRegistry(surroundings.clock(), 1).edge();
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
        presence,
        presence.interest(),
        presence.slot(),
        log,
        log);
  }

  private static String user(int number) {
    return "user-%06d".formatted(number);
  }

  private Process clients() throws IOException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                IdleClients.class.getName(),
                "" + PORT,
                "0",
                "" + sockets)
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

  private Delivery[] toChannel() {
    return IntStream.range(0, messages)
        .mapToObj(_ -> Delivery.newBuilder().setChannel(NEWS).setFrame(frame()).build())
        .toArray(Delivery[]::new);
  }

  private Delivery[] toUsers() {
    List<String> all = IntStream.range(0, sockets).mapToObj(FanoutCost::user).toList();
    return IntStream.range(0, messages)
        .mapToObj(_ -> Delivery.newBuilder().addAllUsers(all).setFrame(frame()).build())
        .toArray(Delivery[]::new);
  }

  private ByteString frame() {
    Event event =
        Event.newBuilder()
            .setConversation(NEWS)
            .setSeq(++seq)
            .setMessageId(seq * 1_000)
            .setSender("alice")
            .setMessage(ChatMessage.newBuilder().setText("x".repeat(100)))
            .build();
    return SteppedEdge.frame(event);
  }

  private void measure(String what, Supplier<Delivery[]> batch, Probe probe) throws IOException {
    double _ = probe.longestMs();
    long[] before = ticks();
    long begun = System.nanoTime();
    for (int round = 0; round < ROUNDS; round++) {
      log.deliver(batch.get()).toCompletableFuture().join();
    }
    double waited = probe.longestMs();
    double ms = (System.nanoTime() - begun) / 1e6 / ROUNDS;
    long[] after = ticks();
    double copies = (double) ROUNDS * sockets * messages;
    // a program that is run by hand: what it prints is its result
    System.out.printf(
        "%s: %d messages to %d sockets in %.1f ms, a copy %.2f us and %.2f us of the kernel,"
            + " others waited up to %.1f ms%n",
        what,
        messages,
        sockets,
        ms,
        (after[0] - before[0]) * MICROS_A_TICK / copies,
        (after[1] - before[1]) * MICROS_A_TICK / copies,
        waited);
  }

  /// In user mode and in the kernel, of all threads.
  private static long[] ticks() throws IOException {
    String[] stat = Files.readString(Path.of("/proc/self/stat")).split(" ", -1);
    return new long[] {Long.parseLong(stat[13]), Long.parseLong(stat[14])};
  }
}
