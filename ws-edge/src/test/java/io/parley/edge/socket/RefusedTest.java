package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.protocol.v1.Code;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefusedTest {
  private static int told(Duration retryAfter) {
    return Refused.later(Code.RATE_LIMITED, "too many", retryAfter).asProblem().getRetryAfterMs();
  }

  @Test
  void whoComesBackWhenToldIsNotTooEarly() {
    assertEquals(0, told(Duration.ZERO));
    assertEquals(1, told(Duration.ofNanos(1)));
    assertEquals(50, told(Duration.ofMillis(50)));
    assertEquals(51, told(Duration.ofMillis(50).plusNanos(1)));
    assertEquals(Integer.MAX_VALUE, told(Duration.ofDays(365)));
  }
}
