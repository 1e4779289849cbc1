package io.parley.edge.socket;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.parley.edge.EdgeMetrics;
import io.parley.edge.log.DeliveryFeed;
import io.parley.protocol.v1.Answer;
import io.parley.protocol.v1.ChannelMembership;
import io.parley.protocol.v1.CloseSession;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.DeviceRef;
import io.parley.protocol.v1.ServerFrame;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deliveries to sessions. A frame comes encoded by its router; it is spelled here at most once in
/// each subprotocol, and every socket is written the same bytes ([Copies]); each event loop gets
/// one piece of work for a whole batch, in the order of the log ([LoopBatch]).
///
/// The next batch is taken when all loops have written this one: a loop that is behind holds up the
/// log, and nothing piles up in between.
final class Fanout implements DeliveryFeed.Receiver {
  private static final Logger log = LoggerFactory.getLogger(Fanout.class);

  private final SessionIndex index;
  private final Registrations registrations;
  private final Channels channels;
  private final Supplier<Collection<SessionLoop>> loops;
  private final InstantSource clock;
  private final EdgeMetrics metrics;

  /// @param loops all that have sessions
  Fanout(
      SessionIndex index,
      Registrations registrations,
      Channels channels,
      Supplier<Collection<SessionLoop>> loops,
      InstantSource clock,
      EdgeMetrics metrics) {
    this.index = index;
    this.registrations = registrations;
    this.channels = channels;
    this.loops = loops;
    this.clock = clock;
    this.metrics = metrics;
  }

  /// What a batch has for each event loop, and what was made for it.
  private static final class Work {
    final Map<SessionLoop, List<Piece>> pieces = new HashMap<>();
    final List<Copies> made = new ArrayList<>();
    int answers;

    void add(SessionLoop loop, Piece piece) {
      pieces.computeIfAbsent(loop, _ -> new ArrayList<>()).add(piece);
    }

    Copies keep(Copies copies) {
      made.add(copies);
      return copies;
    }
  }

  @Override
  public CompletionStage<Void> receive(List<DeliveryFeed.Arrival> batch) {
    Work work = new Work();
    long writtenAtMs = Long.MAX_VALUE;
    for (DeliveryFeed.Arrival arrival : batch) {
      sortOrSetAside(arrival.delivery(), work);
      writtenAtMs = Math.min(writtenAtMs, arrival.writtenAtMs());
    }
    List<CompletableFuture<Integer>> written = new ArrayList<>(work.pieces.size());
    work.pieces.forEach((loop, pieces) -> written.add(LoopBatch.write(loop, pieces, metrics)));
    long oldest = writtenAtMs;
    return LoopBatch.sum(written)
        .whenComplete((_, _) -> work.made.forEach(Copies::release))
        .thenAccept(copies -> {
          if (copies + work.answers > 0) {
            long lagMs = Math.max(0, clock.instant().toEpochMilli() - oldest);
            metrics.delivered(copies, Duration.ofMillis(lagMs));
          }
        });
  }

  @Override
  public void interrupted(Duration lapse) {
    registrations.missed(lapse);
  }

  /// A delivery whose frame nobody can read would come again for ever.
  private void sortOrSetAside(Delivery delivery, Work work) {
    try {
      sort(delivery, work);
    } catch (RuntimeException e) {
      metrics.deliveryUnreadable();
      log.atError().setCause(e).log("a delivery cannot be passed on and is set aside");
    }
  }

  /// Puts what a delivery asks for to the loops of the sessions it is for.
  private void sort(Delivery delivery, Work work) {
    if (delivery.hasMembership()) {
      move(delivery.getMembership(), work);
    }
    if (delivery.hasFrame() && delivery.getUsersCount() > 0) {
      toUsers(delivery, work);
    }
    if (delivery.hasFrame() && !delivery.getChannel().isEmpty()) {
      toChannel(delivery, work);
    }
    if (delivery.hasAnswer()) {
      answer(delivery.getAnswer(), work);
    }
    if (delivery.hasClose()) {
      close(delivery.getClose(), work);
    }
  }

  private void move(ChannelMembership moved, Work work) {
    byLoop(sessionsOf(moved.getUsersList(), DeviceRef.getDefaultInstance()))
        .forEach((loop, sessions) ->
            work.add(loop, new Piece.Single(() -> channels.moved(moved, sessions))));
  }

  /// @param except no session of this device
  private List<Session> sessionsOf(List<String> users, DeviceRef except) {
    List<Session> sessions = new ArrayList<>();
    for (String user : users) {
      for (Session session : index.of(user)) {
        if (!session.isDevice(except)) {
          sessions.add(session);
        }
      }
    }
    return sessions;
  }

  private static Map<SessionLoop, List<Session>> byLoop(List<Session> sessions) {
    Map<SessionLoop, List<Session>> loops = new HashMap<>();
    for (Session session : sessions) {
      loops.computeIfAbsent(session.loop(), _ -> new ArrayList<>()).add(session);
    }
    return loops;
  }

  private void toUsers(Delivery delivery, Work work) {
    List<Session> audience = sessionsOf(delivery.getUsersList(), delivery.getExcept());
    if (audience.isEmpty()) {
      return;
    }
    Copies copies = work.keep(Copies.of(delivery.getFrame().toByteArray(), audience));
    if (audience.size() == 1) { // most deliveries are for one device
      work.add(audience.getFirst().loop(), new Piece.ForSessions(audience, copies));
    } else {
      byLoop(audience)
          .forEach((loop, sessions) -> work.add(loop, new Piece.ForSessions(sessions, copies)));
    }
  }

  /// Who that is, each loop finds when its turn has come: some may come in just before, or leave.
  /// Where nobody was in the channel until now, those who come in read the message: they are told
  /// the head after this.
  private void toChannel(Delivery delivery, Work work) {
    String channel = delivery.getChannel();
    if (channels.heard(channel, parsed(delivery.getFrame()))) {
      Copies copies = work.keep(Copies.forAll(delivery.getFrame().toByteArray()));
      Piece piece = new Piece.ForChannel(channel, delivery.getExcept(), copies);
      loops.get().forEach(loop -> work.add(loop, piece));
    }
  }

  /// Where a channel stands, its messages tell: once for all that hear them.
  private static ServerFrame parsed(ByteString frame) {
    try {
      return ServerFrame.parseFrom(frame);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("frame: cannot be parsed", e);
    }
  }

  private void answer(Answer answer, Work work) {
    Session session = index.byNumber(answer.getSession());
    if (session == null) {
      metrics.answerDropped();
      return;
    }
    byte[] payload = session.dialect().respell(answer.getFrame().toByteArray());
    work.add(
        session.loop(),
        new Piece.Single(() -> session.requests().answered(answer.getRequest(), payload)));
    work.answers++;
  }

  private void close(CloseSession close, Work work) {
    Session session = index.byNumber(close.getSession());
    if (session != null) {
      work.add(session.loop(), new Piece.Single(() -> session.close(close.getCode())));
    }
  }
}
