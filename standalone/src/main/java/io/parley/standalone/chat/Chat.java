package io.parley.standalone.chat;

import io.parley.client.ClientListener;
import io.parley.client.ClientState;
import io.parley.client.Outcome;
import io.parley.client.ParleyClient;
import io.parley.client.Sending;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Membership;
import io.parley.protocol.v1.Sent;
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
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One chat, from the first line to the last. Everything happens on the thread that runs it: what
/// is typed and what the client says come in through one bounded queue, whose senders wait.
final class Chat implements ClientListener, Clerk.Host {
  private static final int TASKS_MAX = 1024;
  private static final int AT_ONCE = 256;
  private static final int CHARS_AT_ONCE = 1024;

  /// Lines typed while an order is under way, which may lead elsewhere; more are not taken.
  private static final int HELD_MAX = 1024;

  private static final Duration LAST_SENDS = Duration.ofSeconds(10);

  private final String me;
  private final ChatView view;
  private final Screen screen;
  private final IntSupplier columns;
  private final LongSupplier nanoTime;

  private final BlockingQueue<Runnable> tasks = new ArrayBlockingQueue<>(TASKS_MAX);
  private final LineEditor editor = new LineEditor();
  private final List<String> lines = new ArrayList<>();
  private final Deque<String> held = new ArrayDeque<>();
  private final Titles titles = new Titles();

  private Room room = Room.NOWHERE;
  private @Nullable Reading reading;
  private @Nullable ParleyClient client;
  private @Nullable Clerk clerk;
  private int width;
  private boolean online;
  private boolean ordered;
  private boolean greeted;
  private boolean ended;
  private volatile boolean over;
  private boolean failed;

  /// Nothing more will be typed: what is pending has until then.
  private long endBy = Long.MAX_VALUE;

  /// @param columns of the terminal now
  /// @param nanoTime monotonic
  Chat(String me, ChatView view, Screen screen, IntSupplier columns, LongSupplier nanoTime) {
    this.me = me;
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
  /// @param first where it begins
  /// @param order what is done before anything that is typed
  /// @return whether all went well: nothing was refused, and nothing is left in the outbox
  boolean run(ParleyClient opened, InputStream in, Room first, Optional<Order.There> order)
      throws InterruptedException {
    client = opened;
    clerk = new Clerk(me, opened, this);
    width = columns.getAsInt();
    open(first);
    for (Sending sending : opened.unsent()) {
      lines.addAll(view.queued(sending));
    }
    order.ifPresent(this::obey);
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
      if (reading != null) {
        reading.mark();
      }
    }
    sayWhatIsLeft();
    over = true;
    if (reading != null) {
      reading.end();
    }
    for (Runnable left = tasks.poll(); left != null; left = tasks.poll()) {
      left.run();
    }
    return !failed && view.pending() == 0 && held.isEmpty();
  }

  private void sayWhatIsLeft() {
    if (view.pending() > 0) {
      lines.addAll(
          view.note(view.pending() + " not sent yet: kept, and sent when you chat here again"));
    }
    if (!held.isEmpty()) {
      lines.addAll(view.note(held.size() + " not sent, and not kept: nowhere to send them"));
    }
    screen.show(lines, List.of(""));
  }

  private boolean isAllSaid() {
    return !ordered && held.isEmpty() && (reading == null || reading.isQuiet()) && view.isSettled();
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
    if (line.equals("/quit")) {
      quit();
    } else if (!ordered) {
      act(line);
    } else if (held.size() < HELD_MAX) {
      held.add(line);
    } else {
      refuse("not taken, too much was typed at once: " + Printable.of(line));
    }
  }

  private void quit() {
    if (screen.isLive()) {
      ended = true;
    } else {
      endOfInput(); // a script wants what it said before to be said
    }
  }

  private void act(String line) {
    if (line.startsWith("/") && !line.startsWith("//")) {
      switch (Order.parse(line)) {
        case Order.Here here -> obey(here);
        case Order.There there -> obey(there);
      }
      return;
    }
    String text = line.startsWith("//") ? line.substring(1) : line;
    if (room.isNowhere() || client == null) {
      refuse("nobody is here to hear that: /open NAME, or /list");
      return;
    }
    Sending sending = client.send(room.draft(text));
    if (sending.result().isPresent()) { // there was no room for it
      onOutcome(sending, sending.result().get());
    } else {
      lines.addAll(view.queued(sending));
    }
  }

  private void obey(Order.Here order) {
    switch (order) {
      case Order.Quit _ -> quit();
      case Order.Earlier _ -> {
        if (reading != null) {
          reading.earlier();
        }
      }
      case Order.Help _ -> lines.addAll(view.help());
      case Order.Unclear(String why) -> refuse(why);
    }
  }

  private void obey(Order.There order) {
    if (clerk == null) {
      return;
    }
    ordered = true;
    CompletableFuture<?> _ =
        clerk
            .obey(order)
            .whenComplete((_, failure) -> {
              ordered = false;
              if (failure != null) {
                refuse(Reason.of(failure));
              }
              while (!ordered && !held.isEmpty() && !ended) {
                act(held.remove());
              }
            });
  }

  private void refuse(String why) {
    failed = true;
    lines.addAll(view.refusal(why));
  }

  @Override
  public Room room() {
    return room;
  }

  @Override
  public void open(Room opened) {
    if (reading != null) {
      reading.end();
    }
    room = opened;
    lines.addAll(view.open(opened));
    reading =
        opened.isNowhere() || client == null
            ? null
            : new Reading(client, me, opened.conversation(), view, lines::addAll);
    if (online && reading != null) {
      reading.online();
    }
  }

  @Override
  public void note(String text) {
    lines.addAll(view.note(text));
  }

  @Override
  public void expect(Sent sent) {
    view.expect(sent.getConversation(), sent.getSeq());
  }

  @Override
  public void know(ConversationItem item) {
    titles.learn(item);
  }

  @Override
  public void onEvent(Event event) {
    titles.learn(event);
    if (reading != null && reading.isOf(event)) {
      reading.event(event);
    } else {
      lines.addAll(view.elsewhere(event, titles.of(event.getConversation())));
    }
  }

  @Override
  public void onState(ClientState state) {
    lines.addAll(view.state(state));
    online = state instanceof ClientState.Online;
    switch (state) {
      case ClientState.Online _ -> {
        greeted = true;
        if (reading != null) {
          reading.online();
        }
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
    } else if (frame.hasMembership()) {
      Membership membership = frame.getMembership();
      lines.addAll(view.membership(membership, titles.of(membership.getConversation())));
    }
  }
}
