package io.parley.client;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/// A client around its machine, with threads, time and server in the hands of a test.
abstract class SteppedClient {
  static final String CONVERSATION = "d:alice:bob";

  final ManualClock clock = ManualClock.atStart();
  final ManualExecutor executor = new ManualExecutor(clock);
  final ModelServer server = new ModelServer(clock);
  final PipeTransport transport = new PipeTransport(server, "alice", Encoding.PROTO);
  final MemoryStore store = new MemoryStore();
  final Heard heard = new Heard();
  CompletableFuture<String> tokens = CompletableFuture.completedFuture("token");

  static final class Heard implements ClientListener {
    final List<String> texts = new ArrayList<>();
    final List<ClientState> states = new ArrayList<>();
    final List<Outcome> outcomes = new ArrayList<>();
    final List<Trouble> troubles = new ArrayList<>();
    boolean throwsWhenClosed;
    RuntimeException thrown = new IllegalStateException();
    String throwsAt = "";

    @Override
    public void onEvent(Event event) {
      String text = event.getMessage().getText();
      if (!text.isEmpty() && text.equals(throwsAt)) {
        throw thrown;
      }
      texts.add(text);
    }

    @Override
    public void onState(ClientState state) {
      states.add(state);
      if (throwsWhenClosed && state instanceof ClientState.Closed) {
        throw thrown;
      }
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

  ParleyClient client(Transport carrier, ClientStore kept, Executor listening) throws IOException {
    return client(carrier, kept, listening, StartFrom.beginning());
  }

  private ParleyClient client(
      Transport carrier, ClientStore kept, Executor listening, StartFrom from) throws IOException {
    return ParleyClient.builder(URI.create("ws://server/v1/ws"), "alice", "phone")
        .transport(carrier)
        .tokens(refused -> tokens)
        .listener(heard)
        .store(kept)
        .startFrom(from)
        .limits(new ClientLimits(2, 2, 10, 10, 2, 1000))
        .executor(executor)
        .listenerExecutor(listening)
        .surroundings(clock::nanoTime, () -> 0.5)
        .open();
  }

  ParleyClient started() throws IOException {
    return started(StartFrom.beginning());
  }

  ParleyClient started(StartFrom from) throws IOException {
    ParleyClient client = client(transport, store, executor, from);
    client.start();
    executor.runDue();
    return client;
  }

  /// Without waiting for what this very thread has to run.
  void close(ParleyClient client) {
    assertTrue(client.end(() -> {}));
    executor.runDue();
  }

  ModelServer.Session bob() {
    return server.hello("bob", ClientFrame.getDefaultInstance(), frame -> {});
  }

  void say(ModelServer.Session from, String text) {
    ClientFrame.Builder frame = ClientFrame.newBuilder();
    frame.getSendBuilder().setUser("alice").setText(text).setClientMessageId(text);
    ModelServer.Command _ = server.append(from, frame.build());
    server.applyNext();
  }

  static Outcome.Failed failure(Sending sending) {
    return assertInstanceOf(Outcome.Failed.class, sending.result().orElseThrow());
  }

  static CompletableFuture<String> refusal(Code code) {
    return CompletableFuture.failedFuture(new RefusedException(code, "no", Duration.ZERO));
  }

  static Code code(CompletableFuture<?> call) {
    CompletionException thrown = assertThrows(CompletionException.class, call::join);
    return assertInstanceOf(RefusedException.class, thrown.getCause()).code();
  }
}
