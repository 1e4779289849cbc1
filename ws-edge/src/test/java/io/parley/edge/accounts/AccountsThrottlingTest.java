package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.accounts.AccountsServer.Reply;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsThrottlingTest {
  private static final String CHEAP = "passwords: {memory: 64KiB, passes: 1}\n";

  /// Loopback is counted only with a proxy, and without its header by its own address.
  private static final String BEHIND_A_PROXY = CHEAP + "trusted-proxies: 1\n";

  private static void assertTooFast(Reply reply) {
    assertEquals(429, reply.status());
    assertEquals("application/problem+json", reply.header("Content-Type"));
    assertEquals("RATE_LIMITED", reply.text("code"));
    assertTrue(reply.json().getInteger("retryAfterMs") > 0);
    assertTrue(Integer.parseInt(String.valueOf(reply.header("Retry-After"))) >= 1);
  }

  @Test
  void whoGuessesAPasswordIsSlowedAndOthersAreNot(@TempDir Path folder) {
    try (AccountsServer server =
        new AccountsServer(folder, CHEAP + "throttling: {user-burst: 3, user-per-minute: 1}")) {
      server.create("alice", "correct horse");
      server.create("bob", "correct horse");
      for (int i = 0; i < 3; i++) {
        assertEquals(401, server.logIn("alice", "wrong horse", "phone").status());
      }
      assertTooFast(server.logIn("alice", "correct horse", "phone"));
      assertEquals(200, server.logIn("bob", "correct horse", "phone").status());
    }
  }

  @Test
  void aUserLogsInWithAsManyDevicesAsTheyMayHaveAtOnce(@TempDir Path folder) {
    try (AccountsServer server = new AccountsServer(folder, CHEAP)) {
      server.create("alice", "correct horse");
      for (int i = 1; i <= 20; i++) {
        assertEquals(200, server.logIn("alice", "correct horse", "device-" + i).status());
      }
      Reply one = server.logIn("alice", "correct horse", "device-21");
      assertEquals(409, one.status());
      assertEquals("CONFLICT", one.text("code"));
    }
  }

  @Test
  void thisMachinesOwnProgramsAreNotCounted(@TempDir Path folder) {
    try (AccountsServer server =
        new AccountsServer(
            folder, CHEAP + "throttling: {address-burst: 1, address-per-minute: 1}")) {
      for (int i = 0; i < 5; i++) {
        assertEquals(201, server.create("user-" + i, "correct horse").status());
      }
    }
  }

  @Test
  void madeUpRefreshTokensDoNotSlowTheDeviceTheyName(@TempDir Path folder) {
    try (AccountsServer server =
        new AccountsServer(folder, CHEAP + "throttling: {user-burst: 2, user-per-minute: 1}")) {
      server.create("alice", "correct horse");
      String good = server.logIn("alice", "correct horse", "phone").text("refreshToken");
      for (int i = 0; i < 5; i++) {
        String madeUp =
            RefreshToken.first("alice", "phone", new java.security.SecureRandom()).text();
        assertEquals(401, server.refresh(madeUp).status());
      }
      assertEquals(200, server.refresh(good).status());
    }
  }

  @Test
  void anAddressIsSlowedWhateverItNames(@TempDir Path folder) {
    try (AccountsServer server =
        new AccountsServer(
            folder, BEHIND_A_PROXY + "throttling: {address-burst: 3, address-per-minute: 1}")) {
      for (int i = 0; i < 3; i++) {
        assertEquals(201, server.create("user-" + i, "correct horse").status());
      }
      assertTooFast(server.create("user-9", "correct horse"));
      assertTooFast(server.refresh("nonsense"));
    }
  }

  @Test
  void whoAsksForDevicesTooOftenIsSlowedAndOthersAreNot(@TempDir Path folder) {
    try (AccountsServer server =
        new AccountsServer(folder, CHEAP + "throttling: {user-burst: 3, user-per-minute: 1}")) {
      String alice = token(server, "alice");
      String bob = token(server, "bob");
      for (int i = 0; i < 3; i++) {
        assertEquals(200, server.withToken("GET", "/v1/devices", alice).status());
        assertEquals(404, server.withToken("DELETE", "/v1/devices/none", alice).status());
      }
      assertTooFast(server.withToken("GET", "/v1/devices", alice));
      assertTooFast(server.withToken("DELETE", "/v1/devices/phone", alice));
      assertEquals(200, server.withToken("GET", "/v1/devices", bob).status());
      assertEquals(204, server.withToken("DELETE", "/v1/devices/phone", bob).status());
    }
  }

  private static String token(AccountsServer server, String user) {
    server.create(user, "correct horse");
    return server.logIn(user, "correct horse", "phone").text("accessToken");
  }

  @Test
  void anAddressThatTriesTokensIsSlowed(@TempDir Path folder) {
    try (AccountsServer server =
        new AccountsServer(
            folder, BEHIND_A_PROXY + "throttling: {address-burst: 3, address-per-minute: 1}")) {
      for (int i = 0; i < 3; i++) {
        assertEquals(401, server.withToken("GET", "/v1/devices", "nonsense").status());
      }
      assertTooFast(server.withToken("GET", "/v1/devices", "nonsense"));
      assertTooFast(server.withToken("DELETE", "/v1/devices/phone", "nonsense"));
    }
  }

  @Test
  void behindAProxyTheAddressIsTheOneItSaw(@TempDir Path folder) {
    try (AccountsServer server =
        new AccountsServer(
            folder, BEHIND_A_PROXY + "throttling: {address-burst: 1, address-per-minute: 1}")) {
      assertEquals(201, createFrom(server, "alice", "203.0.113.1").status());
      assertEquals(201, createFrom(server, "bob", "203.0.113.2").status());
      assertTooFast(createFrom(server, "carol", "203.0.113.9, 203.0.113.1"));
    }
  }

  private static Reply createFrom(AccountsServer server, String user, String forwardedFor) {
    return server.send(
        "POST",
        "/v1/accounts",
        new JsonObject().put("userId", user).put("password", "correct horse").encode(),
        "Content-Type",
        "application/json",
        "X-Forwarded-For",
        forwardedFor);
  }
}
