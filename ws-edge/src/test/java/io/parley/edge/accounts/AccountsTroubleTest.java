package io.parley.edge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.Authenticator.Verdict;
import io.parley.edge.accounts.AccountsServer.Reply;
import io.parley.history.accounts.Account;
import io.parley.history.accounts.AccountStores;
import io.parley.history.accounts.Accounts;
import io.parley.history.accounts.Device;
import io.parley.history.accounts.Devices;
import io.parley.history.accounts.Enrolment;
import io.parley.history.accounts.Login;
import io.parley.history.accounts.Refresh;
import io.parley.history.accounts.Rotation;
import io.parley.protocol.v1.Code;
import io.parley.runtime.resilience.RetryAfter;
import io.parley.testing.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTroubleTest {
  private static final String PASSWORD = "correct horse";

  private volatile @Nullable RuntimeException trouble;
  private int finds;

  private static final class AwayException extends RuntimeException implements RetryAfter {
    @Override
    public Duration retryAfter() {
      return Duration.ofMillis(1_500);
    }
  }

  private <T> CompletionStage<T> unlessInTrouble(Supplier<CompletionStage<T>> call) {
    RuntimeException now = trouble;
    return now == null ? call.get() : CompletableFuture.failedStage(now);
  }

  private AccountStores stores() {
    return new AccountStores(new TroubledAccounts(), new TroubledDevices());
  }

  private final class TroubledAccounts implements Accounts {
    private final Accounts accounts = AccountStores.inMemory().accounts();

    @Override
    public CompletionStage<Boolean> create(Account account) {
      return unlessInTrouble(() -> accounts.create(account));
    }

    @Override
    public CompletionStage<Optional<Account>> find(String user) {
      finds++;
      return unlessInTrouble(() -> accounts.find(user));
    }

    @Override
    public CompletionStage<Void> provision(Account account) {
      return unlessInTrouble(() -> accounts.provision(account));
    }

    @Override
    public CompletionStage<Boolean> changePasswordHash(Account account, String passwordHash) {
      return unlessInTrouble(() -> accounts.changePasswordHash(account, passwordHash));
    }
  }

  private final class TroubledDevices implements Devices {
    private final Devices devices = AccountStores.inMemory().devices();

    @Override
    public CompletionStage<Enrolment> enrol(Login login, int limit) {
      return unlessInTrouble(() -> devices.enrol(login, limit));
    }

    @Override
    public CompletionStage<Rotation> rotate(Refresh refresh) {
      return unlessInTrouble(() -> devices.rotate(refresh));
    }

    @Override
    public CompletionStage<Optional<Device>> find(String user, String device) {
      return unlessInTrouble(() -> devices.find(user, device));
    }

    @Override
    public CompletionStage<List<Device>> of(String user) {
      return unlessInTrouble(() -> devices.of(user));
    }

    @Override
    public CompletionStage<Boolean> revoke(String user, String device) {
      return unlessInTrouble(() -> devices.revoke(user, device));
    }
  }

  private static void assertUnavailable(Reply reply) {
    assertEquals(503, reply.status());
    assertEquals("UNAVAILABLE", reply.text("code"));
    assertEquals(1_500, reply.json().getInteger("retryAfterMs"));
    assertEquals("2", reply.header("Retry-After"));
  }

  @Test
  void aStoreThatIsAwayIsSaidWithATimeToComeBack(@TempDir Path folder) {
    try (AccountsServer server = new AccountsServer(folder, AccountsServer.FAST, stores())) {
      server.create("alice", PASSWORD);
      Reply phone = server.logIn("alice", PASSWORD, "phone");
      trouble = new AwayException();
      assertUnavailable(server.create("bob", PASSWORD));
      assertUnavailable(server.logIn("alice", PASSWORD, "phone"));
      assertUnavailable(server.refresh(phone.text("refreshToken")));
      assertUnavailable(server.withToken("GET", "/v1/devices", phone.text("accessToken")));
      assertEquals(
          new Verdict.Refused(
              Code.UNAVAILABLE, "who you are cannot be told now", Duration.ofMillis(1_500)),
          verdict(server, phone.text("accessToken")));
      trouble = null;
      assertEquals(200, server.refresh(phone.text("refreshToken")).status());
    }
  }

  private static Verdict verdict(AccountsServer server, String token) {
    return server.accounts.authenticator().verify(token, "").toCompletableFuture().join();
  }

  @Test
  void aFaultOfOursIsSaidWithTheReferenceInTheLog(@TempDir Path folder) {
    try (AccountsServer server = new AccountsServer(folder, AccountsServer.FAST, stores())) {
      trouble = new IllegalStateException("secret detail");
      Reply reply = server.create("alice", PASSWORD);
      assertEquals(500, reply.status());
      assertEquals("INTERNAL", reply.text("code"));
      assertEquals("a fault of ours, reference test", reply.text("detail"));
    }
  }

  @Test
  void aFullPoolOfHashesIsSaid(@TempDir Path folder) {
    String slow =
        """
        passwords: {memory: 8MiB, passes: 4, threads: 1, queue-max: 1}
        """;
    try (AccountsServer server = new AccountsServer(folder, slow)) {
      List<CompletableFuture<Integer>> all = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
        for (int i = 0; i < 6; i++) {
          String user = "user-" + i;
          all.add(
              CompletableFuture.supplyAsync(() -> server.create(user, PASSWORD).status(), threads));
        }
        List<Integer> statuses = all.stream().map(CompletableFuture::join).toList();
        assertTrue(statuses.contains(201), statuses.toString());
        assertTrue(statuses.contains(503), statuses.toString());
      }
    }
  }

  @Test
  void aLogInHashesAnewWhatWasHashedWithLess(@TempDir Path folder) {
    AccountStores stores = stores();
    try (AccountsServer weak = new AccountsServer(folder, AccountsServer.FAST, stores)) {
      weak.create("alice", PASSWORD);
    }
    assertTrue(hashOf(stores).contains("m=64,"));
    try (AccountsServer strong =
        new AccountsServer(folder, "passwords: {memory: 128KiB, passes: 1}", stores)) {
      assertEquals(401, strong.logIn("alice", "wrong horse", "phone").status());
      assertEquals(200, strong.logIn("alice", PASSWORD, "phone").status());
      Eventually.eventually(
          Duration.ofSeconds(10), () -> assertTrue(hashOf(stores).contains("m=128,")));
      assertEquals(200, strong.logIn("alice", PASSWORD, "phone").status());
    }
  }

  private static String hashOf(AccountStores stores) {
    return stores
        .accounts()
        .find("alice")
        .toCompletableFuture()
        .join()
        .orElseThrow()
        .passwordHash();
  }

  @Test
  void whoExistsIsAskedOnceAndWhoDoesNotIsAskedAgain() {
    TroubledAccounts accounts = new TroubledAccounts();
    CachedUsers users = new CachedUsers(accounts, 2);
    assertFalse(users.exists("alice").toCompletableFuture().join());
    accounts.create(new Account("alice", "x", Instant.EPOCH)).toCompletableFuture().join();
    assertTrue(users.exists("alice").toCompletableFuture().join());
    assertTrue(users.exists("alice").toCompletableFuture().join());
    assertEquals(2, finds);
    users.remember("bob");
    users.remember("carol");
    assertFalse(users.isKnown("alice"));
  }
}
