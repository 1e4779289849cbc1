package io.parley.client;

import com.google.protobuf.Timestamp;
import io.parley.protocol.Codes;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.History;
import io.parley.protocol.v1.Membership;
import io.parley.protocol.v1.Page;
import io.parley.protocol.v1.Pong;
import io.parley.protocol.v1.Problem;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import io.parley.protocol.v1.Welcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// All conversations of the device: passes on each event once and in its turn, finds out what is
/// missing (by seq, and by the heads that the server tells) and reads it.
///
/// The cursors of all conversations stay in memory, some hundred bytes for each that this user has.
final class Timelines {
  /// While so many conversations wait to be read, no further page of the listing is asked for.
  private static final int BEHIND_MANY = 64;

  private final Window window;
  private final Actions actions;
  private final ClientLimits limits;
  private final StartFrom startFrom;
  private final Supplier<Backoff> backoffs;
  private final PageSize pages;
  private final Listing listing;
  private final Consumer<Event> listener;

  private final Map<String, Timeline> timelines = new HashMap<>();

  /// Those with something to read, in the order in which that was noticed.
  private final Map<String, Timeline> behind = new LinkedHashMap<>();

  private int reads;
  private int undelivered;

  /// What is taken from the listener's backlog lets reading begin again only at half of the bound:
  /// not page by page for each single event it takes.
  private boolean full;

  /// Up to `since` the device has everything. `candidate` takes its place once nothing is behind.
  private Timestamp since = Timestamp.getDefaultInstance();

  private Timestamp candidate = Timestamp.getDefaultInstance();
  private Timestamp heard = Timestamp.getDefaultInstance();

  /// @param limits and `startFrom`: what the owner of the client chose
  /// @param answer how long an answer may take
  record Rules(
      ClientLimits limits, StartFrom startFrom, Supplier<Backoff> backoffs, Duration answer) {}

  /// @param listener gets each event in its turn
  Timelines(
      Window window,
      Actions actions,
      Rules rules,
      ClientStore.Kept kept,
      Consumer<Event> listener) {
    this.window = window;
    this.actions = actions;
    this.listener = listener;
    this.limits = rules.limits();
    this.startFrom = rules.startFrom();
    this.backoffs = rules.backoffs();
    this.pages = new PageSize(rules.answer());
    this.listing = new Listing(window, actions, backoffs.get(), pages, this::head);
    this.since = Times.timestamp(kept.since());
    kept.cursors().forEach((conversation, cursor) -> timeline(conversation).place(cursor));
  }

  /// For the hello.
  Timestamp since() {
    return since;
  }

  void welcome(Welcome welcome, Timestamp asked) {
    heard = welcome.getServerTime();
    candidate = heard;
    for (Timeline timeline : timelines.values()) {
      timeline.open(); // what was not shown then may be now, though nothing has moved since
      note(timeline);
    }
    listing.begin(welcome, asked);
  }

  /// The news in a pong are gathered while messages pass, so what it tells is sure only up to the
  /// pong before.
  void pong(Pong pong) {
    heads(pong.getHeadsList());
    if (pong.hasServerTime()) {
      if (listing.isComplete()) {
        candidate = heard;
      }
      heard = pong.getServerTime();
    }
  }

  void heads(Heads heads) {
    listing.unasked(heads);
  }

  private void heads(List<ConversationHead> items) {
    for (ConversationHead item : items) {
      head(item.getConversation(), item.getHead());
    }
  }

  private void head(String conversation, Head head) {
    if (conversation.isEmpty() || head.getSeq() < 1) {
      return;
    }
    head(timeline(conversation), head);
  }

  private void head(Timeline timeline, Head head) {
    timeline.aim(head.getSeq());
    if (!timeline.isPlaced() && begins(head.getSeq())) {
      Cursor at = new Cursor(head.getSeq(), head.getMessageId());
      begin(timeline, startsNow() ? at : beginning(timeline, at));
    }
    note(timeline);
  }

  void event(Event event) {
    if (event.getConversation().isEmpty() || event.getSeq() < 1) {
      actions.trouble(new Trouble(Trouble.Kind.BAD_FRAME, "", "an event without its place"));
      return;
    }
    Timeline timeline = timeline(event.getConversation());
    if (!timeline.isPlaced() && begins(event.getSeq())) {
      Cursor at = new Cursor(event.getSeq(), event.getMessageId());
      begin(timeline, startsNow() ? before(at) : beginning(timeline, at));
    }
    if (full) {
      timeline.aim(event.getSeq());
    } else {
      timeline.offer(event, this::deliver);
    }
    note(timeline);
  }

  /// What was asked for by the app. Where it is shown how far a conversation has come, it counts on
  /// hearing what follows.
  void answered(Request request, ServerFrame answer) {
    if (answer.hasSent()) {
      told(request, answer.getSent());
    } else if (answer.hasConversations()) {
      answer
          .getConversations()
          .getItemsList()
          .forEach(item -> head(item.getConversation(), item.getHead()));
    } else if (answer.getPage().hasHead() && !answer.getPage().getConversation().isEmpty()) {
      head(timeline(answer.getPage().getConversation()), answer.getPage().getHead());
    }
  }

  /// A request of this device has become an event, or, where members come and go without events,
  /// was done at this place. Whatever was refused here before may be shown now.
  private void told(Request request, Sent sent) {
    if (sent.getConversation().isEmpty() || sent.getSeq() < 1) {
      return;
    }
    Timeline timeline = timeline(sent.getConversation());
    timeline.open();
    if (!timeline.isPlaced() && request.creates()) {
      begin(timeline, Cursor.START);
    } else if (!timeline.isPlaced() && startFrom.kind() == StartFrom.Kind.NOW) {
      begin(timeline, before(new Cursor(sent.getSeq(), sent.getMessageId())));
    }
    head(
        timeline,
        Head.newBuilder().setSeq(sent.getSeq()).setMessageId(sent.getMessageId()).build());
  }

  /// This user came into a channel: nobody has told yet how far it has come. Of one who is gone, it
  /// is the pages that tell where her channel ends.
  void membership(Membership membership) {
    if (!membership.getMember() || membership.getConversation().isEmpty()) {
      return;
    }
    Timeline timeline = timeline(membership.getConversation());
    if (!timeline.isPlaced() && startFrom.kind() == StartFrom.Kind.BEGINNING) {
      begin(timeline, Cursor.START);
    }
    timeline.open();
    timeline.look();
    note(timeline);
  }

  /// Whether this much is known without asking: where this device begins in a conversation that has
  /// come so far.
  private boolean begins(long seq) {
    return switch (startFrom.kind()) {
      case BEGINNING, NOW -> true;
      case RECENT -> seq <= startFrom.messages();
    };
  }

  /// Once the device has everything up to some time, a conversation it does not know is a new one.
  private boolean startsNow() {
    return startFrom.kind() == StartFrom.Kind.NOW && since.equals(Timestamp.getDefaultInstance());
  }

  /// Of one that it does not know: everything. But a channel may be old, and new only to this user.
  ///
  /// @param at the first thing that was heard of it
  private Cursor beginning(Timeline timeline, Cursor at) {
    boolean mayBeOld = timeline.conversation().startsWith(ConversationId.Channel.PREFIX);
    return mayBeOld && startFrom.kind() == StartFrom.Kind.NOW ? before(at) : Cursor.START;
  }

  private static Cursor before(Cursor at) {
    return at.seq() == 0 ? Cursor.START : new Cursor(at.seq() - 1, at.messageId() - 1);
  }

  /// Kept before anything of it is delivered: where it begins is decided once, also when no event
  /// comes before the process ends.
  private void begin(Timeline timeline, Cursor cursor) {
    timeline.place(cursor);
    actions.keepBeginning(timeline.conversation(), cursor);
  }

  private void deliver(Event event) {
    undelivered++;
    full |= undelivered >= limits.undelivered();
    listener.accept(event);
  }

  /// The listener has taken so many.
  void delivered(int count) {
    undelivered -= count;
    full &= undelivered > limits.undelivered() / 2;
  }

  private Timeline timeline(String conversation) {
    return timelines.computeIfAbsent(
        conversation, name -> new Timeline(name, limits.early(), backoffs.get()));
  }

  private void note(Timeline timeline) {
    if (timeline.isBehind()) {
      behind.put(timeline.conversation(), timeline);
    } else {
      behind.remove(timeline.conversation());
    }
  }

  void pump(long now) {
    if (mayList(now)) {
      listing.pump(now);
    }
    if (!full && reads < limits.reads()) {
      for (Timeline timeline : behind.values()) {
        if (reads >= limits.reads() || !window.hasRoom()) {
          break;
        }
        if (timeline.mayRead(now)) {
          timeline.readBegins();
          reads++;
          window.ask(
              ClientFrame.newBuilder().setHistory(next(timeline)), new Read(timeline, now), now);
        }
      }
    }
    keepSince();
  }

  /// Those that wait because they could not be read do not keep others from being found.
  private boolean mayList(long now) {
    return behind.size() < BEHIND_MANY
        || behind.values().stream().filter(timeline -> timeline.notBefore() <= now).count()
            < BEHIND_MANY;
  }

  private History.Builder next(Timeline timeline) {
    History.Builder history = History.newBuilder().setConversation(timeline.conversation());
    return timeline.isPlaced()
        ? history.setAfter(timeline.cursor().messageId()).setLimit(pages.now())
        : history.setLimit(Math.min(Math.max(1, startFrom.messages()), pages.now()));
  }

  private void keepSince() {
    if (!listing.isComplete()
        || !behind.isEmpty()
        || candidate.equals(Timestamp.getDefaultInstance())) {
      return;
    }
    if (Times.isBefore(since, candidate)) {
      since = candidate;
      actions.keepSince(since);
    }
    candidate = Timestamp.getDefaultInstance();
  }

  private final class Read implements Window.Pending {
    private final Timeline timeline;
    private final int size = pages.now();
    private final int openings;
    private final long askedAt;

    /// It is asked where to begin: such a page is newest first.
    private final boolean places;

    Read(Timeline timeline, long now) {
      this.timeline = timeline;
      this.places = !timeline.isPlaced();
      this.openings = timeline.openings();
      this.askedAt = now;
    }

    @Override
    public void answered(ServerFrame frame, long now) {
      reads--;
      if (frame.hasPage()) {
        Page page = frame.getPage();
        pages.came(size, page.getEventsCount(), now - askedAt);
        timeline.looked(openings);
        boolean progress = places ? start(page) : goOn(page);
        timeline.readEnds(progress || !timeline.isBehind(), now);
        note(timeline);
      } else if (frame.hasError()) {
        refused(frame.getError(), now);
      } else {
        actions.trouble(
            new Trouble(Trouble.Kind.BAD_FRAME, timeline.conversation(), "no answer to a history"));
        timeline.readEnds(false, now);
      }
    }

    private boolean goOn(Page page) {
      long before = timeline.cursor().seq();
      for (Event event : page.getEventsList()) {
        if (event.getSeq() > timeline.cursor().seq() + 1) {
          actions.trouble(
              new Trouble(
                  Trouble.Kind.HOLE,
                  timeline.conversation(),
                  "seq " + event.getSeq() + " behind " + timeline.cursor().seq()));
          break;
        }
        timeline.offer(event, Timelines.this::deliver);
      }
      timeline.aim(page.getHead().getSeq());
      boolean progress = timeline.cursor().seq() > before;
      if (!progress && page.hasHead() && page.getHead().getSeq() <= before) {
        timeline.unconfirmed();
      }
      return progress;
    }

    /// The newest messages tell where to begin; then events are read from there.
    private boolean start(Page page) {
      timeline.aim(page.getHead().getSeq());
      if (timeline.isPlaced()) { // meanwhile, by what was heard of it
        return true;
      }
      if (startFrom.kind() == StartFrom.Kind.NOW) {
        begin(timeline, new Cursor(page.getHead().getSeq(), page.getHead().getMessageId()));
      } else if (page.getEventsCount() == 0) {
        begin(timeline, Cursor.START);
      } else {
        Event oldest = page.getEvents(page.getEventsCount() - 1);
        begin(timeline, new Cursor(oldest.getSeq() - 1, oldest.getMessageId() - 1));
      }
      return true;
    }

    /// What this user may not see is no gap. Any other refusal leaves one: the conversation stays
    /// behind, so that `since` does not pass it, until it can be read.
    private void refused(Problem problem, long now) {
      if (!Codes.of(problem.getCode()).retryable()) {
        actions.trouble(
            new Trouble(
                Trouble.Kind.REFUSED, timeline.conversation(), "no history: " + problem.getCode()));
      }
      if (problem.getCode() == Code.FORBIDDEN || problem.getCode() == Code.NOT_FOUND) {
        timeline.readLost();
        timeline.shut(openings); // asked again when it moves
        note(timeline);
      } else {
        timeline.retryAfter(Duration.ofMillis(problem.getRetryAfterMs()).toNanos(), now);
      }
    }

    @Override
    public void lost(long now) {
      reads--;
      timeline.readLost();
      pages.lost(size);
    }
  }

  long nextTick(long now) {
    long next = mayList(now) ? listing.nextTick(now) : Backoff.NEVER;
    for (Timeline timeline : behind.values()) {
      next = Math.min(next, Backoff.ifAhead(timeline.notBefore(), now));
    }
    return next;
  }
}
