package io.parley.load.protocol;

import io.parley.client.RefusedException;
import io.parley.load.verdict.ConversationLedger;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Page;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// When all is said, one member of each conversation reads it again from its beginning: what a
/// device once showed proves that a message passed by, not that it was kept.
final class ReadBack {
  private static final int AT_ONCE = 8;
  private static final int READERS_MAX = 2;
  private static final int PAGE = 200;
  private static final long PAGE_PATIENCE_S = 10;
  private static final int TRIES = 20;
  private static final long PAUSE_MS = 200;

  private final Stage stage;
  private final long most;
  private final AtomicLong events = new AtomicLong();
  private final AtomicInteger unread = new AtomicInteger();

  /// @param most events, about: then no further conversation is begun
  ReadBack(Stage stage, long most) {
    this.stage = stage;
    this.most = most;
  }

  /// What came of it.
  ///
  /// @param unread conversations that nobody could read to their end
  record Outcome(long events, int unread) {
    static final Outcome NOTHING = new Outcome(0, 0);
  }

  /// Blocks.
  Outcome read() {
    People people = stage.people();
    BitSet present = people.present();
    List<ConversationLedger> conversations = stage.ledger().conversations();
    try (ExecutorService readers =
        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      for (int talk = 0; talk < conversations.size(); talk++) {
        ConversationLedger ledger = conversations.get(talk);
        BitSet members = people.presentIn(ledger, present);
        String id = stage.conversation(talk);
        var _ = readers.submit(() -> read(id, ledger, members));
      }
    }
    return new Outcome(events.get(), unread.get());
  }

  private void read(String id, ConversationLedger ledger, BitSet members) {
    if (members.isEmpty() || ledger.isEmpty() || events.get() >= most) {
      return; // nobody can, nothing is there, or enough was read
    }
    int member = members.nextSetBit(0);
    for (int reader = 0; reader < READERS_MAX && member >= 0; reader++) {
      if (isReadBy(stage.people().member(ledger, member), id, ledger)) {
        ledger.endsReadingAgain();
        return;
      }
      member = members.nextSetBit(member + 1);
    }
    unread.incrementAndGet();
  }

  private boolean isReadBy(VirtualUser reader, String id, ConversationLedger ledger) {
    long after = 0;
    while (true) {
      Page page = page(reader, id, after);
      if (page == null) {
        return false;
      }
      for (Event event : page.getEventsList()) {
        ledger.readAgain(event.getSeq(), event.getMessageId(), stage.messageNumber(event));
        after = event.getMessageId();
      }
      events.addAndGet(page.getEventsCount());
      if (!page.getMore() || page.getEventsCount() == 0) {
        return true;
      }
    }
  }

  /// Null: not to be had.
  private static @Nullable Page page(VirtualUser reader, String id, long after) {
    try {
      for (int attempt = 0; attempt < TRIES; attempt++) {
        try {
          return reader.events(id, after, PAGE).get(PAGE_PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof RefusedException refused)) {
            return null;
          }
          TimeUnit.MILLISECONDS.sleep(Math.max(PAUSE_MS, refused.retryAfter().toMillis()));
        }
      }
    } catch (TimeoutException e) {
      return null; // another may read
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return null;
  }
}
