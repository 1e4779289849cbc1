package io.parley.standalone.chat;

import io.parley.client.JournalStore;
import io.parley.client.ParleyClient;
import io.parley.client.StartFrom;
import io.parley.client.okhttp.AccountTokens;
import io.parley.client.okhttp.Accounts;
import io.parley.client.okhttp.OkHttpTransport;
import io.parley.protocol.ConversationId;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.ZoneId;
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

  /// @param server like `ws://127.0.0.1:8080`, without a path
  /// @param data the data directory
  public record Who(String user, String peer, String device, URI server, Path data) {}

  /// @param nanoTime monotonic
  public ChatSession(Who who, InputStream in, PrintStream out, LongSupplier nanoTime) {
    this.who = who;
    this.in = in;
    this.out = out;
    this.nanoTime = nanoTime;
  }

  /// Until it is ended. False: something is left to be sent, or could not be done.
  public boolean run() throws IOException, InterruptedException {
    ChatFolder folder = new ChatFolder(who.data(), who.server(), who.user());
    ChatFolder.Password password = folder.password(new SecureRandom());
    OkHttpClient http = new OkHttpClient();
    try (JournalStore store = folder.store(who.device());
        Terminal terminal = Terminal.isThere() ? Terminal.open() : null) {
      return chat(http, store, account(http, folder, password), terminal);
    } finally {
      http.dispatcher().executorService().shutdown();
      http.connectionPool().evictAll();
    }
  }

  private ChatAccount account(OkHttpClient http, ChatFolder folder, ChatFolder.Password password) {
    Accounts accounts = new Accounts(http, address(who.server().getScheme().replace("ws", "http")));
    AccountTokens tokens =
        new AccountTokens(accounts, who.user(), password.text(), who.device(), nanoTime);
    return new ChatAccount(accounts, tokens, who.user(), password, folder.passwordFile());
  }

  private boolean chat(
      OkHttpClient http, JournalStore store, ChatAccount account, @Nullable Terminal terminal)
      throws IOException, InterruptedException {
    ChatView.Names names =
        new ChatView.Names(
            who.user(), who.peer(), ConversationId.direct(who.user(), who.peer()).text());
    Style style = terminal == null ? Style.PLAIN : Style.COLOURS;
    IntSupplier columns = terminal == null ? () -> COLUMNS_OF_A_FILE : terminal::columns;
    Chat chat =
        new Chat(
            names,
            new ChatView(names, style, ZoneId.systemDefault()),
            new Screen(out, terminal != null),
            columns,
            nanoTime);
    try (ParleyClient client =
        ParleyClient.builder(address("").resolve("/v1/ws"), who.user(), who.device())
            .transport(new OkHttpTransport(http))
            .tokens(account)
            .listener(chat)
            .listenerExecutor(chat::post)
            .store(store)
            .startFrom(StartFrom.now())
            .app("parley-chat")
            .open()) {
      return chat.run(client, in);
    }
  }

  private URI address(String scheme) {
    String used = scheme.isEmpty() ? who.server().getScheme() : scheme;
    return URI.create(used + "://" + who.server().getAuthority() + "/");
  }
}
