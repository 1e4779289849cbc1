package io.parley.standalone.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.testing.Eventually;
import io.parley.testing.delivery.PlainAccounts;
import io.parley.testing.delivery.Subprotocol;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Makes accounts on a system and connects their devices.
final class People {
  private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(30);

  private static final Duration KNOCK_EVERY = Duration.ofMillis(200);

  static final String PASSWORD = "correct horse";

  private final HttpClient client;
  private final PlainAccounts accounts;
  private final List<URI> edges;

  People(HttpClient client, MessageSystem system) {
    this.client = client;
    this.accounts = new PlainAccounts(client, system.http());
    this.edges = system.sockets();
  }

  PlainAccounts accounts() {
    return accounts;
  }

  void create(String... users) throws IOException, InterruptedException {
    for (String user : users) {
      PlainAccounts.Answer answer = served(() -> accounts.create(user, PASSWORD));
      assertEquals(201, answer.status(), answer::body);
    }
  }

  PlainAccounts.Tokens logIn(String user, String device) throws IOException, InterruptedException {
    PlainAccounts.Answer answer = served(() -> accounts.logIn(user, PASSWORD, device));
    assertEquals(200, answer.status(), answer::body);
    return PlainAccounts.Tokens.of(answer);
  }

  /// An edge that was killed comes back, and what it stands on does: whoever finds its door shut,
  /// or is told to come later, comes again.
  private static PlainAccounts.Answer served(Call call) throws IOException, InterruptedException {
    long until = System.nanoTime() + CONNECTED_WITHIN.toNanos();
    while (true) {
      try {
        PlainAccounts.Answer answer = call.run();
        if (answer.status() != 503 || System.nanoTime() - until > 0) {
          return answer;
        }
      } catch (ConnectException e) {
        if (System.nanoTime() - until > 0) {
          throw e;
        }
      }
      LockSupport.parkNanos(KNOCK_EVERY.toNanos());
    }
  }

  @FunctionalInterface
  private interface Call {
    PlainAccounts.Answer run() throws IOException, InterruptedException;
  }

  /// A socket that has not said anything yet.
  ///
  /// @param edge counted from 0; beyond the last one from the first again
  TestSocket dial(Subprotocol subprotocol, int edge) {
    return new TestSocket(client, edges.get(edge % edges.size()), subprotocol);
  }

  /// A welcomed device. On a busy machine it may take a few attempts, as for any client.
  TestSocket connect(String user, String device, Subprotocol subprotocol, int edge)
      throws IOException, InterruptedException {
    String token = logIn(user, device).access();
    List<TestSocket> welcomed = new ArrayList<>();
    Eventually.eventually(
        CONNECTED_WITHIN,
        () -> {
          TestSocket socket = dial(subprotocol, edge);
          try {
            welcome(socket, token, device, "");
            welcomed.add(socket);
          } catch (AssertionError e) {
            socket.close();
            throw e;
          }
        });
    return welcomed.getFirst();
  }

  /// Says hello and returns the welcome.
  ///
  /// @param more members of the hello, each with a comma before it
  static JsonObject welcome(TestSocket socket, String token, String device, String more)
      throws InterruptedException {
    hello(socket, token, device, more);
    JsonObject answer = socket.answer("hello");
    assertTrue(answer.containsKey("welcome"), answer::encode);
    return answer.getJsonObject("welcome");
  }

  static void hello(TestSocket socket, String token, String device, String more) {
    socket.say(
        """
        {"id":"hello","hello":{"token":"%s","deviceId":"%s","app":"test/1"%s}}
        """
            .formatted(token, device, more));
  }
}
