package io.parley.client.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.client.ClientListener;
import io.parley.client.ClientState;
import io.parley.client.ClientTimes;
import io.parley.client.Draft;
import io.parley.client.Encoding;
import io.parley.client.JournalStore;
import io.parley.client.ModelServerSocket;
import io.parley.client.Outcome;
import io.parley.client.ParleyClient;
import io.parley.client.RefusedException;
import io.parley.client.Sending;
import io.parley.client.StartFrom;
import io.parley.client.Transport;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Event;
import io.parley.testing.Eventually;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Two people over real sockets and real HTTP.
@Timeout(60)
class OkHttpIT {
  private static final ClientTimes QUICK =
      new ClientTimes(
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofSeconds(30),
          Duration.ofMillis(10),
          Duration.ofMillis(100),
          Duration.ofSeconds(30));

  private final OkHttpClient http = new OkHttpClient();
  private final ModelServerSocket server;
  private final Accounts accounts;

  @TempDir private Path folder;

  OkHttpIT() throws Exception {
    server = new ModelServerSocket();
    accounts = new Accounts(http, server.httpAddress());
    for (String user : List.of("alice", "bob")) {
      Void _ = accounts.create(user, "password of " + user).get(10, TimeUnit.SECONDS);
    }
  }

  @AfterEach
  void end() throws Exception {
    server.close();
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }

  private static final class Heard implements ClientListener {
    final List<String> texts = new CopyOnWriteArrayList<>();
    final List<ClientState> states = new CopyOnWriteArrayList<>();

    @Override
    public void onEvent(Event event) {
      texts.add(event.getMessage().getText());
    }

    @Override
    public void onState(ClientState state) {
      states.add(state);
    }
  }

  private ParleyClient client(String user, Encoding encoding, Heard heard) throws Exception {
    ParleyClient client =
        ParleyClient.builder(server.socketAddress(), user, "laptop")
            .transport(new OkHttpTransport(http))
            .tokens(
                new AccountTokens(
                    accounts, user, "password of " + user, "laptop", System::nanoTime))
            .listener(heard)
            .encoding(encoding)
            .times(QUICK)
            .startFrom(StartFrom.beginning())
            .store(JournalStore.open(folder.resolve(user)))
            .open();
    client.start();
    return client;
  }

  @ParameterizedTest
  @EnumSource
  void twoPeopleChatAcrossLostSocketsInBothEncodings(Encoding encoding) throws Exception {
    Heard alices = new Heard();
    Heard bobs = new Heard();
    try (ParleyClient alice = client("alice", encoding, alices);
        ParleyClient bob = client("bob", encoding, bobs)) {
      for (int i = 1; i <= 30; i++) {
        Sending from =
            (i % 2 == 0 ? alice : bob).send(Draft.to(i % 2 == 0 ? "bob" : "alice", "m" + i));
        if (i % 10 == 5) {
          server.turnAway(2);
          server.closeSockets(i == 5 ? 1012 : 4408);
        }
        assertInstanceOf(Outcome.Sent.class, from.outcome().get(30, TimeUnit.SECONDS));
      }
      eventually(() -> assertEquals(30, alices.texts.size()));
      eventually(() -> assertEquals(30, bobs.texts.size()));
      assertEquals(alices.texts, bobs.texts);
    }
  }

  @Test
  void processThatComesBackGetsWhatItMissedAndSendsWhatItHad() throws Exception {
    Heard alices = new Heard();
    try (ParleyClient alice = client("alice", Encoding.PROTO, alices)) {
      Outcome _ = alice.send(Draft.to("bob", "one")).outcome().get(30, TimeUnit.SECONDS);
      eventually(() -> assertEquals(List.of("one"), alices.texts));
    }
    try (ParleyClient bob = client("bob", Encoding.PROTO, new Heard())) {
      Outcome _ = bob.send(Draft.to("alice", "two")).outcome().get(30, TimeUnit.SECONDS);
    }
    try (ParleyClient alice = client("alice", Encoding.PROTO, alices)) {
      eventually(() -> assertEquals(List.of("one", "two"), alices.texts));
      assertEquals(List.of(), alice.unsent());
    }
  }

  @Test
  void replacedDeviceStaysAway() throws Exception {
    Heard alices = new Heard();
    try (ParleyClient alice = client("alice", Encoding.PROTO, alices)) {
      eventually(() -> assertInstanceOf(ClientState.Online.class, alice.state()));
      server.closeSockets(4409);
      eventually(() -> assertInstanceOf(ClientState.Closed.class, alice.state()));
    }
  }

  /// A dispatcher of OkHttp has 64 calls under way at most, and counts open sockets as such.
  @Test
  void hundredClientsShareOneOkHttpClient() throws Exception {
    OkHttpTransport transport =
        new OkHttpTransport(http, Executors.newVirtualThreadPerTaskExecutor());
    ScheduledExecutorService shared = new ScheduledThreadPoolExecutor(1);
    AccountTokens tokens =
        new AccountTokens(accounts, "alice", "password of alice", "laptop", System::nanoTime);
    List<ParleyClient> clients = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      ParleyClient client =
          ParleyClient.builder(server.socketAddress(), "alice", "device" + i)
              .transport(transport)
              .tokens(tokens)
              .listener(new Heard())
              .executor(shared)
              .listenerExecutor(Runnable::run)
              .open();
      client.start();
      clients.add(client);
    }
    for (ParleyClient client : clients) {
      eventually(() -> assertInstanceOf(ClientState.Online.class, client.state()));
    }
    clients.forEach(ParleyClient::close);
    shared.shutdown();
  }

  @Test
  void handshakeThatIsNeverAnsweredLeavesNoThreadAndNoConnectionBehind() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Transport.Connection connection =
          new OkHttpTransport(http, threads)
              .connect(
                  new Transport.Endpoint(
                      URI.create("ws://127.0.0.1:" + mute.getLocalPort() + "/v1/ws"),
                      "parley.v1.proto",
                      false),
                  new Unheard());
      try (Socket accepted = mute.accept()) {
        accepted.setSoTimeout(10_000);
        InputStream in = accepted.getInputStream();
        assertEquals('G', in.read()); // the handshake is under way
        connection.close(1000);
        long rest = in.transferTo(OutputStream.nullOutputStream());
        assertTrue(rest > 0, "GET was all");
      }
    }
    threads.shutdown();
    assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS), "a thread still waits");
  }

  private static final class Unheard implements Transport.Events {
    @Override
    public void opened() {}

    @Override
    public void frame(byte[] bytes) {}

    @Override
    public void closed(Transport.Closing closing) {}
  }

  @Test
  void refusalsOfAccountsHaveTheirCode() {
    assertEquals(
        Code.CONFLICT,
        code(
            assertThrows(
                ExecutionException.class,
                () -> accounts.create("alice", "x").get(10, TimeUnit.SECONDS))));
    assertEquals(
        Code.UNAUTHENTICATED,
        code(
            assertThrows(
                ExecutionException.class,
                () -> accounts.signIn("alice", "wrong", "laptop").get(10, TimeUnit.SECONDS))));
  }

  @Test
  void tokenIsKeptUntilItExpiresAndRefreshedThen() throws Exception {
    long[] now = {0};
    AccountTokens tokens =
        new AccountTokens(accounts, "alice", "password of alice", "laptop", () -> now[0]);
    assertEquals("alice", tokens.token(false).toCompletableFuture().get(10, TimeUnit.SECONDS));
    assertEquals("alice", tokens.token(false).toCompletableFuture().get(10, TimeUnit.SECONDS));
    assertEquals(0, server.refreshes());
    now[0] = Duration.ofSeconds(31).toNanos();
    assertEquals("alice", tokens.token(false).toCompletableFuture().get(10, TimeUnit.SECONDS));
    assertEquals(1, server.refreshes());
    assertTrue(tokens.token(true).toCompletableFuture().get(10, TimeUnit.SECONDS).equals("alice"));
    assertEquals(2, server.refreshes());
  }

  private static void eventually(Eventually.Check check) {
    Eventually.eventually(Duration.ofSeconds(20), check);
  }

  private static Code code(ExecutionException thrown) {
    return assertInstanceOf(RefusedException.class, thrown.getCause()).code();
  }
}
