package io.parley.edge.socket;

import io.parley.edge.EdgeMetrics;
import io.parley.protocol.v1.DeviceRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Which sessions of one event loop hear which channels. Owned by the event loop.
///
/// A seat is one session in one channel, and knows its place in the channel's list: so 15,000
/// sessions of one channel are walked as an array, and each leaves in no time.
final class LoopChannels {
  /// Channels a session hears. While it is in more, its device is told no time up to which it has
  /// everything, and learns of them with `moved` and its next hello.
  static final int OF_SESSION_MAX = 500;

  private final Interests interests;
  private final EdgeMetrics metrics;
  private final Map<String, Audience> audiences = new HashMap<>();
  private final Departures departures = new Departures();

  /// The sessions of one channel; never empty.
  private static final class Audience {
    final String channel;
    final ArrayList<Seat> seats = new ArrayList<>(2);

    Audience(String channel) {
      this.channel = channel;
    }
  }

  /// A session in a channel.
  static final class Seat {
    private final Audience audience;
    private final Session session;
    private int place;

    /// Of the last record known to say that its user is in the channel.
    private long changedId;

    private Seat(Audience audience, Session session, long changedId) {
      this.audience = audience;
      this.session = session;
      this.changedId = changedId;
      this.place = audience.seats.size();
    }

    String channel() {
      return audience.channel;
    }
  }

  LoopChannels(Interests interests, EdgeMetrics metrics) {
    this.interests = interests;
    this.metrics = metrics;
  }

  /// Those that hear this channel now, but for the session of this device.
  List<Session> of(String channel, DeviceRef except) {
    Audience audience = audiences.get(channel);
    if (audience == null) {
      return List.of();
    }
    List<Session> sessions = new ArrayList<>(audience.seats.size());
    for (Seat seat : audience.seats) {
      if (!seat.session.isDevice(except)) {
        sessions.add(seat.session);
      }
    }
    return sessions;
  }

  /// From now on the session hears these as well, as the memory says.
  ///
  /// @param channels with the ids of the records that made its user a member
  /// @return completes with true once their messages come to this edge; with false when some are
  ///   owed instead
  CompletionStage<Boolean> enter(Session session, Map<String, Long> channels) {
    if (channels.isEmpty()) {
      return CompletableFuture.completedStage(true);
    }
    List<String> first = new ArrayList<>();
    channels.forEach((channel, changedId) -> seat(session, channel, changedId, first));
    interests.hold(first);
    return interests.confirmed(channels.keySet());
  }

  /// The same for sessions that come into one channel together, as a record said.
  CompletionStage<Boolean> enter(List<Session> sessions, String channel, long changedId) {
    List<String> first = new ArrayList<>();
    for (Session session : sessions) {
      if (!departures.isAfter(session.user(), channel, changedId)) {
        seat(session, channel, changedId, first);
      }
    }
    interests.hold(first);
    return interests.confirmed(List.of(channel));
  }

  /// @param first collects the channels that nobody here was in
  private void seat(Session session, String channel, long changedId, List<String> first) {
    if (session.isOver()) {
      return;
    }
    SessionChannels own = session.channelsToKeep();
    Seat taken = own.in(channel);
    if (taken != null) {
      taken.changedId = Math.max(taken.changedId, changedId);
      return;
    }
    if (own.seats().size() >= OF_SESSION_MAX) {
      markIncomplete(session);
      return;
    }
    Audience audience = audiences.get(channel);
    if (audience == null) {
      audience = new Audience(channel);
      audiences.put(channel, audience);
      first.add(channel);
    }
    Seat seat = new Seat(audience, session, changedId);
    audience.seats.add(seat);
    own.add(seat);
    metrics.channelMembers(1);
  }

  /// The session's user is in more channels than it hears.
  void markIncomplete(Session session) {
    session.channelsToKeep().setIncomplete(true);
    metrics.channelNotHeard();
  }

  /// As a record says, the session does not hear this one any more, unless a later one let it in.
  void leave(Session session, String channel, long changedId) {
    departures.add(session.user(), channel, changedId);
    SessionChannels own = session.channels();
    Seat seat = own == null ? null : own.in(channel);
    if (seat != null && seat.changedId <= changedId) {
      leave(session, List.of(channel));
    }
  }

  /// It does not hear these any more.
  void leave(Session session, Collection<String> channels) {
    SessionChannels own = session.channels();
    if (own == null || channels.isEmpty()) {
      return;
    }
    List<String> last = new ArrayList<>();
    for (String channel : channels) {
      Seat seat = own.remove(channel);
      if (seat != null) {
        rise(seat, last);
      }
    }
    interests.release(last);
    session.dropChannelsIfNone();
  }

  /// The session has ended.
  void gone(Session session) {
    SessionChannels own = session.channels();
    if (own != null) {
      List<String> last = new ArrayList<>();
      own.seats().forEach(seat -> rise(seat, last));
      own.removeAll();
      interests.release(last);
      session.dropChannelsIfNone();
    }
  }

  /// The last one of the list takes the place.
  ///
  /// @param last collects the channels that nobody here is in any more
  private void rise(Seat seat, List<String> last) {
    ArrayList<Seat> seats = seat.audience.seats;
    Seat moved = seats.removeLast();
    if (moved.place != seat.place) {
      seats.set(seat.place, moved);
      moved.place = seat.place;
    }
    if (seats.isEmpty()) {
      audiences.remove(seat.channel());
      last.add(seat.channel());
    }
    metrics.channelMembers(-1);
  }
}
