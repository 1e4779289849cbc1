package io.parley.edge.socket;

import io.parley.history.HistoryReader;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Mark;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Where channels stand: read once for all who ask together, so that thousands who mark the same
/// message, or come into a channel together, cost a read or two. Heads only move forward, so one
/// that was read before is never too far ahead for a mark. Any thread.
///
/// Of one channel there is one read under way; of all together no more than configured, and one
/// more fails with a time to retry.
final class ChannelHeads {
  /// Heads that are remembered, those looked at last.
  static final int KEPT_MAX = 10_000;

  private final HistoryReader history;
  private final ReadBound bound;

  // guarded by this, as is the other
  private final Map<String, Head> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Head> eldest) {
          return size() > KEPT_MAX;
        }
      };

  private final Map<String, Asked> underWay = new HashMap<>();

  /// The read under way of one channel, and the one that follows it for those who came too late.
  private static final class Asked {
    CompletableFuture<Head> now = new CompletableFuture<>();
    CompletableFuture<Head> next = new CompletableFuture<>();
    boolean hasNext;
  }

  /// @param readsMax under way at a time
  ChannelHeads(HistoryReader history, int readsMax) {
    this.history = history;
    this.bound = new ReadBound(readsMax, 1);
  }

  /// A head of this channel at `seq` or beyond, or else the one it has now; without a seq when the
  /// channel has no events.
  CompletionStage<Head> reaching(String channel, long seq) {
    CompletableFuture<Head> begun = null;
    synchronized (this) {
      Head there = known.get(channel);
      if (there != null && there.getSeq() >= seq) {
        return CompletableFuture.completedStage(there);
      }
      Asked asked = underWay.get(channel);
      if (asked != null) {
        begun = asked.now;
      }
    }
    // what others asked before may have been answered before: then it is asked once more
    return begun == null
        ? current(channel)
        : begun.thenCompose(head ->
            head.getSeq() >= seq ? CompletableFuture.completedStage(head) : current(channel));
  }

  /// The head as it is now or later: from a read that begins after this was asked.
  CompletionStage<Head> current(String channel) {
    Asked mine = new Asked();
    synchronized (this) {
      Asked others = underWay.putIfAbsent(channel, mine);
      if (others != null) {
        others.hasNext = true;
        return others.next;
      }
    }
    CompletableFuture<Head> first = mine.now;
    read(channel, mine);
    return first;
  }

  private void read(String channel, Asked asked) {
    CompletionStage<Map<String, Event>> _ =
        bound
            .within(channel, () -> history.heads(List.of(channel)))
            .whenComplete((heads, fault) -> {
              CompletableFuture<Head> waits = asked.now;
              boolean goesOn = turn(channel, asked);
              if (fault == null) {
                waits.complete(
                    learn(channel, heads.getOrDefault(channel, Event.getDefaultInstance())));
              } else {
                waits.completeExceptionally(fault);
              }
              if (goesOn) {
                read(channel, asked);
              }
            });
  }

  /// Those who came too late for the read that has ended are next; false when there are none.
  private synchronized boolean turn(String channel, Asked asked) {
    boolean goesOn = asked.hasNext;
    if (goesOn) {
      asked.now = asked.next;
      asked.next = new CompletableFuture<>();
      asked.hasNext = false;
    } else {
      underWay.remove(channel);
    }
    return goesOn;
  }

  private synchronized Head learn(String channel, Event newest) {
    Head head =
        Head.newBuilder().setSeq(newest.getSeq()).setMessageId(newest.getMessageId()).build();
    if (head.getSeq() > 0) {
      known.merge(channel, head, (one, other) -> one.getSeq() > other.getSeq() ? one : other);
    }
    return head;
  }

  /// What a mark says that goes no further than this head.
  static Mark upTo(Head head, Mark mark) {
    long read = Math.min(mark.getRead(), head.getSeq());
    long told = Math.min(mark.getReadMessageId(), head.getMessageId());
    return mark.toBuilder()
        .setDelivered(Math.min(mark.getDelivered(), head.getSeq()))
        .setRead(read)
        .setReadMessageId(read == head.getSeq() ? head.getMessageId() : told)
        .build();
  }
}
