package io.parley.load.protocol;

import io.parley.load.plan.Setting;
import io.parley.load.verdict.ConversationLedger;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Page;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// When all is said, one member of each conversation reads it again from its beginning: what a
/// device once showed proves that a message passed by, not that it was kept.
final class ReadBack {
  private static final int AT_ONCE = 8;
  private static final int READERS_MAX = 2;
  private static final int PAGE = 200;

  /// What was asked for at the last moment has so long to come.
  private static final long ANSWER_NS = TimeUnit.SECONDS.toNanos(5);

  private final Stage stage;
  private final BitSet present;
  private final long most;
  private final long until;
  private final AtomicLong events = new AtomicLong();
  private final AtomicInteger wholly = new AtomicInteger();
  private final AtomicInteger unread = new AtomicInteger();

  /// Asks for no longer than what is on its way may take.
  ///
  /// @param present who may read
  /// @param most events, about: then no further conversation is begun
  ReadBack(Stage stage, BitSet present, long most) {
    this.stage = stage;
    this.present = present;
    this.most = most;
    this.until = stage.clock().now() + stage.settleNanos();
  }

  /// What came of it.
  ///
  /// @param wholly conversations that were read to their end
  /// @param unread conversations whose readers were refused or not answered: not those for which no
  ///   time was left
  record Outcome(long events, int wholly, int unread) {
    static final Outcome NOTHING = new Outcome(0, 0, 0);
  }

  /// How reading one conversation ended.
  private enum End {
    WHOLLY,
    OUT_OF_TIME,
    FAILED
  }

  /// Blocks. In any order: where not all can be read, it is not always the same that are.
  Outcome read() {
    People people = stage.people();
    List<ConversationLedger> conversations = stage.ledger().conversations();
    List<Integer> talks =
        new ArrayList<>(IntStream.range(0, conversations.size()).boxed().toList());
    Collections.shuffle(talks, new Random(stage.options().number(Setting.SEED)));
    try (ExecutorService readers =
        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      for (int talk : talks) {
        ConversationLedger ledger = conversations.get(talk);
        BitSet members = people.presentIn(ledger, present);
        String id = stage.conversation(talk);
        var _ = readers.submit(() -> read(id, ledger, members));
      }
    }
    return new Outcome(events.get(), wholly.get(), unread.get());
  }

  private void read(String id, ConversationLedger ledger, BitSet members) {
    if (members.isEmpty() || ledger.isEmpty() || events.get() >= most) {
      return; // nobody can, nothing is there, or enough was read
    }
    int member = members.nextSetBit(0);
    for (int reader = 0; reader < READERS_MAX && member >= 0; reader++) {
      switch (readBy(stage.people().member(ledger, member), id, ledger)) {
        case WHOLLY -> {
          ledger.endsReadingAgain();
          wholly.incrementAndGet();
          return;
        }
        case OUT_OF_TIME -> {
          if (reader > 0) { // the one before had no answer in all that time
            unread.incrementAndGet();
          }
          return;
        }
        case FAILED -> member = members.nextSetBit(member + 1); // another may read
      }
    }
    unread.incrementAndGet();
  }

  private End readBy(VirtualUser reader, String id, ConversationLedger ledger) {
    ledger.beginsReadingAgain();
    long after = 0;
    while (true) {
      long left = until - stage.clock().now();
      if (left <= 0) {
        return End.OUT_OF_TIME;
      }
      Page page = page(reader, id, after, left + ANSWER_NS);
      if (page == null) {
        return End.FAILED;
      }
      long last = after;
      for (Event event : page.getEventsList()) {
        ledger.readAgain(event.getSeq(), event.getMessageId(), stage.messageNumber(event));
        last = event.getMessageId();
      }
      events.addAndGet(page.getEventsCount());
      if (!page.getMore()) {
        return End.WHOLLY;
      }
      if (last <= after) {
        stage.ledger().wrong(ledger.name() + ": a page says that there is more, and leads nowhere");
        return End.FAILED;
      }
      after = last;
    }
  }

  /// Null: not to be had. What may be tried again the client has tried.
  private @Nullable Page page(VirtualUser reader, String id, long after, long nanos) {
    try {
      return reader.events(id, after, PAGE).get(nanos, TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
