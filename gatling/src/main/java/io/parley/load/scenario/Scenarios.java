package io.parley.load.scenario;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// All scenarios there are.
public final class Scenarios {
  public static final List<Scenario> ALL =
      List.of(
          new Smoke(),
          new SteadyChat(),
          new MorningRamp(),
          new ReconnectStorm(),
          new GroupBurst(),
          new CelebrityChannel(),
          new Spike(),
          new Soak(),
          new IdleCrowd(),
          new BreakpointSearch());

  private Scenarios() {}

  public static Scenario named(String name) {
    Optional<Scenario> known = ALL.stream().filter(one -> one.name().equals(name)).findFirst();
    return known.orElseThrow(() ->
        new IllegalArgumentException(
            "scenario: %s (expected: one of %s)"
                .formatted(
                    name, ALL.stream().map(Scenario::name).collect(Collectors.joining(", ")))));
  }
}
