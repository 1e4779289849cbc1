package io.parley.benchmarks;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Makes accounts and fetches their tokens over HTTP, a few at a time. Blocks.
final class Enrolment {
  private static final String PASSWORD = "benchmark only";
  private static final String DEVICE = "bench";
  private static final int AT_ONCE = 8;
  private static final int ATTEMPTS_MAX = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient client;
  private final List<URI> edges;

  /// @param edges asked in turn
  Enrolment(HttpClient client, List<URI> edges) {
    this.client = client;
    this.edges = List.copyOf(edges);
  }

  /// So many people in pairs who write to each other.
  ///
  /// @param prefix of their user ids, not used before
  List<LoadSocket.Person> people(String prefix, int count)
      throws IOException, InterruptedException {
    List<LoadSocket.Person> people = new ArrayList<>();
    // its queue holds one small task for each of `count` people, and it ends here
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<String>> tokens = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String user = prefix + i;
        URI edge = edges.get(i % edges.size());
        tokens.add(threads.submit(() -> enrol(edge, user)));
      }
      for (int i = 0; i < count; i++) {
        String token = tokens.get(i).get();
        people.add(new LoadSocket.Person(i, prefix + i, token, DEVICE, prefix + (i ^ 1)));
      }
    } catch (ExecutionException e) {
      throw new IOException("an account could not be made: " + e.getMessage(), e);
    }
    return people;
  }

  private String enrol(URI edge, String user) throws IOException, InterruptedException {
    JsonObject account = new JsonObject().put("userId", user).put("password", PASSWORD);
    post(edge.resolve("/v1/accounts"), account, 201);
    return post(edge.resolve("/v1/tokens"), account.put("deviceId", DEVICE), 200)
        .getString("accessToken");
  }

  /// Waits as long as a throttle says.
  private JsonObject post(URI where, JsonObject body, int expected)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(where)
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
            .build();
    for (int attempt = 1; ; attempt++) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == expected) {
        return answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
      }
      boolean canPass = answer.statusCode() == 429 || answer.statusCode() == 503;
      if (!canPass || attempt == ATTEMPTS_MAX) {
        throw new IOException(where + ": " + answer.statusCode() + " " + answer.body());
      }
      long retryMs = new JsonObject(answer.body()).getLong("retryAfterMs", 1000L);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(retryMs));
    }
  }
}
