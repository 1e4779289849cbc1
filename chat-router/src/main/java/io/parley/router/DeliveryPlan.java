package io.parley.router;

import io.parley.presence.SessionAddress;
import io.parley.protocol.v1.Answer;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.DeviceRef;
import io.parley.protocol.v1.Origin;
import io.parley.router.core.Effects;
import io.parley.router.core.Effects.Broadcast;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What each edge is told after one command: one delivery an edge, the answer in that of the edge
/// that asked.
final class DeliveryPlan {
  private final Origin origin;
  private final SortedMap<Integer, Delivery.Builder> bySlot = new TreeMap<>();

  private DeliveryPlan(Origin origin) {
    this.origin = origin;
  }

  /// By slot. Builders, since whoever sends them builds each once.
  static SortedMap<Integer, Delivery.Builder> of(Origin origin, Effects effects, Reach reach) {
    DeliveryPlan plan = new DeliveryPlan(origin);
    effects.broadcast().ifPresent(broadcast -> plan.add(broadcast, reach));
    effects
        .answer()
        .ifPresent(frame ->
            plan.at(origin.getEdgeSlot())
                .setAnswer(Answer.newBuilder().setSession(origin.getSession()).setFrame(frame)));
    return plan.bySlot;
  }

  private void add(Broadcast broadcast, Reach reach) {
    boolean askerHears =
        switch (reach) {
          case Reach.Located(Map<String, List<SessionAddress>> sessions) -> {
            boolean hears = broadcast.toAsker() || askerIsBack(sessions);
            for (String user : broadcast.users()) {
              add(user, sessions.getOrDefault(user, List.of()), broadcast.toAsker());
            }
            yield hears;
          }
          case Reach.Everywhere(var slots) -> {
            slots.forEach(slot -> at(slot).addAllUsers(broadcast.users()));
            yield broadcast.toAsker();
          }
        };
    for (Delivery.Builder delivery : bySlot.values()) {
      delivery.setFrame(broadcast.frame());
      if (!askerHears) {
        delivery.setExcept(
            DeviceRef.newBuilder().setUser(origin.getUser()).setDevice(origin.getDevice()));
      }
    }
  }

  /// Each edge once where one of these sessions is that has to hear.
  private void add(String user, List<SessionAddress> sessions, boolean toAsker) {
    for (SessionAddress session : sessions) {
      if (toAsker || !asks(user, session)) {
        Delivery.Builder delivery = at(session.slot());
        int users = delivery.getUsersCount();
        // users come one after another, so this one is the last or not there
        if (users == 0 || !delivery.getUsers(users - 1).equals(user)) {
          delivery.addUsers(user);
        }
      }
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
