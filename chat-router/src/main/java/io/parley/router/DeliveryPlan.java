package io.parley.router;

import com.google.protobuf.ByteString;
import io.parley.presence.SessionAddress;
import io.parley.presence.SessionLookup.Located;
import io.parley.protocol.v1.Answer;
import io.parley.protocol.v1.ChannelMembership;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.DeviceRef;
import io.parley.protocol.v1.Origin;
import io.parley.router.core.Audience;
import io.parley.router.core.Broadcast;
import io.parley.router.core.Effects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What each edge is told after one command: one delivery for each edge and frame, the answer in
/// the last one for the edge that asked. A frame is encoded once, here, for all of them.
final class DeliveryPlan {
  private final Origin origin;
  private final Reach reach;
  private final Broadcast broadcast;
  private final SortedMap<Integer, Delivery.Builder> bySlot = new TreeMap<>();

  /// @param delivery a builder, since whoever sends it builds it once
  record Planned(int slot, Delivery.Builder delivery) {}

  private DeliveryPlan(Origin origin, Reach reach, Broadcast broadcast) {
    this.origin = origin;
    this.reach = reach;
    this.broadcast = broadcast;
  }

  /// To be sent in this order.
  static List<Planned> of(Origin origin, Effects effects, Reach reach) {
    List<Planned> planned = new ArrayList<>();
    for (Broadcast broadcast : effects.broadcasts()) {
      new DeliveryPlan(origin, reach, broadcast)
          .make()
          .forEach((slot, delivery) -> planned.add(new Planned(slot, delivery)));
    }
    effects
        .answer()
        .ifPresent(frame ->
            lastFor(origin.getEdgeSlot(), planned)
                .setAnswer(
                    Answer.newBuilder()
                        .setSession(origin.getSession())
                        .setRequest(origin.getRequest())
                        .setFrame(frame.toByteString())));
    return planned;
  }

  private static Delivery.Builder lastFor(int slot, List<Planned> planned) {
    for (Planned one : planned.reversed()) {
      if (one.slot() == slot) {
        return one.delivery();
      }
    }
    Delivery.Builder own = Delivery.newBuilder();
    planned.add(new Planned(slot, own));
    return own;
  }

  private SortedMap<Integer, Delivery.Builder> make() {
    boolean askerHears =
        switch (reach) {
          case Reach.Known(Located located) -> {
            switch (broadcast.audience()) {
              case Audience.Users(var users) -> addUsers(users, located.sessions());
              case Audience.Channel(var channel) ->
                  addChannel(channel, located.channels().getOrDefault(channel, Set.of()));
            }
            yield broadcast.toAsker() || askerIsBack(located.sessions());
          }
          case Reach.Everywhere everywhere -> {
            Set<Integer> slots = everywhere.slots();
            switch (broadcast.audience()) {
              case Audience.Users(var users) -> slots.forEach(slot -> at(slot).addAllUsers(users));
              case Audience.Channel(var channel) -> addChannel(channel, slots);
            }
            // Nor whether the asker is still where the answer goes: hearing twice does no harm
            yield true;
          }
        };
    addMembership();
    if (!bySlot.isEmpty()) {
      ByteString frame = broadcast.frame().toByteString();
      bySlot.values().forEach(delivery -> complete(delivery, frame, askerHears));
    }
    return bySlot;
  }

  private void complete(Delivery.Builder delivery, ByteString frame, boolean askerHears) {
    if (delivery.getUsersCount() == 0 && delivery.getChannel().isEmpty()) {
      // Only of the membership it has to know
      return;
    }
    delivery.setFrame(frame);
    if (!askerHears) {
      delivery.setExcept(
          DeviceRef.newBuilder().setUser(origin.getUser()).setDevice(origin.getDevice()));
    }
  }

  private void addUsers(List<String> users, Map<String, List<SessionAddress>> sessions) {
    for (String user : users) {
      addUser(user, sessions.getOrDefault(user, List.of()));
    }
  }

  private void addChannel(String channel, Set<Integer> slots) {
    slots.forEach(slot -> at(slot).setChannel(channel));
  }

  /// Each edge once where one of these sessions is that has to hear.
  private void addUser(String user, List<SessionAddress> sessions) {
    for (SessionAddress session : sessions) {
      if (broadcast.toAsker() || !asks(user, session)) {
        Delivery.Builder delivery = at(session.slot());
        int users = delivery.getUsersCount();
        // users come one after another, so this one is the last or not there
        if (users == 0 || !delivery.getUsers(users - 1).equals(user)) {
          delivery.addUsers(user);
        }
      }
    }
  }

  /// Every edge that holds one of them, and the one that asked, whether anybody there hears the
  /// frame or not: from now on they belong to the channel, or do not any more.
  private void addMembership() {
    broadcast
        .membership()
        .ifPresent(membership -> {
          switch (reach) {
            case Reach.Known(Located located) -> {
              for (String user : membership.getUsersList()) {
                for (SessionAddress session : located.sessions().getOrDefault(user, List.of())) {
                  addMember(session.slot(), user, membership);
                }
                if (user.equals(origin.getUser())) {
                  addMember(origin.getEdgeSlot(), user, membership);
                }
              }
            }
            case Reach.Everywhere everywhere -> {
              // Who comes in late hears late; who is gone must not go on hearing
              Set<Integer> slots = membership.getMember() ? everywhere.slots() : everywhere.known();
              slots.forEach(slot -> at(slot).setMembership(membership));
              if (membership.getUsersList().contains(origin.getUser())) {
                at(origin.getEdgeSlot()).setMembership(membership);
              }
            }
          }
        });
  }

  private void addMember(int slot, String user, ChannelMembership all) {
    ChannelMembership.Builder here = at(slot).getMembershipBuilder();
    int users = here.getUsersCount();
    if (users == 0 || !here.getUsers(users - 1).equals(user)) {
      here.setChannel(all.getChannel())
          .setMember(all.getMember())
          .setChangedId(all.getChangedId())
          .addUsers(user);
    }
  }

  /// The device that gets the answer instead.
  private boolean asks(String user, SessionAddress session) {
    return user.equals(origin.getUser())
        && session.device().equals(origin.getDevice())
        && isSocket(session);
  }

  private boolean isSocket(SessionAddress session) {
    return session.session() == origin.getSession() && session.slot() == origin.getEdgeSlot();
  }

  /// It asked on a socket that it has left: the answer will not reach it, so it has to hear like
  /// everybody else.
  private boolean askerIsBack(Map<String, List<SessionAddress>> sessions) {
    for (SessionAddress session : sessions.getOrDefault(origin.getUser(), List.of())) {
      if (session.device().equals(origin.getDevice()) && !isSocket(session)) {
        return true;
      }
    }
    return false;
  }

  private Delivery.Builder at(int slot) {
    return bySlot.computeIfAbsent(slot, _ -> Delivery.newBuilder());
  }
}
