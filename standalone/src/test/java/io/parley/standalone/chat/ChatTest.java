package io.parley.standalone.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.client.ClientStore;
import io.parley.client.MemoryStore;
import io.parley.client.ParleyClient;
import io.parley.client.StartFrom;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A chat as a script has it: lines in, lines out.
@Timeout(30)
class ChatTest {
  private static final String HEAD = "-- alice and bob; type and press Enter, /quit ends --\n";

  private final LoneServer server = new LoneServer();
  private final MemoryStore store = new MemoryStore();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /// Each look at the clock is a second later: patience is over soon.
  private final AtomicLong seconds = new AtomicLong();

  @Test
  void historyComesFirstAndWhatIsSaidHasItsTick() throws Exception {
    assertFalse(server.event("bob", "are you there?").getConversation().isEmpty());

    assertTrue(chat("hello\n/quit\n", store));
    assertEquals(HEAD + "-- online --\n00:00 bob: are you there?\n00:00 alice: hello ✓\n", out());
  }

  @Test
  void lastLineNeedNotBeEnded() throws Exception {
    assertTrue(chat("hello", store));
    assertTrue(out().endsWith("00:00 alice: hello ✓\n"), out());
  }

  @Test
  void slashIsACommandAndTwoAreText() throws Exception {
    assertTrue(chat("/dance\n//dance\n", store));
    assertTrue(out().contains("-- /quit ends; "), out());
    assertTrue(out().endsWith("00:00 alice: /dance ✓\n"), out());
  }

  @Test
  void whatCouldNotBeSentIsKeptAndGoesOutOnceNextTime() throws Exception {
    server.away = true;
    assertFalse(chat("later\n", store));
    assertTrue(out().contains("-- not connected, will go on trying -- (away)\n"), out());
    assertTrue(out().endsWith("-- 1 not sent yet: kept, and sent when you chat here again --\n"));

    server.away = false;
    assertTrue(chat("", store));
    assertEquals(1, server.stored.size());
    assertTrue(out().endsWith("00:00 alice: later ✓\n"), out());
  }

  @Test
  void refusalIsSaidWithItsReason() throws Exception {
    server.refuses = true;
    assertFalse(chat("hi\n", store));
    assertTrue(
        out()
            .endsWith(
                "✗ not sent: hi (bob has no account yet:"
                    + " ./parley chat --as bob --with alice)\n"),
        out());
  }

  private boolean chat(String typed, ClientStore kept) throws Exception {
    ChatView.Names names = new ChatView.Names("alice", "bob", "d:alice:bob");
    Chat chat =
        new Chat(
            names,
            new ChatView(names, Style.PLAIN, ZoneOffset.UTC),
            new Screen(new PrintStream(out, false, StandardCharsets.UTF_8), false),
            () -> 80,
            () -> Duration.ofSeconds(server.away ? seconds.getAndIncrement() : 0).toNanos());
    try (ParleyClient client =
        ParleyClient.builder(URI.create("ws://server/v1/ws"), "alice", "terminal")
            .transport(server)
            .tokens(_ -> CompletableFuture.completedFuture("token"))
            .listener(chat)
            .listenerExecutor(chat::post)
            .startFrom(StartFrom.now())
            .store(kept)
            .open()) {
      return chat.run(client, new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
