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
  void theLargestFitsWhatIsKeptBeforeTheWelcome() {
    String app = "a".repeat(4_000);
    socket.send(
        "{\"id\":\"h\",\"hello\":{\"token\":\"%s\",\"deviceId\":\"%s\",\"app\":\"%s\"}}"
            .formatted("t".repeat(8 * 1024), "d".repeat(64), app));
    assertEquals(1, asked);
    assertTrue(socket.next("error").contains("CONFLICT"));
  }

  @Test
  void whatIsLargerIsRefusedUntilTheWelcome() {
    String large =
        "{\"send\":{\"user\":\"bob\",\"clientMessageId\":\"c\",\"text\":\"%s\"}}"
            .formatted("x".repeat(17_000));
    socket.send(large);
    String refused = socket.next("error");
    assertTrue(refused.contains("TOO_LARGE"), refused);
    assertTrue(refused.contains("(expected: at most 16384)"), refused);
    SteppedSocket phone = new SteppedEdge("").welcomed(2, "alice/phone");
    phone.send(large);
    String read = phone.next("error");
    assertTrue(read.contains("send.text: 17000 characters"), read);
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
