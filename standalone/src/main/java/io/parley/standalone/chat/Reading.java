package io.parley.standalone.chat;

import io.parley.client.ParleyClient;
import io.parley.protocol.v1.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What of the open conversation was shown, and what is asked for; from when it is opened to when
/// another one is. One thread, on which the client calls its listener.
final class Reading {
  private static final int EARLY_MAX = 1000;

  private final ParleyClient client;
  private final String me;
  private final String conversation;
  private final ChatView view;
  private final Consumer<List<String>> lines;
  private final Backlog backlog;
  private final Seen seen = new Seen();

  /// Events that came while the history was asked for; it may hold them too. Null: it is here.
  private @Nullable Deque<Event> early = new ArrayDeque<>();

  private boolean historyAsked;
  private boolean earlierAsked;
  private boolean unmarked;
  private boolean ended;

  /// @param lines takes those that stay
  Reading(
      ParleyClient client,
      String me,
      String conversation,
      ChatView view,
      Consumer<List<String>> lines) {
    this.client = client;
    this.me = me;
    this.conversation = conversation;
    this.view = view;
    this.lines = lines;
    this.backlog = new Backlog(client, conversation);
  }

  boolean isOf(Event event) {
    return event.getConversation().equals(conversation);
  }

  /// Nothing is asked for any more.
  boolean isQuiet() {
    return early == null && !earlierAsked;
  }

  /// What still comes is not shown: the history has it next time.
  void end() {
    ended = true;
  }

  void event(Event event) {
    if (early == null) {
      see(event);
    } else {
      early.add(event);
      if (early.size() > EARLY_MAX) {
        early.remove();
      }
    }
  }

  private void see(Event event) {
    if (ended || seen.isEarlier(event)) {
      return; // an earlier one has its place before what is shown: there /earlier shows it
    }
    lines.accept(view.event(event));
    seen.showed(event);
    unmarked |= !event.getSender().equals(me);
  }

  /// Once for all that was shown at once, and after it was.
  void mark() {
    if (unmarked) {
      unmarked = false;
      client.mark(conversation, seen.newest(), seen.readUpTo(), seen.readUpToId());
    }
  }

  /// There is somebody to be asked.
  void online() {
    if (!historyAsked) {
      historyAsked = true;
      CompletableFuture<Backlog.Stretch> _ =
          backlog.unread().whenComplete((stretch, failure) -> history(stretch, failure));
    }
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

  /// What was said before; once the history is there.
  void earlier() {
    if (!earlierAsked) {
      earlierAsked = true;
      if (early == null) {
        askEarlier();
      }
    }
  }

  private void askEarlier() {
    if (seen.isEmpty()) {
      earlierAsked = false;
      lines.accept(view.note("nothing was said before"));
      return;
    }
    CompletableFuture<Backlog.Stretch> _ =
        backlog
            .before(seen.oldestId(), seen.read())
            .whenComplete((stretch, failure) -> {
              earlierAsked = false;
              if (!ended && stretch != null && stretch.events().isEmpty()) {
                lines.accept(view.note("nothing was said before"));
              }
              present(stretch, failure);
            });
  }

  private void present(Backlog.@Nullable Stretch stretch, @Nullable Throwable failure) {
    if (ended) {
      return;
    }
    if (stretch == null) {
      lines.accept(view.note("no history: " + Reason.of(failure)));
      return;
    }
    List<Event> before = stretch.events().stream().filter(seen::isEarlier).toList();
    if (!before.isEmpty()) {
      lines.accept(view.earlier(before));
    }
    stretch.events().forEach(event -> lines.accept(view.event(event)));
    seen.showed(stretch);
    unmarked = true;
    if (seen.unseen() > 0) {
      lines.accept(
          view.note(seen.unseen() + " more, from before, are unread: /earlier shows them"));
    }
  }
}
