package io.parley.standalone.chat;

import io.parley.client.ClientListener;
import io.parley.client.ClientState;
import io.parley.client.Draft;
import io.parley.client.Outcome;
import io.parley.client.ParleyClient;
import io.parley.client.Sending;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.ServerFrame;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One chat, from the first line to the last. Everything happens on the thread that runs it: what
/// is typed and what the client says come in through one bounded queue, whose senders wait.
final class Chat implements ClientListener {
  private static final int TASKS_MAX = 1024;
  private static final int AT_ONCE = 256;
  private static final int EARLY_MAX = 1000;
  private static final int CHARS_AT_ONCE = 1024;
  private static final Duration LAST_SENDS = Duration.ofSeconds(10);

  private final ChatView view;
  private final ChatView.Names names;
  private final Screen screen;
  private final IntSupplier columns;
  private final LongSupplier nanoTime;

  private final BlockingQueue<Runnable> tasks = new ArrayBlockingQueue<>(TASKS_MAX);
  private final LineEditor editor = new LineEditor();
  private final List<String> lines = new ArrayList<>();

  /// Events that came while the history was asked for; it may hold them too. Null: it is here.
  private @Nullable Deque<Event> early = new ArrayDeque<>();

  private final Seen seen = new Seen();
  private @Nullable ParleyClient client;
  private @Nullable Backlog backlog;
  private int width;
  private boolean historyAsked;
  private boolean earlierAsked;
  private boolean unmarked;
  private boolean greeted;
  private boolean ended;
  private volatile boolean over;
  private boolean failed;

  /// Nothing more will be typed: what is pending has until then.
  private long endBy = Long.MAX_VALUE;

  /// @param columns of the terminal now
  /// @param nanoTime monotonic
  Chat(
      ChatView.Names names,
      ChatView view,
      Screen screen,
      IntSupplier columns,
      LongSupplier nanoTime) {
    this.names = names;
    this.view = view;
    this.screen = screen;
    this.columns = columns;
    this.nanoTime = nanoTime;
  }

  /// What the client calls its listener on.
  void post(Runnable task) {
    if (over) {
      task.run(); // the client waits for what it has begun to say
      return;
    }
    try {
      tasks.put(task);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Until somebody ends it. Starts the client, and leaves it open.
  ///
  /// @return whether all went well: nothing was refused, and nothing is left in the outbox
  boolean run(ParleyClient opened, InputStream in) throws InterruptedException {
    client = opened;
    backlog = new Backlog(opened, names.conversation());
    width = columns.getAsInt();
    lines.addAll(view.welcome());
    for (Sending sending : opened.unsent()) {
      lines.addAll(view.queued(sending));
    }
    Thread _ = Thread.ofPlatform().daemon().name("parley-typing").start(() -> read(in));
    opened.start();
    show();
    while (!ended) {
      @Nullable Runnable task = tasks.poll(waitNanos(), TimeUnit.NANOSECONDS);
      for (int ran = 0; task != null && ran < AT_ONCE; ran++) {
        task.run();
        task = tasks.poll();
      }
      if (task != null) {
        task.run();
      }
      ended |= endBy != Long.MAX_VALUE && (isAllSaid() || nanoTime.getAsLong() >= endBy);
      show();
      mark(opened);
    }
    if (view.pending() > 0) {
      lines.addAll(
          view.note(view.pending() + " not sent yet: kept, and sent when you chat here again"));
    }
    screen.show(lines, List.of(""));
    over = true;
    for (Runnable left = tasks.poll(); left != null; left = tasks.poll()) {
      left.run();
    }
    return !failed && view.pending() == 0;
  }

  private boolean isAllSaid() {
    return early == null && !earlierAsked && view.isSettled();
  }

  private long waitNanos() {
    return endBy == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, endBy - nanoTime.getAsLong());
  }

  private void show() {
    screen.show(lines, view.below(editor.text(), width));
    lines.clear();
  }

  private void read(InputStream in) {
    char[] chars = new char[CHARS_AT_ONCE];
    try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      for (int count = reader.read(chars); count >= 0; count = reader.read(chars)) {
        String typed = new String(chars, 0, count);
        post(() -> typed.chars().forEach(c -> type((char) c)));
      }
    } catch (IOException e) {
      // the terminal is gone: as if nothing more was typed
    }
    post(this::endOfInput);
  }

  private void type(char typed) {
    switch (editor.type(typed)) {
      case NOTHING, CHANGED -> {}
      case REDRAW -> width = columns.getAsInt();
      case END -> ended = true;
      case LINE -> {
        width = columns.getAsInt();
        take(editor.line().strip());
      }
    }
  }

  private void endOfInput() {
    if (endBy != Long.MAX_VALUE) {
      return;
    }
    if (!editor.text().isBlank()) {
      type('\n'); // a last line need not be ended
    }
    endBy = nanoTime.getAsLong() + LAST_SENDS.toNanos();
  }

  private void take(String line) {
    if (line.isEmpty() || ended) {
      return;
    }
    if (line.startsWith("/") && !line.startsWith("//")) {
      obey(line);
      return;
    }
    String text = line.startsWith("//") ? line.substring(1) : line;
    if (client != null) {
      Sending sending = client.send(Draft.to(names.peer(), text));
      if (sending.result().isPresent()) { // there was no room for it
        onOutcome(sending, sending.result().get());
      } else {
        lines.addAll(view.queued(sending));
      }
    }
  }

  private void obey(String command) {
    switch (command) {
      case "/quit" -> {
        if (screen.isLive()) {
          ended = true;
        } else {
          endOfInput(); // a script wants what it said before to be said
        }
      }
      case "/earlier" -> {
        if (!earlierAsked) {
          earlierAsked = true;
          if (early == null) {
            askEarlier();
          }
        }
      }
      default ->
          lines.addAll(
              view.note(
                  "/quit ends, /earlier shows what was said before;"
                      + " a line that begins with // is sent with one of them"));
    }
  }

  @Override
  public void onEvent(Event event) {
    if (early == null || !event.getConversation().equals(names.conversation())) {
      see(event);
    } else {
      early.add(event);
      if (early.size() > EARLY_MAX) {
        early.remove();
      }
    }
  }

  private void see(Event event) {
    if (over) {
      return; // the history shows it next time
    }
    boolean here = event.getConversation().equals(names.conversation());
    if (here && seen.isEarlier(event)) {
      return; // it has its place before what is shown: there /earlier shows it
    }
    lines.addAll(view.event(event));
    if (here) {
      seen.showed(event);
      unmarked |= !event.getSender().equals(names.me());
    }
  }

  /// Once for all that was shown at once, and after it was.
  private void mark(ParleyClient marking) {
    if (unmarked) {
      unmarked = false;
      marking.mark(names.conversation(), seen.newest(), seen.readUpTo(), seen.readUpToId());
    }
  }

  @Override
  public void onState(ClientState state) {
    lines.addAll(view.state(state));
    switch (state) {
      case ClientState.Online _ -> {
        greeted = true;
        askHistory();
      }
      case ClientState.Offline offline -> {
        if (!greeted) {
          greeted = true;
          lines.addAll(view.unreachable(offline));
        }
      }
      case ClientState.Closed _ -> {
        failed = true;
        ended = true;
      }
      case ClientState.Connecting _ -> {}
    }
  }

  private void askHistory() {
    if (historyAsked || backlog == null) {
      return;
    }
    historyAsked = true;
    CompletableFuture<Backlog.Stretch> _ =
        backlog.unread().whenComplete((stretch, failure) -> history(stretch, failure));
  }

  private void history(Backlog.@Nullable Stretch stretch, @Nullable Throwable failure) {
    historyAsked = stretch != null; // else once more when online again
    present(stretch, failure);
    Deque<Event> waited = early;
    early = null;
    if (waited != null) {
      waited.forEach(this::see);
    }
    if (earlierAsked) {
      askEarlier();
    }
  }

  private void askEarlier() {
    if (seen.isEmpty() || backlog == null) {
      earlierAsked = false;
      lines.addAll(view.note("nothing was said before"));
      return;
    }
    CompletableFuture<Backlog.Stretch> _ =
        backlog
            .before(seen.oldestId(), seen.read())
            .whenComplete((stretch, failure) -> {
              earlierAsked = false;
              if (stretch != null && stretch.messages().isEmpty()) {
                lines.addAll(view.note("nothing was said before"));
              }
              present(stretch, failure);
            });
  }

  private void present(Backlog.@Nullable Stretch stretch, @Nullable Throwable failure) {
    if (over) {
      return;
    }
    if (stretch == null) {
      lines.addAll(view.note("no history: " + Printable.of(why(failure))));
      return;
    }
    List<Event> before = stretch.messages().stream().filter(seen::isEarlier).toList();
    if (!before.isEmpty()) {
      lines.addAll(view.earlier(before));
    }
    stretch.messages().forEach(event -> lines.addAll(view.event(event)));
    seen.showed(stretch);
    unmarked = true;
    if (seen.unseen() > 0) {
      lines.addAll(
          view.note(seen.unseen() + " more, from before, are unread: /earlier shows them"));
    }
  }

  private static String why(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause == null ? "" : String.valueOf(cause.getMessage());
  }

  @Override
  public void onOutcome(Sending sending, Outcome outcome) {
    if (over) {
      return;
    }
    lines.addAll(view.outcome(sending, outcome));
    failed |= outcome instanceof Outcome.Failed;
  }

  @Override
  public void onNews(ServerFrame frame) {
    if (frame.hasReceipt()) {
      lines.addAll(view.receipt(frame.getReceipt()));
    }
  }
}
