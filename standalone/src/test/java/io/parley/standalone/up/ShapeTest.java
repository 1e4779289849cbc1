package io.parley.standalone.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.runtime.config.ConfigReader;
import io.parley.standalone.run.ParleyConfig;
import io.parley.standalone.run.ServiceKind;
import io.parley.standalone.up.Shape.ServicePlace;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShapeTest {
  private final ParleyConfig config = ConfigReader.standard(ParleyConfig.class);

  @Test
  void togetherIsOnePlaceWithEverything() {
    Shape shape = Shape.together(config);

    assertFalse(shape.forked());
    assertEquals(
        List.of(new ServicePlace("parley", EnumSet.allOf(ServiceKind.class), 8080, 9090)),
        shape.places());
    assertEquals(shape.places(), shape.edges());
  }

  @Test
  void portsOfProcessesCountUp() {
    Shape shape = Shape.apart(config, 3, 2);

    assertTrue(shape.forked());
    assertEquals(
        List.of(
            place("edge-1", ServiceKind.EDGE, 8080, 9090),
            place("edge-2", ServiceKind.EDGE, 8081, 9091),
            place("edge-3", ServiceKind.EDGE, 8082, 9092),
            place("router-1", ServiceKind.ROUTER, 0, 9093),
            place("router-2", ServiceKind.ROUTER, 0, 9094),
            place("presence", ServiceKind.PRESENCE, 0, 9095),
            place("push", ServiceKind.PUSH, 0, 9096)),
        shape.places());
    assertEquals(shape.places().subList(0, 3), shape.edges());
    assertEquals("9090, 9091, 9092, 9093, 9094, 9095, 9096", shape.adminPorts());
  }

  @Test
  void settingsOfAPlaceAreItsPorts() {
    Shape shape = Shape.apart(config, 2, 1);

    assertEquals(
        Map.of("PARLEY_EDGE_PORT", "8081", "PARLEY_ADMIN_PORT", "9091"),
        shape.places().get(1).variables());
    assertEquals(Map.of("PARLEY_ADMIN_PORT", "9092"), shape.places().get(2).variables());
  }

  @Test
  void portsEndWhereThereAreNoMore() {
    assertEquals(
        "port of edge-9: 65536 (expected: up to 65535)",
        assertThrows(
                IllegalArgumentException.class,
                () -> place("edge-9", ServiceKind.EDGE, 65_536, 9090))
            .getMessage());
    assertEquals(
        "port of push: -1 (expected: up to 65535)",
        assertThrows(IllegalArgumentException.class, () -> place("push", ServiceKind.PUSH, 0, -1))
            .getMessage());
  }

  private static ServicePlace place(String name, ServiceKind kind, int port, int adminPort) {
    return new ServicePlace(name, Set.of(kind), port, adminPort);
  }
}
