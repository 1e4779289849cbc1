package io.parley.edge.socket;

import io.parley.edge.EdgeMetrics;
import io.parley.history.HistoryReader;
import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.DeviceRef;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.ServerFrame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// Tells devices where a channel stands, so that they read what they were not delivered: one read
/// and one frame, however many hear the channel. Any thread.
final class ChannelNotices {
  private final HistoryReader history;
  private final ChannelHeads heads;
  private final UnaskedHeads unasked;
  private final Supplier<Collection<SessionLoop>> loops;
  private final EdgeMetrics metrics;

  /// @param loops all that have sessions
  ChannelNotices(
      HistoryReader history,
      ChannelHeads heads,
      UnaskedHeads unasked,
      Supplier<Collection<SessionLoop>> loops,
      EdgeMetrics metrics) {
    this.history = history;
    this.heads = heads;
    this.unasked = unasked;
    this.loops = loops;
    this.metrics = metrics;
  }

  /// Tells all that hear these channels. Completes when they have been written to.
  CompletionStage<Void> tell(Map<String, Head> told) {
    List<Piece> pieces = new ArrayList<>();
    List<Copies> made = new ArrayList<>();
    told.forEach((channel, head) -> {
      Copies copies = Copies.forAll(frame(channel, head));
      made.add(copies);
      pieces.add(new Piece.ForChannel(channel, DeviceRef.getDefaultInstance(), copies));
    });
    metrics.channelHeadsTold(told.size());
    return LoopBatch.writeToAll(loops.get(), pieces, metrics)
        .thenAccept(_ -> {})
        .whenComplete((_, _) -> made.forEach(Copies::release));
  }

  /// Reads where these stand and tells all that hear them.
  CompletionStage<Void> readAndTell(List<String> channels) {
    return read(channels)
        .thenCompose(last -> {
          Map<String, Head> told = new HashMap<>();
          last.forEach((channel, event) -> told.put(channel, head(event)));
          return tell(told);
        });
  }

  private CompletionStage<Map<String, Event>> read(List<String> channels) {
    try {
      return history.heads(channels);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /// Tells sessions of one event loop that have come into the channel.
  ///
  /// @param since a time before they did
  void tellNewcomers(String channel, List<Session> sessions, Instant since) {
    if (sessions.isEmpty()) {
      return;
    }
    CompletionStage<Head> _ =
        heads
            .current(channel)
            .whenComplete((head, fault) -> {
              if (fault != null) { // with all else that they may have missed, when it can be read
                unasked.tellAll(sessions, since);
              } else if (head.getSeq() > 0) {
                write(sessions, frame(channel, head));
              }
            });
  }

  private void write(List<Session> sessions, byte[] frame) {
    Copies copies = Copies.of(frame, sessions);
    CompletionStage<Integer> _ =
        LoopBatch.write(
                sessions.getFirst().loop(),
                List.of(new Piece.ForSessions(sessions, copies)),
                metrics)
            .whenComplete((_, _) -> copies.release());
  }

  private static Head head(Event last) {
    return Head.newBuilder().setSeq(last.getSeq()).setMessageId(last.getMessageId()).build();
  }

  private static byte[] frame(String channel, Head head) {
    ConversationHead item =
        ConversationHead.newBuilder().setConversation(channel).setHead(head).build();
    return ServerFrame.newBuilder()
        .setHeads(Heads.newBuilder().addItems(item))
        .build()
        .toByteArray();
  }
}
