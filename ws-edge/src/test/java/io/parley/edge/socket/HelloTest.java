package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.Authenticator.Verdict;
import io.parley.protocol.v1.Code;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Hellos that are refused, but not for good.
class HelloTest {
  private final SteppedEdge edge = new SteppedEdge("");
  private final SteppedSocket socket = edge.open(1);
  private int asked;

  @BeforeEach
  void refuse() {
    edge.verdicts =
        (_, _) -> {
          asked++;
          return CompletableFuture.completedStage(
              new Verdict.Refused(Code.CONFLICT, "too many devices", Duration.ZERO));
        };
  }

  @Test
  void theyCountAsBadWhateverTheyAreRefusedWith() {
    for (int i = 0; i < 30; i++) {
      socket.hello("alice/phone");
    }
    List<String> frames = socket.frames();
    assertEquals(21, asked);
    assertEquals(22, frames.size());
    assertEquals("close 4400", frames.getLast());
  }

  @Test
  void allOfThemHaveTheTimeOfTheFirst() {
    for (int i = 0; i < 10; i++) {
      socket.hello("alice/phone");
      assertTrue(socket.next("error").contains("CONFLICT"));
      edge.pass(Duration.ofSeconds(1));
    }
    edge.pass(Duration.ofSeconds(1));
    assertEquals(List.of("close 4401"), socket.frames());
  }

  @Test
  void theAnswerToAHelloThatTakesTooLongNamesIt() {
    edge.verdicts = (_, _) -> new CompletableFuture<>();
    socket.hello("alice/phone");
    edge.pass(Duration.ofSeconds(16));
    List<String> frames = socket.frames();
    assertTrue(frames.getFirst().contains("\"re\":\"h\""), frames.getFirst());
    assertTrue(frames.getFirst().contains("UNAVAILABLE"), frames.getFirst());
    assertEquals("close 1013", frames.getLast());
  }
}
