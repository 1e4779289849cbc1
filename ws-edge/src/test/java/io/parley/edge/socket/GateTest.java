package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.edge.EdgeConfig;
import io.parley.edge.EdgeMetrics.Handshake;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import io.parley.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class GateTest {
  private final ManualClock clock = ManualClock.atStart();

  private Gate gate(int handshakes, int perAddress) {
    String yaml =
        "handshakes-per-second: %d\nhandshakes-per-address: %d\n".formatted(handshakes, perAddress);
    EdgeConfig config =
        switch (ConfigReader.read(EdgeConfig.class, "test", yaml, Map.of())) {
          case ConfigResult.Valid<EdgeConfig>(EdgeConfig read, var _) -> read;
          case ConfigResult.Invalid<EdgeConfig>(List<String> faults) ->
              throw new AssertionError(faults);
        };
    Gate gate = new Gate(config, clock::nanoTime, RandomGenerator.of("L64X128MixRandom"));
    gate.open();
    return gate;
  }

  private static int admitted(Gate gate, String address, int tries) {
    int admitted = 0;
    for (int i = 0; i < tries; i++) {
      admitted += gate.enter(address).isEmpty() ? 1 : 0;
    }
    return admitted;
  }

  @Test
  void oneAddressHasItsShareAndTakesNothingFromTheOthers() {
    Gate gate = gate(10, 3);
    assertEquals(3, admitted(gate, "192.0.2.1", 100));
    assertEquals(Optional.of(Handshake.ADDRESS_TOO_FAST), gate.enter("192.0.2.1"));
    assertEquals(3, admitted(gate, "192.0.2.2", 100));
    assertEquals(3, admitted(gate, "192.0.2.3", 100));
    assertEquals(1, admitted(gate, "192.0.2.4", 100));
    assertEquals(Optional.of(Handshake.TOO_FAST), gate.enter("192.0.2.5"));
    clock.advance(Duration.ofSeconds(1));
    assertEquals(3, admitted(gate, "192.0.2.1", 100));
  }

  @Test
  void whatIsShutStaysShutAlsoWhenTheSlotMovesMeanwhile() {
    Gate gate = gate(10, 3);
    gate.shut();
    gate.open();
    assertEquals(false, gate.isOpen());
    assertEquals(Optional.of(Handshake.NOT_READY), gate.enter("192.0.2.1"));
  }

  @Test
  void whereNobodyKnowsTheAddressOnlyTheWholeIsBounded() {
    assertEquals(10, admitted(gate(10, 3), "", 100));
  }

  @Test
  void withoutAShareOnlyTheWholeIsBounded() {
    assertEquals(10, admitted(gate(10, 0), "192.0.2.1", 100));
  }

  @Test
  void soManyAddressesAreRememberedAndNoMore() {
    AddressShares shares = new AddressShares(1);
    for (int i = 0; i < AddressShares.KEPT_MAX + 5; i++) {
      assertEquals(true, shares.take("a" + i, 0));
    }
    assertEquals(AddressShares.KEPT_MAX, shares.kept());
    assertEquals(false, shares.take("a" + (AddressShares.KEPT_MAX + 4), 0));
    assertEquals(true, shares.take("a0", 0), "forgotten, so it begins anew");
  }
}
