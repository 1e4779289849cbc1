package io.parley.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.parley.presence.SessionAddress;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.DeviceRef;
import io.parley.protocol.v1.Origin;
import io.parley.protocol.v1.ServerFrame;
import io.parley.router.core.Effects;
import io.parley.router.core.Effects.Broadcast;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DeliveryPlanTest {
  private static final ServerFrame FRAME = ServerFrame.newBuilder().setRe("frame").build();
  private static final ServerFrame ANSWER = ServerFrame.newBuilder().setRe("answer").build();
  private static final Origin ORIGIN =
      Origin.newBuilder().setUser("ann").setDevice("phone").setSession(1).setEdgeSlot(4).build();
  private static final Effects EFFECTS =
      new Effects(
          Optional.of(ANSWER),
          Optional.of(new Broadcast(FRAME, List.of("ann", "bob"), Optional.empty(), false)));

  private static SortedMap<Integer, Delivery> plan(Map<String, List<SessionAddress>> sessions) {
    return plan(EFFECTS, new Reach.Located(sessions));
  }

  private static SortedMap<Integer, Delivery> plan(Effects effects, Reach reach) {
    SortedMap<Integer, Delivery> built = new TreeMap<>();
    DeliveryPlan.of(ORIGIN, effects, reach)
        .forEach((slot, delivery) -> built.put(slot, delivery.build()));
    return built;
  }

  private static Delivery at(SortedMap<Integer, Delivery> plan, int slot) {
    return Optional.ofNullable(plan.get(slot)).orElseThrow();
  }

  @Test
  void oneDeliveryForEachEdgeAndTheAnswerInTheAskers() {
    SortedMap<Integer, Delivery> plan =
        plan(
            Map.of(
                "ann",
                List.of(new SessionAddress("phone", 4, 1), new SessionAddress("desk", 6, 2)),
                "bob",
                List.of(
                    new SessionAddress("phone", 4, 3),
                    new SessionAddress("pad", 6, 4),
                    new SessionAddress("tv", 6, 5))));
    assertEquals(Set.of(4, 6), plan.keySet());
    assertEquals(List.of("bob"), List.copyOf(at(plan, 4).getUsersList()));
    assertEquals(List.of("ann", "bob"), List.copyOf(at(plan, 6).getUsersList()));
    assertEquals(ANSWER, at(plan, 4).getAnswer().getFrame());
    assertEquals(1, at(plan, 4).getAnswer().getSession());
    assertFalse(at(plan, 6).hasAnswer());
    DeviceRef phone = DeviceRef.newBuilder().setUser("ann").setDevice("phone").build();
    assertEquals(phone, at(plan, 6).getExcept());
  }

  @Test
  void whoIsAloneGetsOnlyTheAnswer() {
    SortedMap<Integer, Delivery> plan =
        plan(Map.of("ann", List.of(new SessionAddress("phone", 4, 1))));
    assertEquals(Set.of(4), plan.keySet());
    assertFalse(at(plan, 4).hasFrame());
  }

  @Test
  void deviceThatHasLeftItsSocketHearsLikeEverybodyElse() {
    SortedMap<Integer, Delivery> plan =
        plan(Map.of("ann", List.of(new SessionAddress("phone", 9, 2))));
    assertEquals(List.of("ann"), List.copyOf(at(plan, 9).getUsersList()));
    assertFalse(at(plan, 9).hasExcept());
    assertFalse(at(plan, 4).hasFrame());
  }

  @Test
  void deviceThatHasToHearWhatAnotherSaidIsToldWhereItAsked() {
    Effects receipt =
        new Effects(
            Optional.empty(),
            Optional.of(new Broadcast(FRAME, List.of("ann", "bob"), Optional.empty(), true)));
    Map<String, List<SessionAddress>> sessions =
        Map.of("ann", List.of(new SessionAddress("phone", 4, 1)));
    for (Reach reach : List.of(new Reach.Located(sessions), new Reach.Everywhere(Set.of(4)))) {
      Delivery delivery = at(plan(receipt, reach), 4);
      assertEquals("ann", delivery.getUsers(0));
      assertFalse(delivery.hasExcept());
    }
  }

  @Test
  void everyEdgeIsToldWhenNobodyKnows() {
    SortedMap<Integer, Delivery> plan = plan(EFFECTS, new Reach.Everywhere(Set.of(4, 7)));
    assertEquals(Set.of(4, 7), plan.keySet());
    assertEquals(List.of("ann", "bob"), List.copyOf(at(plan, 7).getUsersList()));
    assertEquals("phone", at(plan, 4).getExcept().getDevice());
    assertEquals(ANSWER, at(plan, 4).getAnswer().getFrame());
  }
}
