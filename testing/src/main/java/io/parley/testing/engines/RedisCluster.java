package io.parley.testing.engines;

import io.parley.engines.EnginePorts;
import io.parley.engines.EngineSettings;
import io.parley.engines.Engines;
import io.parley.engines.ProcessLedger;
import io.parley.engines.SupervisedProcess;
import io.parley.testing.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Three Redis servers that share the keys, without copies, beside the engines of the build: for
/// what is otherwise in a cluster than on one server.
public final class RedisCluster implements AutoCloseable {
  private static final int NODES = 3;
  private static final int SLOTS = 16_384;
  private static final int BUS_ABOVE = 10_000;
  private static final int BUSES_FROM = 20_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ANSWER_WITHIN_MS = 5_000;

  private static final String FOLDER = "redis-cluster";
  private static final String LEDGER = "processes";

  private final List<EnginePorts> nodes = new ArrayList<>();
  private final List<SupervisedProcess> processes = new ArrayList<>();

  private RedisCluster() {}

  /// Ends the nodes of all clusters whose test was killed.
  ///
  /// @param build its folder
  static void endLeftovers(Path build) throws IOException, InterruptedException {
    Path all = build.resolve(FOLDER);
    if (Files.isDirectory(all)) {
      try (Stream<Path> clusters = Files.list(all)) {
        for (Path cluster : clusters.toList()) {
          ProcessLedger.endLeftovers(cluster.resolve(LEDGER));
        }
      }
    }
  }

  /// @param build its folder
  static RedisCluster form(Path home, Path build) {
    var cluster = new RedisCluster();
    long unique = RandomGenerator.getDefault().nextLong() >>> 1;
    Path folder = build.resolve(FOLDER).resolve(Long.toString(unique));
    ProcessLedger ledger = new ProcessLedger(folder.resolve(LEDGER));
    // a test class that cannot be made has nobody who closes it
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "end-redis-cluster"));
    for (int i = 1; i <= NODES; i++) {
      String name = "redis-node-" + i;
      EnginePorts ports = cluster.free();
      EngineSettings settings =
          new EngineSettings(
              home,
              folder.resolve(name),
              build.resolve("logs"),
              ports,
              EngineSettings.Durability.BATCH,
              EngineSettings.Memory.SMALL);
      cluster.nodes.add(ports);
      cluster.processes.add(Engines.redisNode(settings, name, ledger));
    }
    try {
      SupervisedProcess.allReady(cluster.processes.stream().map(SupervisedProcess::start).toList())
          .join();
      cluster.join();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /// Those where the port of the bus is free too. Buses are above all ports of clients, so nodes
  /// that do not run yet cannot meet.
  private EnginePorts free() {
    EnginePorts ports;
    do {
      ports = EnginePorts.free(RandomGenerator.getDefault());
    } while (ports.redis() >= BUSES_FROM
        || isTaken(ports.redis())
        || !EnginePorts.isFree(ports.host(), ports.redis() + BUS_ABOVE));
    return ports;
  }

  private boolean isTaken(int port) {
    return nodes.stream().anyMatch(node -> node.redis() == port);
  }

  private void join() {
    EnginePorts first = nodes.getFirst();
    for (int i = 0; i < NODES; i++) {
      EnginePorts node = nodes.get(i);
      String slots =
          IntStream.range(i * SLOTS / NODES, (i + 1) * SLOTS / NODES)
              .mapToObj(Integer::toString)
              .collect(Collectors.joining(" "));
      say(node, "CLUSTER SET-CONFIG-EPOCH " + (i + 1));
      say(node, "CLUSTER ADDSLOTS " + slots);
      if (i > 0) {
        say(node, "CLUSTER MEET %s %d".formatted(first.host(), first.redis()));
      }
    }
    awaitWhole();
  }

  /// Each hears of the others by and by.
  private void awaitWhole() {
    Eventually.eventually(
        PATIENCE,
        () -> {
          for (EnginePorts node : nodes) {
            String info = ask(node, "CLUSTER INFO");
            if (!info.contains("cluster_state:ok") || !info.contains("cluster_size:" + NODES)) {
              throw new AssertionError(info);
            }
          }
        });
  }

  /// What Redisson calls an address: of one node, which knows the others.
  public String url() {
    return "redis://" + nodes.getFirst().host() + ":" + nodes.getFirst().redis();
  }

  /// How many keys each has.
  public List<Long> keysOfNodes() {
    return nodes.stream().map(node -> Long.parseLong(ask(node, "DBSIZE"))).toList();
  }

  /// Which of them has this key, if it is there.
  public int nodeOf(String key) {
    int slot = Integer.parseInt(ask(nodes.getFirst(), "CLUSTER KEYSLOT " + key));
    return ((slot + 1) * NODES - 1) / SLOTS;
  }

  public int nodes() {
    return NODES;
  }

  /// As if it had been started anew with its data.
  public void forgetScripts(int node) {
    say(nodes.get(node), "SCRIPT FLUSH");
  }

  /// kill -9 of one, which is started again at once, without what it knew.
  public void kill(int node) {
    processes.get(node).kill();
    try {
      processes.get(node).awaitReady(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    awaitWhole();
  }

  /// It keeps its connections and answers nothing until it is resumed.
  public void suspend(int node) {
    send(processes.get(node)::suspend);
  }

  public void resume(int node) {
    send(processes.get(node)::resume);
  }

  private interface Signal {
    void send() throws IOException, InterruptedException;
  }

  private static void send(Signal signal) {
    try {
      signal.send();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void say(EnginePorts node, String command) {
    String answer = ask(node, command);
    if (!answer.equals("OK")) {
      throw new IllegalStateException(command + ": " + answer);
    }
  }

  /// One word or number, or a text.
  private static String ask(EnginePorts node, String command) {
    try (Socket socket = new Socket(node.host(), node.redis())) {
      socket.setSoTimeout(ANSWER_WITHIN_MS);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String line = in.readLine();
      if (line == null) {
        throw new IOException("the connection was closed");
      }
      if (!line.startsWith("$")) {
        return line.substring(1);
      }
      char[] text = new char[Integer.parseInt(line.substring(1))];
      for (int read = 0; read < text.length; ) {
        int more = in.read(text, read, text.length - read);
        if (more < 0) {
          throw new IOException("the connection was closed");
        }
        read += more;
      }
      return new String(text);
    } catch (IOException e) {
      throw new UncheckedIOException(command, e);
    }
  }

  @Override
  public void close() {
    processes.forEach(RedisCluster::stop);
  }

  private static void stop(SupervisedProcess process) {
    try {
      process.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
