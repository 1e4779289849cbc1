package io.parley.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.v1.Code;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How a client ends, by whom, and what whoever waits for it hears.
class ClientEndTest extends SteppedClient {
  @Test
  void listenerThatThrowsEndsTheClientAndGetsTheEventAgainFromTheNext() throws IOException {
    ModelServer.Session bob = bob();
    heard.throwsAt = "two";
    ParleyClient client = started();
    say(bob, "one");
    say(bob, "two");
    say(bob, "three");
    executor.runDue();
    assertEquals(ClientState.Why.LISTENER_FAILED, why(client));

    heard.throwsAt = "";
    ParleyClient _ = started();
    assertEquals(List.of("one", "two", "three"), heard.texts);
  }

  @Test
  void clientWhoseListenerThrewDoesNotStartAgain() throws IOException {
    ModelServer.Session bob = bob();
    heard.throwsAt = "one";
    ParleyClient client = started();
    say(bob, "one");
    executor.runDue();
    client.start();
    executor.advance(Duration.ofMinutes(1));

    assertEquals(ClientState.Why.LISTENER_FAILED, why(client));
    assertEquals(1, transport.pipes.size());
  }

  @Test
  void listenerThatThrowsWhenToldOfAnotherEndLeavesNothingToStartEither() throws IOException {
    ParleyClient client = started();
    heard.throwsWhenClosed = true;
    transport.last().events.closed(Transport.Closing.closed(4409, ""));
    executor.runDue();
    assertEquals(ClientState.Why.LISTENER_FAILED, why(client));
    client.start();
    executor.advance(Duration.ofMinutes(1));

    assertEquals(1, transport.pipes.size());
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
  void whoWaitsForAMessageNeedNotWaitForAPersonToSignIn() throws IOException {
    tokens = refusal(Code.UNAUTHENTICATED);
    ParleyClient client = client(transport, store, executor);
    Sending before = client.send(Draft.to("bob", "1"));
    client.start();
    executor.runDue();
    assertEquals(new Outcome.Kept(), before.result().orElseThrow());
    Sending after = client.send(Draft.to("bob", "2"));
    executor.runDue();
    assertEquals(new Outcome.Kept(), after.result().orElseThrow());
    List<Sending> unsent = client.unsent();
    assertEquals(2, unsent.size());

    tokens = CompletableFuture.completedFuture("token");
    client.start();
    executor.runDue();
    assertEquals(List.of("1", "2"), heard.texts);
    for (Sending sending : unsent) {
      assertInstanceOf(Outcome.Sent.class, sending.result().orElseThrow());
    }
  }

  @Test
  void refusalOfATokenIsToldWithItsCode() throws IOException {
    tokens = refusal(Code.CONFLICT);
    ParleyClient _ = started();

    assertEquals(
        new ClientState.Closed(ClientState.Why.REFUSED, Code.CONFLICT, "CONFLICT: no"),
        heard.states.getLast());
  }

  @Test
  void messageForAClosedClientFailsAtOnce() throws IOException {
    ParleyClient client = started();
    close(client);
    Sending sending = client.send(Draft.to("bob", "hi"));
    executor.runDue();

    assertEquals(Outcome.Reason.NOT_KEPT, failure(sending).reason());
    assertEquals(List.of(), client.unsent());
  }

  @Test
  void listenerMayCloseTheClientAndHearsNothingAfter() throws IOException {
    ModelServer.Session bob = bob();
    List<ParleyClient> self = new ArrayList<>();
    ClientListener closing =
        event -> {
          heard.onEvent(event);
          self.getFirst().close();
        };
    self.add(
        ParleyClient.builder(URI.create("ws://server/v1/ws"), "alice", "phone")
            .transport(transport)
            .tokens(refused -> tokens)
            .listener(closing)
            .store(store)
            .startFrom(StartFrom.beginning())
            .executor(executor)
            .listenerExecutor(Runnable::run)
            .surroundings(clock::nanoTime, () -> 0.5)
            .open());
    self.getFirst().start();
    executor.runDue();
    say(bob, "one");
    say(bob, "two");
    executor.runDue();

    assertEquals(List.of("one"), heard.texts);
    assertEquals(ClientState.Why.STOPPED, why(self.getFirst()));
  }

  /// They share a thread: to wait for the other would be to wait for oneself.
  @Test
  @Timeout(4)
  void listenerMayCloseAnotherClientOfItsThread() throws IOException {
    ParleyClient other = client(transport, new MemoryStore(), executor);
    ModelServer.Session bob = bob();
    ParleyClient client =
        ParleyClient.builder(URI.create("ws://server/v1/ws"), "alice", "tablet")
            .transport(transport)
            .tokens(refused -> tokens)
            .listener(event -> other.close())
            .executor(executor)
            .listenerExecutor(executor)
            .surroundings(clock::nanoTime, () -> 0.5)
            .open();
    client.start();
    say(bob, "hi");
    executor.runDue();

    assertFalse(other.end(() -> {}), "closed before");
  }

  @Test
  void listenersExecutorThatTakesNothingEndsTheClientAndSaysSo() throws IOException {
    ParleyClient client =
        client(
            transport,
            store,
            task -> {
              throw new RejectedExecutionException("full");
            });
    client.start();
    executor.runDue();

    assertEquals(ClientState.Why.LISTENER_FAILED, why(client));
  }

  @Test
  void executorThatWasEndedEndsTheClientAndNobodyWaitsForIt() throws IOException {
    ParleyClient client = client(transport, store, Runnable::run);
    client.start();
    executor.runDue();
    executor.shutdown();
    Sending sending = client.send(Draft.to("bob", "hi"));
    var call = client.history(CONVERSATION, 0, 1);
    AtomicBoolean done = new AtomicBoolean();
    assertTrue(client.end(() -> done.set(true)));

    assertEquals(Outcome.Reason.NOT_KEPT, failure(sending).reason());
    assertTrue(call.isCompletedExceptionally());
    assertTrue(done.get());
    assertTrue(transport.last().closed);
  }

  @Test
  void whatWasReadLastIsToldBeforeItCloses() throws IOException {
    ParleyClient client = started();
    client.mark(CONVERSATION, 1, 1, 10);
    executor.runDue();
    client.mark(CONVERSATION, 2, 2, 20);
    executor.runDue();
    assertEquals(List.of(1L), transport.last().read);
    close(client);

    assertEquals(List.of(1L, 2L), transport.last().read);
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

  private static ClientState.Why why(ParleyClient client) {
    return assertInstanceOf(ClientState.Closed.class, client.state()).why();
  }
}
