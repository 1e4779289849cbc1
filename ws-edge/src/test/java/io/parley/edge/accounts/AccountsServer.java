package io.parley.edge.accounts;

import io.parley.history.accounts.AccountStores;
import io.parley.protocol.v1.CloseCode;
import io.parley.runtime.RequestId;
import io.parley.runtime.Surroundings;
import io.parley.runtime.resilience.Policies;
import io.parley.runtime.resilience.PolicyMetrics;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The API on a port of its own, with stores in memory; what a socket closer would get is kept.
final class AccountsServer implements AutoCloseable {
  /// Cheap hashes, no throttling.
  static final String FAST =
      """
      passwords: {memory: 64KiB, passes: 1, queue-max: 1000}
      throttling: {user-burst: 100000, user-per-minute: 100000, address-burst: 100000, address-per-minute: 100000}
      """;

  final AccountStores stores;
  final List<String> closed = new CopyOnWriteArrayList<>();
  final EdgeAccounts accounts;
  private final Surroundings surroundings = Surroundings.real();
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  AccountsServer(Path folder, String yaml) {
    this(folder, yaml, AccountStores.inMemory());
  }

  AccountsServer(Path folder, String yaml, AccountStores stores) {
    this.stores = stores;
    AccountsConfig config = Configs.read("keys: " + folder.resolve("keys") + "\n" + yaml);
    accounts =
        new EdgeAccounts(
            config,
            new EdgeAccounts.Outside(
                stores,
                this::close,
                surroundings,
                new Policies(surroundings, PolicyMetrics.NONE),
                AccountsMetrics.NONE),
            vertx);
    accounts.start().toCompletableFuture().join();
    server =
        vertx
            .createHttpServer()
            .requestHandler(request -> {
              if (!accounts.http().answer(request, new RequestId("test"))) {
                request.response().setStatusCode(404).end("not an account's");
              }
            })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  private CompletionStage<Void> close(String user, String device, CloseCode code) {
    closed.add(user + "/" + device + " " + code.getNumber());
    return CompletableFuture.completedStage(null);
  }

  int port() {
    return server.actualPort();
  }

  record Reply(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    JsonObject json() {
      return new JsonObject(response.body());
    }

    String text(String field) {
      return json().getString(field);
    }

    @Nullable String header(String name) {
      return response.headers().firstValue(name).orElse(null);
    }
  }

  Reply send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new Reply(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  Reply post(String path, JsonObject body) {
    return send("POST", path, body.encode(), "Content-Type", "application/json");
  }

  Reply create(String user, String password) {
    return post("/v1/accounts", new JsonObject().put("userId", user).put("password", password));
  }

  Reply logIn(String user, String password, String device) {
    return post(
        "/v1/tokens",
        new JsonObject().put("userId", user).put("password", password).put("deviceId", device));
  }

  Reply refresh(String token) {
    return post("/v1/tokens/refresh", new JsonObject().put("refreshToken", token));
  }

  Reply withToken(String method, String path, String token) {
    return send(method, path, "", "Authorization", "Bearer " + token);
  }

  @Override
  public void close() {
    client.close();
    server.close().toCompletionStage().toCompletableFuture().join();
    accounts.stop().toCompletableFuture().join();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    surroundings.close();
  }
}
