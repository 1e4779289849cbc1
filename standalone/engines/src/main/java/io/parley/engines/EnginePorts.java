package io.parley.engines;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Where the engines of one machine listen.
///
/// All ports lie below 32,768, the start of the range from which Linux takes the ports of outgoing
/// connections: a port within it can be taken by any client of ours for minutes. On Linux the
/// engines also have a loopback address of their own, so that tens of thousands of connections to
/// 127.0.0.1 never meet them.
public record EnginePorts(
    String host, int cql, int cassandraStorage, int kafka, int kafkaController, int redis) {
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 200;
  private static final int PRIVILEGED = 1024;
  private static final int ANSWER_WITHIN_MS = 1_000;

  public EnginePorts {
    List<Integer> ports = List.of(cql, cassandraStorage, kafka, kafkaController, redis);
    if (Set.copyOf(ports).size() < ports.size()) {
      throw new IllegalArgumentException("ports: " + ports + " (expected: five different ones)");
    }
    for (int port : ports) {
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
      }
    }
  }

  public static EnginePorts defaults() {
    return new EnginePorts(loopback(), 19042, 17000, 19092, 19093, 19379);
  }

  /// Ports that are free now, for engines that must not meet others on this machine.
  public static EnginePorts free(RandomGenerator random) {
    String host = loopback();
    List<Integer> found = new ArrayList<>();
    for (int attempt = 0; found.size() < 5; attempt++) {
      if (attempt == ATTEMPTS) {
        throw new IllegalStateException(
            "no five free ports on " + host + " in " + ATTEMPTS + " tries");
      }
      int port = random.nextInt(LOWEST, HIGHEST);
      if (!found.contains(port) && isFree(host, port)) {
        found.add(port);
      }
    }
    return new EnginePorts(
        host, found.get(0), found.get(1), found.get(2), found.get(3), found.get(4));
  }

  /// What listens on a port, and the setting that says on which.
  record Use(String name, String setting, int port) {}

  List<Use> uses() {
    return List.of(
        new Use("Cassandra's clients", "engines.cassandra-port", cql),
        new Use("Cassandra's storage", "engines.cassandra-storage-port", cassandraStorage),
        new Use("Kafka's clients", "engines.kafka-port", kafka),
        new Use("Kafka's controller", "engines.kafka-controller-port", kafkaController),
        new Use("Redis", "engines.redis-port", redis));
  }

  /// The port that clients of this engine connect to.
  public int clientPort(EngineKind kind) {
    return switch (kind) {
      case CASSANDRA -> cql;
      case KAFKA -> kafka;
      case REDIS -> redis;
    };
  }

  /// Whether a server could listen there now.
  public static boolean isFree(String host, int port) {
    try {
      bind(InetAddress.getByName(host), port);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// Fails if no server could listen there now, with a sentence that says why and what to do.
  ///
  /// @param meantFor what would listen
  /// @param setting where the port was set; the host beside it, as `host`
  public static void requireFree(String host, int port, String meantFor, String setting)
      throws IOException {
    String hostSetting = setting.replaceFirst("\\.[^.]*$", ".host");
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IOException(
          "%s, meant for %s, is not a host that can be found: set %s to another"
              .formatted(host, meantFor, hostSetting),
          e);
    }
    try {
      bind(address, port);
    } catch (IOException e) {
      throw new IOException(
          switch (obstacle(address, port)) {
            case ADDRESS ->
                "%s, meant for %s, is not an address of this machine: set %s to another"
                    .formatted(host, meantFor, hostSetting);
            case PERMISSION ->
                "port %d on %s, meant for %s, is not allowed to this user: set %s to 1024 or above"
                    .formatted(port, host, meantFor, setting);
            case LISTENER ->
                "port %d on %s, meant for %s, is in use: end what listens there, or set %s to another"
                    .formatted(port, host, meantFor, setting);
          },
          e);
    }
  }

  private enum Obstacle {
    ADDRESS,
    PERMISSION,
    LISTENER
  }

  /// Why binding failed, found out and not read: the words of the operating system are in the
  /// language of whoever runs this.
  private static Obstacle obstacle(InetAddress address, int port) {
    try {
      bind(address, 0);
    } catch (IOException e) {
      return Obstacle.ADDRESS;
    }
    return port < PRIVILEGED && !answers(address, port) ? Obstacle.PERMISSION : Obstacle.LISTENER;
  }

  private static boolean answers(InetAddress address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), ANSWER_WITHIN_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void bind(InetAddress address, int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
    }
  }

  private static String loopback() {
    return System.getProperty("os.name", "").startsWith("Linux") ? "127.77.7.7" : "127.0.0.1";
  }
}
