package io.parley.standalone.up;

import io.parley.standalone.run.ParleyConfig;
import io.parley.standalone.run.ServiceKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Which processes a launcher runs the services in, and where each listens.
///
/// @param forked each service in a process of its own; otherwise all in the launcher's
public record Shape(boolean forked, List<ServicePlace> places) {
  public Shape {
    places = List.copyOf(places);
    Set<Integer> taken = new HashSet<>();
    for (ServicePlace place : places) {
      for (int port :
          place.isEdge() ? List.of(place.port(), place.adminPort()) : List.of(place.adminPort())) {
        if (!taken.add(port)) {
          throw new IllegalArgumentException(
              "port %d would be %s's and another's: set edge.port and admin.port further apart"
                  .formatted(port, place.name()));
        }
      }
    }
  }

  /// @param name `edge-1`, `router-2`, `presence`, `push`; `parley` for all in one
  /// @param port for clients; 0 if it has none
  public record ServicePlace(String name, Set<ServiceKind> kinds, int port, int adminPort) {
    public ServicePlace {
      kinds = Set.copyOf(kinds);
      for (int counted : List.of(port, adminPort)) {
        if (counted < 0 || counted > 65_535) {
          throw new IllegalArgumentException(
              "port of %s: %d (expected: up to 65535)".formatted(name, counted));
        }
      }
    }

    boolean isEdge() {
      return kinds.contains(ServiceKind.EDGE);
    }

    /// The settings that differ from one process to the next.
    Map<String, String> variables() {
      return isEdge()
          ? Map.of(
              "PARLEY_ADMIN_PORT", Integer.toString(adminPort),
              "PARLEY_EDGE_PORT", Integer.toString(port))
          : Map.of("PARLEY_ADMIN_PORT", Integer.toString(adminPort));
    }
  }

  /// All services in the launcher's own process.
  public static Shape together(ParleyConfig config) {
    return new Shape(
        false,
        List.of(
            new ServicePlace(
                "parley",
                EnumSet.allOf(ServiceKind.class),
                config.edge().port(),
                config.admin().port())));
  }

  /// So many edges and routers, one presence and one push, each a process. Ports count up from
  /// those configured.
  public static Shape apart(ParleyConfig config, int edges, int routers) {
    List<ServicePlace> places = new ArrayList<>();
    int admin = config.admin().port();
    for (int i = 0; i < edges; i++) {
      places.add(
          new ServicePlace(
              "edge-" + (i + 1), Set.of(ServiceKind.EDGE), config.edge().port() + i, admin++));
    }
    for (int i = 0; i < routers; i++) {
      places.add(new ServicePlace("router-" + (i + 1), Set.of(ServiceKind.ROUTER), 0, admin++));
    }
    places.add(new ServicePlace("presence", Set.of(ServiceKind.PRESENCE), 0, admin++));
    places.add(new ServicePlace("push", Set.of(ServiceKind.PUSH), 0, admin));
    return new Shape(true, places);
  }

  List<ServicePlace> edges() {
    return places.stream().filter(ServicePlace::isEdge).toList();
  }

  String adminPorts() {
    return places.stream()
        .map(place -> Integer.toString(place.adminPort()))
        .collect(Collectors.joining(", "));
  }
}
