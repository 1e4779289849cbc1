package io.parley.testing;

import static io.parley.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventuallyTest {
  private final AtomicInteger looks = new AtomicInteger();

  @Test
  void checkThatHoldsIsLookedAtOnce() {
    eventually(Duration.ofSeconds(10), looks::incrementAndGet);

    assertEquals(1, looks.get());
  }

  @Test
  void checkThatComesToHoldPasses() {
    eventually(Duration.ofSeconds(10), () -> assertEquals(3, looks.incrementAndGet()));

    assertEquals(3, looks.get());
  }

  @Test
  void checkIsLookedAtEvenWhenThereIsNoTime() {
    eventually(Duration.ZERO, looks::incrementAndGet);

    assertEquals(1, looks.get());
  }

  @Test
  void exceptionIsACheckThatDoesNotHoldYet() {
    eventually(
        Duration.ofSeconds(10),
        () -> {
          if (looks.incrementAndGet() < 2) {
            throw new IOException("not yet");
          }
        });

    assertEquals(2, looks.get());
  }

  @Test
  void timeUpThrowsWhatWasThrownLast() {
    AssertionError fault =
        assertThrows(
            AssertionError.class,
            () ->
                eventually(
                    Duration.ofMillis(1),
                    () -> {
                      throw new IOException("look " + looks.incrementAndGet());
                    }));

    assertEquals("not within PT0.001S: look " + looks.get(), fault.getMessage());
    assertInstanceOf(IOException.class, fault.getCause());
  }
}
