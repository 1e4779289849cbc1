package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.Authenticator.Verdict;
import io.parley.edge.accounts.AccountsServer.Reply;
import io.parley.protocol.v1.Code;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountsApiTest {
  private static final String PASSWORD = "correct horse";

  private final AccountsServer server;

  AccountsApiTest(@TempDir Path folder) {
    server = new AccountsServer(folder, "devices-max: 3\n" + AccountsServer.FAST);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static void assertProblem(int status, String code, Reply reply) {
    assertEquals(status, reply.status(), reply.response().body());
    assertEquals("application/problem+json", reply.header("Content-Type"));
    assertEquals(code, reply.text("code"));
    assertEquals(status, reply.json().getInteger("status"));
  }

  private Reply loggedIn(String user, String device) {
    server.create(user, PASSWORD);
    Reply reply = server.logIn(user, PASSWORD, device);
    assertEquals(200, reply.status(), reply.response().body());
    return reply;
  }

  private Verdict verdict(String token, String device) {
    return server.accounts.authenticator().verify(token, device).toCompletableFuture().join();
  }

  private void assertOut(String token) {
    assertEquals(
        Code.UNAUTHENTICATED, assertInstanceOf(Verdict.Refused.class, verdict(token, "")).code());
  }

  @Test
  void anAccountLogsInAndItsTokenIsGoodForItsDevice() {
    Reply created = server.create("alice", PASSWORD);
    assertEquals(201, created.status());
    Reply reply = server.logIn("alice", PASSWORD, "phone");
    assertEquals(200, reply.status());
    assertEquals("application/json", reply.header("Content-Type"));
    assertEquals("no-store", reply.header("Cache-Control"));
    assertEquals(900, reply.json().getInteger("expiresIn"));
    String token = reply.text("accessToken");
    assertEquals(new Verdict.Accepted("alice", "phone", 1), verdict(token, ""));
    assertEquals(new Verdict.Accepted("alice", "phone", 1), verdict(token, "phone"));
    assertEquals(
        Code.UNAUTHENTICATED,
        assertInstanceOf(Verdict.Refused.class, verdict(token, "laptop")).code());
    assertTrue(server.accounts.users().exists("alice").toCompletableFuture().join());
    assertFalse(server.accounts.users().exists("bob").toCompletableFuture().join());
  }

  @Test
  void aTakenUserIdIsAConflict() {
    server.create("alice", PASSWORD);
    assertProblem(409, "CONFLICT", server.create("alice", "another password"));
    assertEquals(200, server.logIn("alice", PASSWORD, "phone").status());
  }

  @Test
  void ofAHundredCreationsOfOneUserIdOneSucceeds() {
    try (ExecutorService threads = Executors.newFixedThreadPool(20)) {
      List<CompletableFuture<Integer>> all =
          IntStream.range(0, 100)
              .mapToObj(_ ->
                  CompletableFuture.supplyAsync(
                      () -> server.create("alice", PASSWORD).status(), threads))
              .toList();
      List<Integer> statuses = all.stream().map(CompletableFuture::join).toList();
      assertEquals(1, statuses.stream().filter(status -> status == 201).count());
      assertEquals(99, statuses.stream().filter(status -> status == 409).count());
    }
  }

  @Test
  void aWrongPasswordAndAnUnknownUserAreToldAlike() {
    server.create("alice", PASSWORD);
    Reply wrong = server.logIn("alice", "wrong horse", "phone");
    Reply unknown = server.logIn("nobody", "wrong horse", "phone");
    assertProblem(401, "UNAUTHENTICATED", wrong);
    assertEquals("Bearer", wrong.header("WWW-Authenticate"));
    assertEquals(wrong.response().body(), unknown.response().body());
  }

  @Test
  void aRefreshTokenIsGoodOnce() {
    Reply first = loggedIn("alice", "phone");
    Reply second = server.refresh(first.text("refreshToken"));
    assertEquals(200, second.status());
    assertNotEquals(first.text("refreshToken"), second.text("refreshToken"));
    assertInstanceOf(Verdict.Accepted.class, verdict(second.text("accessToken"), "phone"));
    assertProblem(401, "UNAUTHENTICATED", server.refresh(first.text("refreshToken")));
    assertEquals(200, server.refresh(second.text("refreshToken")).status());
  }

  @Test
  void anOldRefreshTokenLogsItsDeviceOutAndClosesItsSockets() {
    Reply first = loggedIn("alice", "phone");
    Reply second = server.refresh(first.text("refreshToken"));
    Reply third = server.refresh(second.text("refreshToken"));
    assertProblem(401, "UNAUTHENTICATED", server.refresh(first.text("refreshToken")));
    assertProblem(401, "UNAUTHENTICATED", server.refresh(third.text("refreshToken")));
    assertOut(third.text("accessToken"));
    assertEquals(List.of("alice/phone 4401"), server.closed);
  }

  @ParameterizedTest
  @CsvSource({"nonsense", "AAAA", "eyJhbGciOiJub25lIn0.e30."})
  void aMadeUpRefreshTokenIsRefused(String token) {
    assertProblem(401, "UNAUTHENTICATED", server.refresh(token));
  }

  @Test
  void aNewLogInOfADeviceVoidsWhatItHad() {
    Reply first = loggedIn("alice", "phone");
    Reply second = loggedIn("alice", "phone");
    assertOut(first.text("accessToken"));
    assertProblem(401, "UNAUTHENTICATED", server.refresh(first.text("refreshToken")));
    assertInstanceOf(Verdict.Accepted.class, verdict(second.text("accessToken"), "phone"));
  }

  @Test
  void aLogInStandsUntilItsDeviceIsRevokedOrLogsInAgain() {
    Verdict.Accepted phone = accepted(loggedIn("alice", "phone"));
    Reply tablet = loggedIn("alice", "tablet");
    server.refresh(tablet.text("refreshToken"));
    assertTrue(stands(phone));
    assertTrue(stands(accepted(tablet)));
    server.withToken("DELETE", "/v1/devices/phone", tablet.text("accessToken"));
    assertFalse(stands(phone));
    Verdict.Accepted again = accepted(loggedIn("alice", "phone"));
    assertFalse(stands(phone));
    assertTrue(stands(again));
  }

  private Verdict.Accepted accepted(Reply logIn) {
    return assertInstanceOf(Verdict.Accepted.class, verdict(logIn.text("accessToken"), ""));
  }

  private boolean stands(Verdict.Accepted accepted) {
    return server.accounts.authenticator().stillStands(accepted).toCompletableFuture().join();
  }

  @Test
  void devicesAreListedAndRevoked() {
    String phone = loggedIn("alice", "phone").text("accessToken");
    Reply tablet = loggedIn("alice", "my:tablet+1");
    Reply list = server.withToken("GET", "/v1/devices", phone);
    assertEquals(200, list.status());
    JsonArray items = list.json().getJsonArray("items");
    assertEquals(2, items.size());
    assertEquals("my:tablet+1", items.getJsonObject(0).getString("deviceId"));
    assertFalse(items.getJsonObject(0).getBoolean("current"));
    assertTrue(items.getJsonObject(1).getBoolean("current"));

    Reply revoked = server.withToken("DELETE", "/v1/devices/my%3Atablet+1", phone);
    assertEquals(204, revoked.status(), revoked.response().body());
    assertEquals(List.of("alice/my:tablet+1 4401"), server.closed);
    assertOut(tablet.text("accessToken"));
    assertProblem(401, "UNAUTHENTICATED", server.refresh(tablet.text("refreshToken")));
    assertProblem(404, "NOT_FOUND", server.withToken("DELETE", "/v1/devices/my%3Atablet+1", phone));
    assertInstanceOf(Verdict.Accepted.class, verdict(phone, "phone"));
  }

  @Test
  void ofOneDeviceTooManyIsAConflictUntilOneIsRevoked() {
    String first = loggedIn("alice", "d1").text("accessToken");
    loggedIn("alice", "d2");
    loggedIn("alice", "d3");
    assertProblem(409, "CONFLICT", server.logIn("alice", PASSWORD, "d4"));
    assertEquals(204, server.withToken("DELETE", "/v1/devices/d2", first).status());
    assertEquals(200, server.logIn("alice", PASSWORD, "d4").status());
  }

  @Test
  void devicesAreForHoldersOfATokenOnly() {
    assertProblem(401, "UNAUTHENTICATED", server.send("GET", "/v1/devices", ""));
    assertProblem(401, "UNAUTHENTICATED", server.withToken("GET", "/v1/devices", "nonsense"));
    assertProblem(
        401, "UNAUTHENTICATED", server.withToken("DELETE", "/v1/devices/phone", "nonsense"));
    String token = loggedIn("alice", "phone").text("accessToken");
    assertProblem(400, "INVALID", server.withToken("DELETE", "/v1/devices/a%20b", token));
    assertProblem(400, "INVALID", server.withToken("DELETE", "/v1/devices/", token));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/v1/accounts,POST",
    "DELETE,/v1/tokens,POST",
    "PUT,/v1/tokens/refresh,POST",
    "POST,/v1/devices,GET",
    "GET,/v1/devices/phone,DELETE",
    "POST,/.well-known/jwks.json,GET"
  })
  void anotherMethodIsToldWhichOneIsRight(String method, String path, String allowed) {
    Reply reply = server.send(method, path, "");
    assertProblem(405, "UNSUPPORTED", reply);
    assertEquals(allowed, reply.header("Allow"));
  }

  @ParameterizedTest
  @CsvSource({"text/plain", "application/x-www-form-urlencoded", "application/jsonx"})
  void anotherContentTypeIsRefused(String type) {
    assertProblem(415, "INVALID", server.send("POST", "/v1/accounts", "{}", "Content-Type", type));
  }

  private static String accountOf(String user) {
    return new JsonObject().put("userId", user).put("password", PASSWORD).encode();
  }

  @Test
  void aBodyWithoutAContentTypeIsReadAsJson() {
    assertEquals(201, server.send("POST", "/v1/accounts", accountOf("alice")).status());
    assertProblem(400, "INVALID", server.send("POST", "/v1/accounts", "userId=alice"));
  }

  @Test
  void aContentTypeMayHaveParameters() {
    String body = accountOf("alice");
    assertEquals(
        201,
        server
            .send("POST", "/v1/accounts", body, "Content-Type", "Application/JSON; charset=utf-8")
            .status());
  }

  @Test
  void aBodyThatIsTooLongIsRefused() {
    assertProblem(
        413,
        "TOO_LARGE",
        server.post("/v1/accounts", new JsonObject().put("userId", "a".repeat(10_000))));
    assertEquals(201, server.create("alice", PASSWORD).status());
  }

  @Test
  void aBadFieldIsNamedWithItsRule() {
    Reply reply = server.create("Alice", PASSWORD);
    assertProblem(400, "INVALID", reply);
    assertEquals("userId", reply.text("field"));
    assertEquals("userId: not allowed (expected: 1 to 64 of [a-z0-9._-])", reply.text("detail"));
  }

  @Test
  void aPasswordMayBeShortWhereNothingElseIsSet() {
    assertEquals(201, server.create("alice", "x").status());
    assertEquals(200, server.logIn("alice", "x", "phone").status());
    assertProblem(400, "INVALID", server.create("bob", ""));
  }

  @Test
  void whoeverHasAShortPasswordKeepsItWhenNewOnesMustBeLonger(@TempDir Path folder) {
    server.create("alice", "short");
    try (AccountsServer stricter =
        new AccountsServer(
            folder, "passwords: {memory: 64KiB, passes: 1, length-min: 12}", server.stores)) {
      Reply refused = stricter.create("bob", "eleven char");
      assertProblem(400, "INVALID", refused);
      assertEquals(
          "password: not allowed (expected: 12 to 256 characters)", refused.text("detail"));
      assertEquals(201, stricter.create("bob", "twelve chars").status());
      assertEquals(200, stricter.logIn("alice", "short", "phone").status());
    }
  }

  @Test
  void theKeysArePublished() {
    Reply reply = server.send("GET", "/.well-known/jwks.json", "");
    assertEquals(200, reply.status());
    JsonObject key = reply.json().getJsonArray("keys").getJsonObject(0);
    assertEquals("OKP", key.getString("kty"));
    assertFalse(key.containsKey("d"));
  }

  @Test
  void anotherPathIsNotAnAccounts() {
    assertEquals(404, server.send("GET", "/v1/account", "").status());
    assertEquals("not an account's", server.send("GET", "/", "").response().body());
  }
}
