package io.parley.standalone.up;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Asks a process's admin port. Blocks for two seconds at most.
public final class AdminClient {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(PATIENCE).version(HttpClient.Version.HTTP_1_1).build();

  private AdminClient() {}

  static boolean lives(String host, int port) {
    return get(host, port, "/livez").map(answer -> answer.statusCode() == 200).orElse(false);
  }

  static boolean ready(String host, int port) {
    return get(host, port, "/readyz").map(answer -> answer.statusCode() == 200).orElse(false);
  }

  /// `ready`, `unready: ` with what is down, or `no answer`.
  public static String readiness(String host, int port) {
    Optional<HttpResponse<String>> answer = get(host, port, "/readyz");
    if (answer.isEmpty()) {
      return "no answer";
    }
    try {
      JsonObject body = new JsonObject(answer.get().body());
      JsonObject dependencies = body.getJsonObject("dependencies", new JsonObject());
      List<String> down = new ArrayList<>();
      for (String name : dependencies.fieldNames()) {
        JsonObject dependency = dependencies.getJsonObject(name);
        if (dependency == null || !"up".equals(dependency.getString("status"))) {
          down.add(name);
        }
      }
      return answer.get().statusCode() == 200
          ? "ready"
          : "unready: "
              + (down.isEmpty() ? body.getString("phase") : String.join(", ", down) + " down");
    } catch (DecodeException | ClassCastException e) {
      return "a strange answer";
    }
  }

  /// The value of a metric without labels.
  public static Optional<Long> metric(String host, int port, String name) {
    return get(host, port, "/metrics")
        .flatMap(answer ->
            answer
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> Math.round(Double.parseDouble(line.substring(name.length() + 1))))
                .findFirst());
  }

  private static Optional<HttpResponse<String>> get(String host, int port, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + path))
            .timeout(PATIENCE)
            .build();
    try {
      return Optional.of(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
