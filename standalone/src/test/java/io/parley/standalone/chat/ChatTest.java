package io.parley.standalone.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.client.ClientStore;
import io.parley.client.Cursor;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
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
  void allThatIsUnreadIsShownAndToldAsRead() throws Exception {
    say(300);
    server.read = 100;
    assertTrue(chat("", store));

    assertEquals(shown(101, 300), messages());
    assertEquals(300, server.marks.getLast().getRead());
  }

  @Test
  void lastFewAreShownThoughTheyWereRead() throws Exception {
    say(300);
    server.read = 300;
    assertTrue(chat("", store));

    assertEquals(shown(281, 300), messages());
  }

  @Test
  void moreUnreadThanIsShownIsSaidAndNotToldAsRead() throws Exception {
    say(600);
    server.read = 10;
    assertTrue(chat("", store));

    assertEquals(shown(101, 600), messages());
    assertTrue(
        out().endsWith("-- 90 more, from before, are unread: /earlier shows them --\n"), out());
    assertEquals(600, server.marks.getLast().getDelivered());
    assertEquals(List.of(), server.marks.stream().filter(mark -> mark.getRead() > 0).toList());
  }

  @Test
  void whatWasSaidEarlierIsShownWhenAskedForAndThenAllIsRead() throws Exception {
    say(600);
    server.read = 10;
    assertTrue(chat("/earlier\n", store));

    List<String> messages = new ArrayList<>(shown(101, 600));
    messages.addAll(shown(1, 100));
    assertEquals(messages, messages());
    assertEquals(600, server.marks.getLast().getRead());
    assertEquals(600, server.marks.getLast().getReadMessageId());
  }

  /// The client reads on from where this device was, which lies before what there was room to show.
  @Test
  void whatTheDeviceMissedAndIsNotShownIsThereForEarlier() throws Exception {
    say(600);
    server.read = 5;
    store.saveCursor("d:alice:bob", new Cursor(5, 5));
    assertTrue(chat("/earlier\n", store));

    List<String> messages = new ArrayList<>(shown(101, 600));
    messages.addAll(shown(1, 100));
    assertEquals(messages, messages());
    assertEquals(600, server.marks.getLast().getRead());
  }

  @Test
  void withoutHistoryNothingIsToldAsRead() throws Exception {
    say(3);
    server.forgetful = true;
    store.saveCursor("d:alice:bob", new Cursor(1, 1));
    assertTrue(chat("hi\n", store));

    assertTrue(out().contains("-- no history: INTERNAL"), out());
    assertEquals(shown(2, 3), messages());
    // or 4, should what was said here have been shown along with it
    assertTrue(server.marks.getLast().getDelivered() >= 3);
    assertEquals(List.of(), server.marks.stream().filter(mark -> mark.getRead() > 0).toList());
  }

  @Test
  void lastLineNeedNotBeEnded() throws Exception {
    assertTrue(chat("hello", store));
    assertTrue(out().endsWith("00:00 alice: hello ✓\n"), out());
  }

  @Test
  void slashIsACommandAndTwoAreText() throws Exception {
    assertTrue(chat("/dance\n//dance\n", store));
    assertTrue(out().contains("-- /quit ends, /earlier shows"), out());
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

  private void say(int count) {
    for (int i = 1; i <= count; i++) {
      assertEquals(i, server.event("bob", "m" + i).getSeq());
    }
  }

  private static List<String> shown(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> "00:00 bob: m" + i).toList();
  }

  private List<String> messages() {
    return out().lines().filter(line -> line.startsWith("00:00 bob: ")).toList();
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
