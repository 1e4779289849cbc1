package io.parley.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The client around its machine: threads, listener, store; stepped.
class ParleyClientTest extends SteppedClient {
  @ParameterizedTest
  @EnumSource
  void messageGoesOutAndComesBackInItsTurnInBothEncodings(Encoding encoding) throws IOException {
    ParleyClient client =
        ParleyClient.builder(URI.create("ws://server/v1/ws"), "alice", "phone")
            .transport(new PipeTransport(server, "alice", encoding))
            .tokens(refused -> CompletableFuture.completedFuture("token"))
            .listener(heard)
            .encoding(encoding)
            .executor(executor)
            .listenerExecutor(executor)
            .surroundings(clock::nanoTime, () -> 0.5)
            .open();
    client.start();
    Sending sending = client.send(Draft.to("bob", "hi"));
    executor.runDue();

    Outcome.Sent sent = assertInstanceOf(Outcome.Sent.class, sending.result().orElseThrow());
    assertEquals(1, sent.seq());
    assertEquals(List.of("hi"), heard.texts);
    assertEquals(List.of(), client.unsent());
    assertInstanceOf(ClientState.Online.class, client.state());
  }

  @Test
  void cursorIsKeptAfterTheListenerReturned() throws IOException {
    List<Runnable> app = new ArrayList<>();
    ParleyClient client = client(transport, store, app::add);
    client.start();
    ModelServer.Session bob = bob();
    say(bob, "hi");
    executor.runDue();
    assertEquals(Cursor.START, store.load().cursors().get(CONVERSATION));

    app.forEach(Runnable::run);
    executor.runDue();
    assertEquals(new Cursor(1, 1010), store.load().cursors().get(CONVERSATION));
  }

  @Test
  void deviceThatBeganNowHearsNothingOlderAfterARestartEither() throws IOException {
    ModelServer.Session bob = bob();
    say(bob, "one");
    say(bob, "two");
    ParleyClient first = started(StartFrom.now());
    assertEquals(new Cursor(2, 1020), store.load().cursors().get(CONVERSATION));
    close(first);
    say(bob, "three");
    ParleyClient _ = started(StartFrom.now());

    assertEquals(List.of("three"), heard.texts);
  }

  @Test
  void unsentMessagesOfAnEarlierProcessCanBeSeen() throws IOException {
    store.addMessage(new KeptMessage(CONVERSATION, "c0", Draft.to("bob", "hi"), null));
    ParleyClient client = client(transport, store, executor);

    assertEquals("c0", client.unsent().getFirst().clientMessageId());
  }

  @Test
  void fullOutboxAndARepeatedIdAreSaidAtOnce() throws IOException {
    ParleyClient client = client(transport, store, executor);
    Sending _ = client.send(Draft.to("bob", "1"), "c1");
    assertEquals(
        Outcome.Reason.DUPLICATE, failure(client.send(Draft.to("bob", "1"), "c1")).reason());
    Sending _ = client.send(Draft.to("bob", "2"), "c2");
    assertEquals(
        Outcome.Reason.OUTBOX_FULL, failure(client.send(Draft.to("bob", "3"), "c3")).reason());
  }

  @Test
  void messageThatCannotBeKeptIsNotSent() throws IOException {
    ClientStore broken = new BrokenStore();
    ParleyClient client = client(transport, broken, executor);
    client.start();
    executor.runDue();
    Sending sending = client.send(Draft.to("bob", "hi"));
    executor.runDue();

    assertEquals(Outcome.Reason.NOT_KEPT, failure(sending).reason());
    assertEquals(List.of(), server.timeline(CONVERSATION));
  }

  @Test
  void moreThanItCanLookAtEndsTheSocketAndIsCaughtUpWith() throws IOException {
    ParleyClient client = started();
    ModelServer.Session bob = bob();
    for (int i = 0; i < 30; i++) {
      say(bob, "message " + i);
    }
    executor.runDue();
    assertInstanceOf(ClientState.Offline.class, client.state());
    executor.advance(Duration.ofSeconds(5));

    assertEquals(30, heard.texts.size());
    assertEquals(2, transport.pipes.size());
  }

  @Test
  void historyAndConversationsAreAnswered() throws IOException {
    ParleyClient client = started();
    Sending _ = client.send(Draft.to("bob", "1"));
    Sending _ = client.send(Draft.to("bob", "2"));
    executor.runDue();
    var page = client.history(CONVERSATION, 0, 1);
    var list = client.conversations(10, "");
    executor.runDue();

    assertEquals("2", page.join().getEvents(0).getMessage().getText());
    assertEquals(CONVERSATION, list.join().getItems(0).getConversation());
  }

  @Test
  void callsFailWithACodeWhenTooManyWaitOrTheirTimeIsOver() throws IOException {
    ParleyClient client = client(transport, store, executor);
    var one = client.call(ClientFrame.getDefaultInstance());
    var two = client.call(ClientFrame.getDefaultInstance());
    var three = client.call(ClientFrame.getDefaultInstance());
    assertEquals(Code.RATE_LIMITED, code(three));
    assertFalse(one.isDone());
    executor.advance(Duration.ofSeconds(30));

    assertEquals(Code.UNAVAILABLE, code(one));
    assertEquals(Code.UNAVAILABLE, code(two));
  }

  @Test
  void bytesThatAreNoFrameAreToldAndTheSocketLives() throws IOException {
    ParleyClient client = started();
    transport.last().events.frame(new byte[] {1, 2, 3});
    executor.runDue();

    assertEquals(Trouble.Kind.BAD_FRAME, heard.troubles.getFirst().kind());
    assertInstanceOf(ClientState.Online.class, client.state());
  }

  /// An app's own store, on SQLite say.
  @Test
  void storeThatThrowsWhateverItLikesIsTroubleAndNoMore() throws IOException {
    BrokenStore broken = new BrokenStore();
    broken.bug = new IllegalStateException("database is locked");
    ModelServer.Session bob = bob();
    ParleyClient client = client(transport, broken, executor);
    client.start();
    executor.runDue();
    say(bob, "hi");
    Sending sending = client.send(Draft.to("bob", "hello"));
    executor.runDue();

    assertEquals(List.of("hi"), heard.texts);
    assertEquals(Trouble.Kind.STORE, heard.troubles.getFirst().kind());
    assertEquals(Outcome.Reason.NOT_KEPT, failure(sending).reason());
    assertInstanceOf(ClientState.Online.class, client.state());
  }

  @Test
  void callLargerThanAFrameFailsAndTheSocketLives() throws IOException {
    ParleyClient client = started();
    var call = client.conversations(10, "x".repeat(70_000));
    executor.runDue();

    assertEquals(Code.TOO_LARGE, code(call));
    assertInstanceOf(ClientState.Online.class, client.state());
  }

  private static final class BrokenStore implements ClientStore {
    @Nullable RuntimeException bug;

    private void fail() throws IOException {
      if (bug != null) {
        throw bug;
      }
      throw new IOException("no space left");
    }

    @Override
    public Kept load() {
      return new MemoryStore().load();
    }

    @Override
    public void saveCursor(String conversation, Cursor cursor) throws IOException {
      fail();
    }

    @Override
    public void saveSince(Instant since) throws IOException {
      fail();
    }

    @Override
    public void addMessage(KeptMessage message) throws IOException {
      fail();
    }

    @Override
    public void removeMessage(KeptMessage message) {}

    @Override
    public void close() {}
  }
}
