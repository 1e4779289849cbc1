package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressThrottleTest {
  private final ManualClock clock = ManualClock.atStart();

  /// One try a minute.
  private AddressThrottle throttle(int trustedProxies) {
    return new AddressThrottle(new Throttle(1, 1, 100, clock::nanoTime), trustedProxies);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"})
  void thisMachinesOwnProgramsAreNotCounted(String loopback) {
    AddressThrottle throttle = throttle(0);
    for (int i = 0; i < 5; i++) {
      assertEquals(Duration.ZERO, throttle.take(loopback, null));
      assertEquals(Duration.ZERO, throttle.take(loopback, "203.0.113.1"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "2001:db8::1", "::2", "128.0.0.1"})
  void anybodyElseIs(String address) {
    AddressThrottle throttle = throttle(0);
    assertEquals(Duration.ZERO, throttle.take(address, null));
    assertTrue(throttle.take(address, "127.0.0.1").isPositive());
  }

  @Test
  void behindAProxyOfThisMachineItIsWhoeverTheProxySaw() {
    AddressThrottle throttle = throttle(1);
    assertEquals(Duration.ZERO, throttle.take("127.0.0.1", "203.0.113.1"));
    assertTrue(throttle.take("127.0.0.1", "203.0.113.1").isPositive());
    assertEquals(Duration.ZERO, throttle.take("127.0.0.1", "203.0.113.2"));
    assertTrue(throttle.take("127.0.0.1", "127.0.0.1, 203.0.113.2").isPositive());
  }

  @Test
  void aProxyThatSaysNothingIsCountedItself() {
    AddressThrottle throttle = throttle(1);
    assertEquals(Duration.ZERO, throttle.take("127.0.0.1", null));
    assertTrue(throttle.take("127.0.0.1", null).isPositive());
  }
}
