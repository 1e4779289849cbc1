package io.parley.standalone.chat;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.parley.client.okhttp.AccountTokens;
import io.parley.client.okhttp.Accounts;
import io.parley.testing.SelfSigned;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChatAccountTest {
  @TempDir private Path folder;

  @Test
  void aCertificateThatIsNotTrustedIsSaidWithTheOptionThatHelps() throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(SelfSigned.in(folder).context()));
    server.start();
    OkHttpClient http = new OkHttpClient();
    try {
      URI address = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/");
      Accounts accounts = new Accounts(http, address);
      ChatAccount account =
          new ChatAccount(
              accounts,
              new AccountTokens(accounts, "alice", "secret", "phone", () -> 0),
              "alice",
              new ChatFolder.Password("secret", true),
              folder.resolve("password"));
      Throwable failure =
          assertThrows(
              CompletionException.class, () -> account.token(false).toCompletableFuture().join());
      String said = Reason.of(failure);
      assertTrue(said.startsWith("TLS with the server fails; --trust FILE trusts "), said);
    } finally {
      server.stop(0);
      http.connectionPool().evictAll();
    }
  }
}
