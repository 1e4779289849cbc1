package io.parley.engines;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /// Each port by the name of what listens there.
  public Map<String, Integer> byUse() {
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put("Cassandra's clients", cql);
    ports.put("Cassandra's storage", cassandraStorage);
    ports.put("Kafka's clients", kafka);
    ports.put("Kafka's controller", kafkaController);
    ports.put("Redis", redis);
    return ports;
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
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String loopback() {
    return System.getProperty("os.name", "").startsWith("Linux") ? "127.77.7.7" : "127.0.0.1";
  }
}
