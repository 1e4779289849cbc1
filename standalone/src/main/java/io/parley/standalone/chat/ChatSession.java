package io.parley.standalone.chat;

import io.parley.client.JournalStore;
import io.parley.client.ParleyClient;
import io.parley.client.StartFrom;
import io.parley.client.okhttp.AccountTokens;
import io.parley.client.okhttp.Accounts;
import io.parley.client.okhttp.OkHttpTransport;
import io.parley.client.okhttp.TrustedCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/// Puts a chat together: account, client, terminal; and takes it apart again.
public final class ChatSession {
  private static final int COLUMNS_OF_A_FILE = 80;

  private final Who who;
  private final InputStream in;
  private final PrintStream out;
  private final LongSupplier nanoTime;

  /// @param begin where the chat begins
  /// @param data the data directory
  public record Who(String user, Begin begin, String device, Server server, Path data) {}

  /// @param socket like `ws://127.0.0.1:8080`, without a path
  /// @param trusted certificates in PEM that are believed in place of the JDK's
  public record Server(URI socket, Optional<Path> trusted) {
    private OkHttpClient http() throws IOException {
      return trusted.isPresent()
          ? TrustedCertificates.read(trusted.get()).http()
          : new OkHttpClient();
    }

    private URI address(String scheme) {
      return URI.create(scheme + "://" + socket.getAuthority() + "/");
    }
  }

  /// Where a chat begins.
  public sealed interface Begin {
    record With(String peer) implements Begin {}

    record Group(String name) implements Begin {}

    /// With a look at whom one talks to.
    record Anywhere() implements Begin {}
  }

  /// @param nanoTime monotonic
  public ChatSession(Who who, InputStream in, PrintStream out, LongSupplier nanoTime) {
    this.who = who;
    this.in = in;
    this.out = out;
    this.nanoTime = nanoTime;
  }

  /// Until it is ended. False: something is left to be sent, or could not be done.
  public boolean run() throws IOException, InterruptedException {
    OkHttpClient http = who.server().http();
    ChatFolder folder = new ChatFolder(who.data(), who.server().socket(), who.user());
    ChatFolder.Password password = folder.password(new SecureRandom());
    try (JournalStore store = folder.store(who.device());
        Terminal terminal = Terminal.isThere() ? Terminal.open() : null) {
      return chat(http, store, account(http, folder, password), terminal);
    } finally {
      http.dispatcher().executorService().shutdown();
      http.connectionPool().evictAll();
    }
  }

  private ChatAccount account(OkHttpClient http, ChatFolder folder, ChatFolder.Password password) {
    Server server = who.server();
    Accounts accounts =
        new Accounts(http, server.address(server.socket().getScheme().replace("ws", "http")));
    AccountTokens tokens =
        new AccountTokens(accounts, who.user(), password.text(), who.device(), nanoTime);
    return new ChatAccount(accounts, tokens, who.user(), password, folder.passwordFile());
  }

  private boolean chat(
      OkHttpClient http, JournalStore store, ChatAccount account, @Nullable Terminal terminal)
      throws IOException, InterruptedException {
    Style style = terminal == null ? Style.PLAIN : Style.COLOURS;
    IntSupplier columns = terminal == null ? () -> COLUMNS_OF_A_FILE : terminal::columns;
    Chat chat =
        new Chat(
            who.user(),
            new ChatView(who.user(), style, ZoneId.systemDefault()),
            new Screen(out, terminal != null),
            columns,
            nanoTime);
    try (ParleyClient client =
        ParleyClient.builder(who.server().socket().resolve("/v1/ws"), who.user(), who.device())
            .transport(new OkHttpTransport(http))
            .tokens(account)
            .listener(chat)
            .listenerExecutor(chat::post)
            .store(store)
            .startFrom(StartFrom.now())
            .app("parley-chat")
            .open()) {
      return switch (who.begin()) {
        case Begin.With(String peer) ->
            chat.run(client, in, Room.direct(who.user(), peer), Optional.empty());
        case Begin.Group(String name) ->
            chat.run(client, in, Room.NOWHERE, Optional.of(new Order.OpenGroup(name)));
        case Begin.Anywhere _ ->
            chat.run(client, in, Room.NOWHERE, Optional.of(new Order.Overview()));
      };
    }
  }
}
