package io.parley.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnginePortsTest {
  /// Where Linux begins to take the ports of outgoing connections.
  private static final int EPHEMERAL = 32_768;

  @Test
  void defaultsLieBelowThePortsOfOutgoingConnections() {
    EnginePorts ports = EnginePorts.defaults();

    assertTrue(numbers(ports).stream().allMatch(port -> port < EPHEMERAL));
    assertEquals(5, new HashSet<>(numbers(ports)).size());
  }

  @Test
  void clientsUseTheirOwnPort() {
    EnginePorts ports = new EnginePorts("127.0.0.1", 1, 2, 3, 4, 5);

    assertEquals(1, ports.clientPort(EngineKind.CASSANDRA));
    assertEquals(3, ports.clientPort(EngineKind.KAFKA));
    assertEquals(5, ports.clientPort(EngineKind.REDIS));
    assertEquals(
        List.of(
            "Cassandra's clients",
            "Cassandra's storage",
            "Kafka's clients",
            "Kafka's controller",
            "Redis"),
        ports.uses().stream().map(EnginePorts.Use::name).toList());
    assertEquals(List.of(1, 2, 3, 4, 5), numbers(ports));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 65_536})
  void portOutOfRangeIsRefused(int port) {
    IllegalArgumentException fault =
        assertThrows(
            IllegalArgumentException.class,
            () -> new EnginePorts("127.0.0.1", 19042, 17000, 19092, port, 19379));

    assertEquals("port: " + port + " (expected: 1 to 65535)", fault.getMessage());
  }

  @Test
  void freePortsAreDistinctFreeAndLow() {
    EnginePorts ports = EnginePorts.free(new Random(42));

    assertEquals(5, new HashSet<>(numbers(ports)).size());
    for (int port : numbers(ports)) {
      assertTrue(port >= 10_000 && port < EPHEMERAL, "port: " + port);
      assertTrue(EnginePorts.isFree(ports.host(), port), "port: " + port);
    }
  }

  @Test
  void searchForFreePortsEnds() {
    RandomGenerator stuck = () -> 0;

    String fault =
        String.valueOf(
            assertThrows(IllegalStateException.class, () -> EnginePorts.free(stuck)).getMessage());

    assertTrue(fault.startsWith("no five free ports on "), fault);
  }

  @Test
  void portWithAListenerIsNotFree() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertFalse(EnginePorts.isFree("127.0.0.1", taken.getLocalPort()));
    }
  }

  @Test
  void addressOfAnotherMachineIsNotFree() {
    assertFalse(EnginePorts.isFree("192.0.2.1", 19042));
  }

  @Test
  void whatIsInTheWayIsSaidWithTheSettingThatEndsIt() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertEquals(
          ("port %d on 127.0.0.1, meant for Redis, is in use: end what listens there, or set"
                  + " engines.redis-port to another")
              .formatted(port),
          faultOf("127.0.0.1", port));
    }
    assertEquals(
        "192.0.2.1, meant for Redis, is not an address of this machine: set engines.host to"
            + " another",
        faultOf("192.0.2.1", 19379));
    assertEquals(
        "no such host, meant for Redis, is not a host that can be found: set engines.host to"
            + " another",
        faultOf("no such host", 19379));
  }

  @Test
  void freePortIsNoFault() throws IOException {
    EnginePorts ports = EnginePorts.free(new Random(7));

    EnginePorts.requireFree(ports.host(), ports.redis(), "Redis", "engines.redis-port");
  }

  private static String faultOf(String host, int port) {
    return String.valueOf(
        assertThrows(
                IOException.class,
                () -> EnginePorts.requireFree(host, port, "Redis", "engines.redis-port"))
            .getMessage());
  }

  private static List<Integer> numbers(EnginePorts ports) {
    return ports.uses().stream().map(EnginePorts.Use::port).toList();
  }
}
