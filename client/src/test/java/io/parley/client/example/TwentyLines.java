package io.parley.client.example;

import io.parley.client.ClientListener;
import io.parley.client.Draft;
import io.parley.client.JournalStore;
import io.parley.client.ParleyClient;
import io.parley.client.okhttp.AccountTokens;
import io.parley.client.okhttp.Accounts;
import io.parley.client.okhttp.OkHttpTransport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import okhttp3.OkHttpClient;

/// What client/README.md shows: between the marks, word for word.
final class TwentyLines {
  private TwentyLines() {}

  static void run() throws IOException {
    // begin
    OkHttpClient http = new OkHttpClient();
    Accounts accounts = new Accounts(http, URI.create("http://127.0.0.1:8080/"));
    accounts.create("ann", "a good password").exceptionally(taken -> null).join();

    ClientListener listener =
        event -> {
          if (event.hasMessage()) {
            System.out.println(event.getSender() + ": " + event.getMessage().getText());
          }
        };
    try (ParleyClient client =
        ParleyClient.builder(URI.create("ws://127.0.0.1:8080/v1/ws"), "ann", "laptop")
            .transport(new OkHttpTransport(http))
            .tokens(
                new AccountTokens(accounts, "ann", "a good password", "laptop", System::nanoTime))
            .listener(listener)
            .store(JournalStore.open(Path.of("ann.journal")))
            .open()) {
      client.start();
      System.out.println(client.send(Draft.to("bob", "hi")).outcome().join());
      System.out.println(client.state());
    }
    // end
  }
}
