package io.parley.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Event;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The client around its machine: threads, listener, store; stepped.
class ParleyClientTest {
  private static final String CONVERSATION = "d:alice:bob";

  private final ManualClock clock = ManualClock.atStart();
  private final ManualExecutor executor = new ManualExecutor(clock);
  private final ModelServer server = new ModelServer(clock);
  private final PipeTransport transport = new PipeTransport(server, "alice", Encoding.PROTO);
  private final MemoryStore store = new MemoryStore();
  private final Heard heard = new Heard();

  private static final class Heard implements ClientListener {
    final List<String> texts = new ArrayList<>();
    final List<ClientState> states = new ArrayList<>();
    final List<Outcome> outcomes = new ArrayList<>();
    final List<Trouble> troubles = new ArrayList<>();
    RuntimeException thrown = new IllegalStateException();
    String throwsAt = "";

    @Override
    public void onEvent(Event event) {
      String text = event.getMessage().getText();
      if (text.equals(throwsAt)) {
        throw thrown;
      }
      texts.add(text);
    }

    @Override
    public void onState(ClientState state) {
      states.add(state);
    }

    @Override
    public void onOutcome(Sending sending, Outcome outcome) {
      outcomes.add(outcome);
    }

    @Override
    public void onTrouble(Trouble trouble) {
      troubles.add(trouble);
    }
  }

  private ParleyClient client(Transport carrier, ClientStore kept, Executor listening)
      throws IOException {
    return ParleyClient.builder(URI.create("ws://server/v1/ws"), "alice", "phone")
        .transport(carrier)
        .tokens(refused -> CompletableFuture.completedFuture("token"))
        .listener(heard)
        .store(kept)
        .startFrom(StartFrom.beginning())
        .limits(new ClientLimits(2, 2, 10, 10, 2, 1000))
        .executor(executor)
        .listenerExecutor(listening)
        .surroundings(clock::nanoTime, () -> 0.5)
        .open();
  }

  private ParleyClient started() throws IOException {
    ParleyClient client = client(transport, store, executor);
    client.start();
    executor.runDue();
    return client;
  }

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
    assertEquals(0, store.load().cursors().size());

    app.forEach(Runnable::run);
    executor.runDue();
    assertEquals(new Cursor(1, 1010), store.load().cursors().get(CONVERSATION));
  }

  @Test
  void listenerThatThrowsEndsTheClientAndGetsTheEventAgainFromTheNext() throws IOException {
    ModelServer.Session bob = bob();
    heard.throwsAt = "two";
    ParleyClient client = started();
    say(bob, "one");
    say(bob, "two");
    say(bob, "three");
    executor.runDue();
    ClientState.Closed closed = assertInstanceOf(ClientState.Closed.class, client.state());
    assertEquals(ClientState.Why.LISTENER_FAILED, closed.why());

    heard.throwsAt = "";
    ParleyClient _ = started();
    assertEquals(List.of("one", "two", "three"), heard.texts);
  }

  @Test
  void clientThatIsClosedKeepsItsOutboxForTheNextAndTheMessageIsStoredOnce() throws IOException {
    ParleyClient first = started();
    transport.last().deaf = true;
    Sending sending = first.send(Draft.to("bob", "hi"), "c1");
    executor.runDue();
    close(first);
    assertEquals(new Outcome.Kept(), sending.result().orElseThrow());

    ParleyClient second = started();
    assertEquals(1, server.timeline(CONVERSATION).size());
    assertEquals(List.of("hi"), heard.texts);
    assertEquals(List.of(), second.unsent());
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

  @Test
  void closedClientAsksForNothingMore() throws IOException {
    ParleyClient client = started();
    close(client);
    client.start();
    var call = client.history(CONVERSATION, 0, 1);
    executor.advance(Duration.ofHours(1));

    assertEquals(1, transport.pipes.size());
    assertTrue(call.isCompletedExceptionally());
    assertEquals(0, executor.waiting());
  }

  /// Without waiting for what this very thread has to run.
  private void close(ParleyClient client) {
    assertTrue(client.end(() -> {}));
    executor.runDue();
  }

  private ModelServer.Session bob() {
    return server.hello("bob", ClientFrame.getDefaultInstance(), frame -> {});
  }

  private void say(ModelServer.Session from, String text) {
    ClientFrame.Builder frame = ClientFrame.newBuilder();
    frame.getSendBuilder().setUser("alice").setText(text).setClientMessageId(text);
    ModelServer.Command _ = server.append(from, frame.build());
    server.applyNext();
  }

  private static Outcome.Failed failure(Sending sending) {
    return assertInstanceOf(Outcome.Failed.class, sending.result().orElseThrow());
  }

  private static Code code(CompletableFuture<?> call) {
    CompletionException thrown = assertThrows(CompletionException.class, call::join);
    return assertInstanceOf(RefusedException.class, thrown.getCause()).code();
  }

  private static final class BrokenStore implements ClientStore {
    @Override
    public Kept load() {
      return new MemoryStore().load();
    }

    @Override
    public void saveCursor(String conversation, Cursor cursor) throws IOException {
      throw new IOException("no space left");
    }

    @Override
    public void saveSince(Instant since) throws IOException {
      throw new IOException("no space left");
    }

    @Override
    public void addMessage(KeptMessage message) throws IOException {
      throw new IOException("no space left");
    }

    @Override
    public void removeMessage(KeptMessage message) {}

    @Override
    public void close() {}
  }
}
