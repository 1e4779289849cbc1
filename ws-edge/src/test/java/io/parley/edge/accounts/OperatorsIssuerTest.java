package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.parley.edge.Authenticator.Verdict;
import io.parley.protocol.v1.Code;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With a real server that publishes the keys.
class OperatorsIssuerTest {
  private final Vertx vertx = Vertx.vertx();
  private final PublicJsonWebKey key = OkpJwkGenerator.generateJwk("Ed25519");
  private final AtomicReference<String> published = new AtomicReference<>("");
  private final HttpServer issuer =
      vertx
          .createHttpServer()
          .requestHandler(request ->
              request
                  .response()
                  .setStatusCode(published.get().isEmpty() ? 500 : 200)
                  .end(published.get()))
          .listen(0, "127.0.0.1")
          .toCompletionStage()
          .toCompletableFuture()
          .join();

  OperatorsIssuerTest() throws JoseException {
    key.setKeyId("k1");
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private AccountsServer start(Path folder) {
    return start(folder, issuer.actualPort(), "2s");
  }

  private static AccountsServer start(Path folder, int port, String within) {
    return new AccountsServer(
        folder,
        """
        issuer:
          jwks-url: http://127.0.0.1:%d/jwks
          issuer: https://id.example
          audience: parley
          fetch-within: %s
          fetch-again-after: 100ms
        """
            .formatted(port, within));
  }

  private String token() {
    return ForgedTokens.signed(
        "EdDSA",
        "k1",
        key.getPrivateKey(),
        "{\"iss\":\"https://id.example\",\"aud\":\"parley\",\"sub\":\"alice\",\"did\":\"phone\",\"exp\":%d}"
            .formatted(InstantSource.system().instant().getEpochSecond() + 300));
  }

  private static Verdict verdict(AccountsServer server, String token) {
    return server.accounts.authenticator().verify(token, "").toCompletableFuture().join();
  }

  @Test
  void itsTokensAreGoodAndItsKeysAreItsOwn(@TempDir Path folder) {
    published.set(new JsonWebKeySet(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
    try (AccountsServer server = start(folder)) {
      assertEquals(new Verdict.Accepted("alice", "phone", 1), verdict(server, token()));
      assertEquals(200, server.withToken("GET", "/v1/devices", token()).status());
      for (String path : new String[] {"/v1/accounts", "/v1/tokens", "/v1/tokens/refresh"}) {
        AccountsServer.Reply reply = server.send("POST", path, "{}");
        assertEquals(501, reply.status());
        assertEquals("UNSUPPORTED", reply.text("code"));
      }
      assertEquals(501, server.send("GET", "/.well-known/jwks.json", "").status());
      assertEquals(false, Files.exists(folder.resolve("keys")));
    }
  }

  @Test
  void anIssuerThatFailsOrTalksWithoutEndIsUnavailable(@TempDir Path folder) {
    try (AccountsServer server = start(folder)) {
      assertUnavailable(verdict(server, token()));
    }
    published.set("x".repeat(1 << 20));
    try (AccountsServer server = start(folder)) {
      assertUnavailable(verdict(server, token()));
    }
    published.set("nonsense");
    try (AccountsServer server = start(folder)) {
      assertUnavailable(verdict(server, token()));
    }
  }

  @Test
  void anIssuerThatNeverEndsItsAnswerIsCutOff(@TempDir Path folder) throws Exception {
    CompletableFuture<Void> cut = new CompletableFuture<>();
    HttpServer dripping =
        vertx
            .createHttpServer()
            .requestHandler(request -> {
              request.connection().closeHandler(_ -> cut.complete(null));
              request.response().setChunked(true);
              vertx.setPeriodic(
                  20,
                  _ -> {
                    Future<Void> _ = request.response().write(" ");
                  });
            })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    try (AccountsServer server = start(folder, dripping.actualPort(), "200ms")) {
      assertUnavailable(verdict(server, token()));
      cut.get(10, TimeUnit.SECONDS);
    }
  }

  private static void assertUnavailable(Verdict verdict) {
    assertEquals(Code.UNAVAILABLE, assertInstanceOf(Verdict.Refused.class, verdict).code());
  }
}
