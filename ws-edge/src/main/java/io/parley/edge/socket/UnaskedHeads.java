package io.parley.edge.socket;

import io.parley.edge.EdgeMetrics;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.ServerFrame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/// Tells devices where their conversations stand after a time in which nobody could tell who is
/// connected; so many a second as configured, so that the memory has room for others. Any thread.
///
/// They may also have missed that they came into a channel, or are not in one any more: that is
/// looked at first.
///
/// Each session waits at most once, with the earliest time asked for it. What cannot be read is
/// tried again, after the others. Until it has been told, nobody may tell it a time up to which it
/// has everything ([#owes]).
final class UnaskedHeads {
  static final long TICK_MS = 100;
  private static final int TICKS_A_SECOND = 10;

  private final Reads reads;
  private final ChannelLooks looks;
  private final int eachTick;
  private final EdgeMetrics metrics;

  // guarded by this
  private final Map<Session, Instant> waiting = new LinkedHashMap<>();
  private final Set<Session> underWay = new HashSet<>();

  UnaskedHeads(Reads reads, ChannelLooks looks, int eachSecond, EdgeMetrics metrics) {
    this.reads = reads;
    this.looks = looks;
    this.eachTick = Math.max(1, eachSecond / TICKS_A_SECOND);
    this.metrics = metrics;
  }

  void tellAll(Collection<Session> sessions, Instant since) {
    sessions.forEach(session -> tell(session, since));
  }

  synchronized void tell(Session session, Instant since) {
    waiting.merge(session, since, (one, other) -> one.isBefore(other) ? one : other);
  }

  synchronized int waiting() {
    return waiting.size();
  }

  /// Whether the session has still to be told. False only once the heads are on their way to its
  /// client, before whatever is sent then.
  synchronized boolean owes(Session session) {
    return waiting.containsKey(session) || underWay.contains(session);
  }

  private synchronized void settled(Session session) {
    underWay.remove(session);
  }

  void tick() {
    for (Map.Entry<Session, Instant> next : take()) {
      Session session = next.getKey();
      CompletionStage<byte[]> _ =
          missed(session, next.getValue())
              .whenComplete((payload, fault) -> {
                if (fault != null) {
                  tell(session, next.getValue());
                  settled(session);
                } else {
                  told(session, payload);
                }
              });
    }
  }

  /// As its client is sent it; nothing, where nothing moved.
  private CompletionStage<byte[]> missed(Session session, Instant since) {
    return looks
        .look(session)
        .thenCompose(missed -> read(session, missed.filter(since::isAfter).orElse(since)));
  }

  private CompletionStage<byte[]> read(Session session, Instant since) {
    return reads
        .missed(session.user(), since)
        .whenComplete((_, fault) -> {
          if (fault != null) {
            tell(session, since); // the look that said so is over
          }
        })
        .thenApply((Heads heads) ->
            heads.getItemsCount() == 0 && heads.getNextPageToken().isEmpty()
                ? new byte[0]
                : session.dialect().encode(ServerFrame.newBuilder().setHeads(heads).build()));
  }

  private void told(Session session, byte[] payload) {
    if (payload.length == 0) {
      settled(session);
      return;
    }
    metrics.headsSent();
    session
        .loop()
        .execute(() -> {
          try {
            session.deliver(payload);
          } finally {
            settled(session);
          }
        });
  }

  private synchronized List<Map.Entry<Session, Instant>> take() {
    List<Map.Entry<Session, Instant>> taken = new ArrayList<>();
    Iterator<Map.Entry<Session, Instant>> all = waiting.entrySet().iterator();
    while (all.hasNext() && taken.size() < eachTick) {
      Map.Entry<Session, Instant> next = all.next();
      if (underWay.contains(next.getKey())) {
        continue;
      }
      all.remove();
      if (!next.getKey().isOver()) {
        underWay.add(next.getKey());
        taken.add(Map.entry(next.getKey(), next.getValue()));
      }
    }
    return taken;
  }
}
