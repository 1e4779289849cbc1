package io.parley.standalone.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.edge.log.Lapse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OpenSocketsTest {
  private boolean open = true;
  private Duration sinceLease = Duration.ofSeconds(2);
  private Optional<Lapse> lapse = Optional.empty();
  private final OpenSockets sockets =
      new OpenSockets(() -> open, () -> sinceLease, () -> lapse, Duration.ofSeconds(30));

  /// Why it is not ready; empty when it is.
  private String fault() {
    CompletableFuture<?> proof = sockets.prove().toCompletableFuture();
    return proof.isCompletedExceptionally()
        ? String.valueOf(proof.exceptionNow().getMessage())
        : "";
  }

  @Test
  void anEdgeWithSlotAndFeedIsReady() {
    assertEquals("", fault());
  }

  @Test
  void anEdgeThatTakesNoSocketsIsNot() {
    open = false;
    assertEquals("this edge has no slot yet, or does not read its deliveries", fault());
  }

  @Test
  void aLapseOfTheFeedIsToldWhenItLasts() {
    lapse = Optional.of(new Lapse("TimeoutException: no broker", Duration.ofSeconds(30)));
    assertEquals("", fault());
    lapse = Optional.of(new Lapse("TimeoutException: no broker", Duration.ofSeconds(31)));
    assertEquals("deliveries have not been read for 31 s: TimeoutException: no broker", fault());
  }

  @Test
  void aLeaseThatNobodyConfirmsIsToldWhenItLasts() {
    sinceLease = Duration.ofSeconds(30);
    assertEquals("", fault());
    sinceLease = Duration.ofSeconds(31);
    assertEquals("the lease of this edge's slot has not been confirmed for 31 s", fault());
  }
}
