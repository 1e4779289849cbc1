package io.parley.edge.socket;

import io.parley.edge.EdgeMetrics;
import io.parley.presence.ChannelInterest;
import io.parley.protocol.v1.ChannelMembership;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.ServerFrame;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// The channels of this edge: which of them it is interested in ([Interests]), whether their
/// messages get here ([ChannelWatch]), who is told where they stand ([ChannelNotices]). Which
/// sessions hear which of them each event loop knows for itself ([LoopChannels]). Any thread.
final class Channels {
  private final Interests interests;
  private final ChannelWatch watch;
  private final ChannelNotices heads;
  private final InstantSource clock;

  Channels(
      ChannelInterest registry, ChannelNotices heads, Services.World world, EdgeMetrics metrics) {
    this.watch = new ChannelWatch(registry, world.nanoTime());
    this.interests = new Interests(registry, watch, world.nanoTime(), metrics);
    this.heads = heads;
    this.clock = world.clock();
  }

  Interests interests() {
    return interests;
  }

  /// A frame for all members of the channel has come; false when nobody here is to get it.
  boolean heard(String channel, ServerFrame frame) {
    if (frame.hasEvent()) {
      watch.seen(channel, frame.getEvent().getSeq());
    }
    return interests.heard(channel);
  }

  /// The users of these sessions of one event loop, whose thread this is, are in the channel from
  /// now on, or are not any more. Those that come are told where it stands once its messages come
  /// here: what was sent before that was not for this edge.
  void moved(ChannelMembership moved, List<Session> sessions) {
    String channel = moved.getChannel();
    long changedId = moved.getChangedId();
    List<Session> living = sessions.stream().filter(session -> !session.isOver()).toList();
    if (living.isEmpty()) {
      return;
    }
    living.forEach(Session::channelsMoved);
    SessionLoop loop = living.getFirst().loop();
    if (moved.getMember()) {
      Instant since = clock.instant();
      loop.whenDone(
          loop.channels().enter(living, channel, changedId),
          (_, _) -> heads.tellNewcomers(channel, hearing(living, channel), since));
    } else {
      living.forEach(session -> loop.channels().leave(session, channel, changedId));
    }
  }

  private static List<Session> hearing(List<Session> sessions, String channel) {
    return sessions.stream().filter(session -> session.hears(channel)).toList();
  }

  /// Every second.
  void tick() {
    interests.tick();
    watch.tick();
    Map<String, Head> overdue = watch.overdue();
    if (!overdue.isEmpty()) {
      CompletionStage<Void> _ = heads.tell(overdue);
    }
    List<String> late = interests.late();
    if (!late.isEmpty()) {
      CompletionStage<Void> _ =
          heads
              .readAndTell(late)
              .whenComplete((_, fault) -> {
                if (fault == null) {
                  interests.settled(late);
                } else {
                  interests.late(late);
                }
              });
    }
  }
}
