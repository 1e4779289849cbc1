package io.parley.client;

import com.google.protobuf.Timestamp;
import io.parley.protocol.Codes;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.ListConversations;
import io.parley.protocol.v1.ListMoved;
import io.parley.protocol.v1.Problem;
import io.parley.protocol.v1.ServerFrame;
import io.parley.protocol.v1.Welcome;
import java.time.Duration;

/// Finds out, after each welcome, which conversations have moved: those that moved since the time
/// up to which the device has everything, or, for a device that begins, all there are.
final class Listing implements Window.Pending {
  private static final int PAGE = 100;

  interface Owner {
    void head(String conversation, Head head);
  }

  private enum What {
    NOTHING,
    MOVED,
    ALL
  }

  private final Window window;
  private final Actions actions;
  private final Backoff backoff;
  private final PageSize pages;
  private final Owner owner;

  private What what = What.NOTHING;
  private Timestamp since = Timestamp.getDefaultInstance();
  private String pageToken = "";

  /// Where unasked heads go on, while another listing is under way; empty: nowhere.
  private String later = "";

  /// Unasked heads go on at more than one place: easier than to remember them all is to list all.
  private boolean laterAll;

  private boolean asked;
  private int askedSize;
  private long askedAt;
  private boolean complete;
  private long notBefore = Long.MIN_VALUE;

  Listing(Window window, Actions actions, Backoff backoff, PageSize pages, Owner owner) {
    this.window = window;
    this.actions = actions;
    this.backoff = backoff;
    this.pages = pages;
    this.owner = owner;
  }

  /// @param asked the `since` of the hello; the default instance: none
  void begin(Welcome welcome, Timestamp asked) {
    since = asked;
    pageToken = "";
    later = "";
    laterAll = false;
    complete = false;
    notBefore = Long.MIN_VALUE;
    if (since.equals(Timestamp.getDefaultInstance())) {
      what = What.ALL;
    } else {
      what = What.MOVED;
      if (welcome.hasMoved()) {
        take(welcome.getMoved());
      }
    }
  }

  /// Whether every page since the last welcome was read.
  boolean isComplete() {
    return complete;
  }

  /// Heads that came unasked. What did not fit into them is asked for like any other page; until it
  /// is read, the listing is not complete.
  void unasked(Heads page) {
    for (ConversationHead item : page.getItemsList()) {
      owner.head(item.getConversation(), item.getHead());
    }
    if (!page.getNextPageToken().isEmpty()) {
      laterAll = !later.isEmpty();
      later = page.getNextPageToken();
      if (what == What.NOTHING) {
        goOn();
      }
    }
  }

  private void goOn() {
    what = laterAll ? What.ALL : What.MOVED;
    pageToken = laterAll ? "" : later;
    later = "";
    laterAll = false;
    complete = false;
  }

  /// One page at a time.
  void pump(long now) {
    if (what == What.NOTHING || asked || notBefore > now || !window.hasRoom()) {
      return;
    }
    askedSize = pages.now();
    askedAt = now;
    int limit = Math.min(PAGE, askedSize);
    ClientFrame.Builder frame = ClientFrame.newBuilder();
    if (what == What.MOVED) {
      frame.setMoved(
          ListMoved.newBuilder().setSince(since).setPageToken(pageToken).setLimit(limit));
    } else {
      frame.setConversations(
          ListConversations.newBuilder().setPageToken(pageToken).setLimit(limit));
    }
    asked = true;
    window.ask(frame, this, now);
  }

  @Override
  public void answered(ServerFrame frame, long now) {
    asked = false;
    if (frame.hasHeads()) {
      backoff.reset();
      pages.came(askedSize, frame.getHeads().getItemsCount(), now - askedAt);
      take(frame.getHeads());
    } else if (frame.hasConversations()) {
      backoff.reset();
      pages.came(askedSize, frame.getConversations().getItemsCount(), now - askedAt);
      for (ConversationItem item : frame.getConversations().getItemsList()) {
        owner.head(item.getConversation(), item.getHead());
      }
      turnTo(frame.getConversations().getNextPageToken());
    } else if (frame.hasError()) {
      refused(frame.getError(), now);
    } else {
      actions.trouble(new Trouble(Trouble.Kind.BAD_FRAME, "", "no answer to a listing"));
      notBefore = now + backoff.next();
    }
  }

  @Override
  public void lost(long now) {
    asked = false;
    pages.lost(askedSize);
    what = What.NOTHING; // the next welcome begins anew
    later = "";
  }

  private void refused(Problem problem, long now) {
    if (Codes.of(problem.getCode()).retryable()) {
      notBefore = now + backoff.atLeast(Duration.ofMillis(problem.getRetryAfterMs()).toNanos());
    } else if (what == What.MOVED) {
      // a server that cannot tell what moved, or not from so long ago
      what = What.ALL;
      pageToken = "";
    } else {
      actions.trouble(new Trouble(Trouble.Kind.REFUSED, "", "no listing: " + problem.getCode()));
      notBefore = now + backoff.next();
    }
  }

  private void take(Heads page) {
    for (ConversationHead item : page.getItemsList()) {
      owner.head(item.getConversation(), item.getHead());
    }
    turnTo(page.getNextPageToken());
  }

  private void turnTo(String next) {
    pageToken = next;
    if (next.isEmpty() && !later.isEmpty()) {
      goOn();
    } else if (next.isEmpty()) {
      what = What.NOTHING;
      complete = true;
    }
  }

  long nextTick(long now) {
    return what == What.NOTHING || asked ? Backoff.NEVER : Backoff.ifAhead(notBefore, now);
  }
}
