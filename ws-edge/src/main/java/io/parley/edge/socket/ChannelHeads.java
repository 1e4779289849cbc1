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

/// Where channels stood when somebody looked, so that thousands who mark the same message cost one
/// read. Heads only move forward, so an old one is never too far ahead. Any thread.
///
/// Of so many channels at most, those looked at last.
final class ChannelHeads {
  static final int KEPT_MAX = 10_000;

  private final HistoryReader history;

  // guarded by this, as is the other
  private final Map<String, Head> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Head> eldest) {
          return size() > KEPT_MAX;
        }
      };

  private final Map<String, CompletableFuture<Head>> underWay = new HashMap<>();

  ChannelHeads(HistoryReader history) {
    this.history = history;
  }

  /// A head of this channel at `seq` or beyond, or else the one it has now; without a seq when the
  /// channel has no events.
  CompletionStage<Head> reaching(String channel, long seq) {
    CompletableFuture<Head> begun;
    synchronized (this) {
      Head there = known.get(channel);
      if (there != null && there.getSeq() >= seq) {
        return CompletableFuture.completedStage(there);
      }
      begun = underWay.get(channel);
    }
    // what others asked before may have been answered before: then it is asked once more
    return begun == null
        ? read(channel)
        : begun.thenCompose(
            head -> head.getSeq() >= seq ? CompletableFuture.completedStage(head) : read(channel));
  }

  /// One read for all who ask while it is under way.
  private CompletionStage<Head> read(String channel) {
    CompletableFuture<Head> mine = new CompletableFuture<>();
    synchronized (this) {
      CompletableFuture<Head> others = underWay.putIfAbsent(channel, mine);
      if (others != null) {
        return others;
      }
    }
    CompletionStage<Map<String, Event>> _ =
        begin(channel)
            .whenComplete((heads, fault) -> {
              if (fault == null) {
                mine.complete(
                    learn(channel, heads.getOrDefault(channel, Event.getDefaultInstance())));
              } else {
                ended(channel);
                mine.completeExceptionally(fault);
              }
            });
    return mine;
  }

  private CompletionStage<Map<String, Event>> begin(String channel) {
    try {
      return history.heads(List.of(channel));
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private synchronized void ended(String channel) {
    underWay.remove(channel);
  }

  private synchronized Head learn(String channel, Event newest) {
    underWay.remove(channel);
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
