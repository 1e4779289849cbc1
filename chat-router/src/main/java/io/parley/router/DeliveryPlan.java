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
  private DeliveryPlan() {}

  static SortedMap<Integer, Delivery> of(Origin origin, Effects effects, Reach reach) {
    SortedMap<Integer, Delivery.Builder> bySlot = new TreeMap<>();
    effects.broadcast().ifPresent(broadcast -> plan(origin, broadcast, reach, bySlot));
    effects
        .answer()
        .ifPresent(frame ->
            at(origin.getEdgeSlot(), bySlot)
                .setAnswer(Answer.newBuilder().setSession(origin.getSession()).setFrame(frame)));
    SortedMap<Integer, Delivery> built = new TreeMap<>();
    bySlot.forEach((slot, delivery) -> built.put(slot, delivery.build()));
    return built;
  }

  private static void plan(
      Origin origin,
      Broadcast broadcast,
      Reach reach,
      SortedMap<Integer, Delivery.Builder> bySlot) {
    boolean askerIsBack = false;
    switch (reach) {
      case Reach.Located(Map<String, List<SessionAddress>> sessions) -> {
        askerIsBack =
            sessions.getOrDefault(origin.getUser(), List.of()).stream()
                .anyMatch(session -> isBack(origin, session));
        for (String user : broadcast.users()) {
          sessions.getOrDefault(user, List.of()).stream()
              .filter(session -> !asks(origin, user, session))
              .mapToInt(SessionAddress::slot)
              .distinct()
              .forEach(slot -> at(slot, bySlot).addUsers(user));
        }
      }
      case Reach.Everywhere(var slots) ->
          slots.forEach(slot -> at(slot, bySlot).addAllUsers(broadcast.users()));
    }
    for (Delivery.Builder delivery : bySlot.values()) {
      delivery.setFrame(broadcast.frame());
      if (!askerIsBack) {
        delivery.setExcept(
            DeviceRef.newBuilder().setUser(origin.getUser()).setDevice(origin.getDevice()));
      }
    }
  }

  /// The device that gets the answer instead.
  private static boolean asks(Origin origin, String user, SessionAddress session) {
    return user.equals(origin.getUser())
        && session.device().equals(origin.getDevice())
        && isSocket(origin, session);
  }

  private static boolean isSocket(Origin origin, SessionAddress session) {
    return session.session() == origin.getSession() && session.slot() == origin.getEdgeSlot();
  }

  /// It asked on a socket that it has left: the answer will not reach it, so it has to hear like
  /// everybody else.
  private static boolean isBack(Origin origin, SessionAddress session) {
    return session.device().equals(origin.getDevice()) && !isSocket(origin, session);
  }

  private static Delivery.Builder at(int slot, SortedMap<Integer, Delivery.Builder> bySlot) {
    return bySlot.computeIfAbsent(slot, _ -> Delivery.newBuilder());
  }
}
