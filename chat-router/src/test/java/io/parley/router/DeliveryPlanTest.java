package io.parley.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.presence.SessionAddress;
import io.parley.presence.SessionLookup.Located;
import io.parley.protocol.v1.ChannelMembership;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.DeviceRef;
import io.parley.protocol.v1.Origin;
import io.parley.protocol.v1.ServerFrame;
import io.parley.router.core.Audience;
import io.parley.router.core.Broadcast;
import io.parley.router.core.Effects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeliveryPlanTest {
  private static final String CHANNEL = "c:news";
  private static final ServerFrame FRAME = ServerFrame.newBuilder().setRe("frame").build();
  private static final ServerFrame JOINED = ServerFrame.newBuilder().setRe("joined").build();
  private static final ServerFrame ANSWER = ServerFrame.newBuilder().setRe("answer").build();
  private static final Origin ORIGIN =
      Origin.newBuilder()
          .setUser("ann")
          .setDevice("phone")
          .setSession(1)
          .setRequest(7)
          .setEdgeSlot(4)
          .build();
  private static final DeviceRef ANNS_PHONE =
      DeviceRef.newBuilder().setUser("ann").setDevice("phone").build();
  private static final Audience BOTH = new Audience.Users(List.of("ann", "bob"));
  private static final Effects EFFECTS = effects(to(FRAME, BOTH, false));
  private static final Effects POST = effects(to(FRAME, new Audience.Channel(CHANNEL), false));

  private static Broadcast to(ServerFrame frame, Audience audience, boolean toAsker) {
    return new Broadcast(frame, audience, Optional.empty(), toAsker, Optional.empty());
  }

  private static Broadcast joined(String... users) {
    return new Broadcast(
        JOINED,
        new Audience.Users(List.of(users)),
        Optional.empty(),
        false,
        Optional.of(
            ChannelMembership.newBuilder()
                .setChannel(CHANNEL)
                .addAllUsers(List.of(users))
                .setMember(true)
                .build()));
  }

  private static Effects effects(Broadcast... broadcasts) {
    return new Effects(Optional.of(ANSWER), List.of(broadcasts));
  }

  private record Told(int slot, Delivery delivery) {}

  private static List<Told> plan(Map<String, List<SessionAddress>> sessions) {
    return plan(EFFECTS, known(sessions));
  }

  private static Reach known(Map<String, List<SessionAddress>> sessions, Integer... interested) {
    return new Reach.Known(new Located(sessions, Map.of(CHANNEL, Set.of(interested))));
  }

  private static List<Told> plan(Effects effects, Reach reach) {
    List<Told> built = new ArrayList<>();
    DeliveryPlan.of(ORIGIN, effects, reach)
        .forEach(one -> built.add(new Told(one.slot(), one.delivery().build())));
    return built;
  }

  private static List<Integer> slots(List<Told> plan) {
    return plan.stream().map(Told::slot).toList();
  }

  private static Delivery at(List<Told> plan, int slot) {
    return plan.stream().filter(told -> told.slot() == slot).findFirst().orElseThrow().delivery();
  }

  @Test
  void oneDeliveryForEachEdgeAndTheAnswerInTheAskers() {
    List<Told> plan =
        plan(
            Map.of(
                "ann",
                List.of(new SessionAddress("phone", 4, 1), new SessionAddress("desk", 6, 2)),
                "bob",
                List.of(
                    new SessionAddress("phone", 4, 3),
                    new SessionAddress("pad", 6, 4),
                    new SessionAddress("tv", 6, 5))));
    assertEquals(List.of(4, 6), slots(plan));
    assertEquals(List.of("bob"), List.copyOf(at(plan, 4).getUsersList()));
    assertEquals(List.of("ann", "bob"), List.copyOf(at(plan, 6).getUsersList()));
    assertEquals(ANSWER.toByteString(), at(plan, 4).getAnswer().getFrame());
    assertEquals(1, at(plan, 4).getAnswer().getSession());
    assertEquals(7, at(plan, 4).getAnswer().getRequest());
    assertFalse(at(plan, 6).hasAnswer());
    assertEquals(ANNS_PHONE, at(plan, 6).getExcept());
  }

  @Test
  void whoIsAloneGetsOnlyTheAnswer() {
    List<Told> plan = plan(Map.of("ann", List.of(new SessionAddress("phone", 4, 1))));
    assertEquals(List.of(4), slots(plan));
    assertFalse(at(plan, 4).hasFrame());
  }

  @Test
  void deviceThatHasLeftItsSocketHearsLikeEverybodyElse() {
    List<Told> plan = plan(Map.of("ann", List.of(new SessionAddress("phone", 9, 2))));
    assertEquals(List.of("ann"), List.copyOf(at(plan, 9).getUsersList()));
    assertFalse(at(plan, 9).hasExcept());
    assertFalse(at(plan, 4).hasFrame());
  }

  @Test
  void deviceThatHasToHearWhatAnotherSaidIsToldWhereItAsked() {
    Effects receipt = new Effects(Optional.empty(), List.of(to(FRAME, BOTH, true)));
    Map<String, List<SessionAddress>> sessions =
        Map.of("ann", List.of(new SessionAddress("phone", 4, 1)));
    for (Reach reach : List.of(known(sessions), new Reach.Everywhere(Set.of(4)))) {
      Delivery delivery = at(plan(receipt, reach), 4);
      assertEquals("ann", delivery.getUsers(0));
      assertFalse(delivery.hasExcept());
    }
  }

  @Test
  void everyEdgeIsToldWhenNobodyKnows() {
    List<Told> plan = plan(EFFECTS, new Reach.Everywhere(Set.of(4, 7)));
    assertEquals(Set.of(4, 7), Set.copyOf(slots(plan)));
    assertEquals(List.of("ann", "bob"), List.copyOf(at(plan, 7).getUsersList()));
    assertFalse(at(plan, 4).hasExcept());
    assertEquals(ANSWER.toByteString(), at(plan, 4).getAnswer().getFrame());
  }

  @Test
  void postGoesOnceToEachInterestedEdgeAndTheAnswerToTheAskers() {
    List<Told> plan =
        plan(POST, known(Map.of("ann", List.of(new SessionAddress("phone", 4, 1))), 6, 8));
    assertEquals(Set.of(4, 6, 8), Set.copyOf(slots(plan)));
    for (int slot : List.of(6, 8)) {
      assertEquals(CHANNEL, at(plan, slot).getChannel());
      assertEquals(FRAME.toByteString(), at(plan, slot).getFrame());
      assertEquals(ANNS_PHONE, at(plan, slot).getExcept());
      assertEquals(0, at(plan, slot).getUsersCount());
    }
    assertFalse(at(plan, 4).hasFrame());
    assertEquals(ANSWER.toByteString(), at(plan, 4).getAnswer().getFrame());
  }

  @Test
  void frameIsEncodedOnceForAllEdges() {
    for (Reach reach : List.of(known(Map.of(), 6, 8), new Reach.Everywhere(Set.of(6, 8)))) {
      List<Told> plan = plan(POST, reach);
      assertEquals(FRAME.toByteString(), at(plan, 6).getFrame());
      assertSame(at(plan, 6).getFrame(), at(plan, 8).getFrame());
    }
  }

  @Test
  void postReachesTheAskersDeviceOnAnotherSocket() {
    Map<String, List<SessionAddress>> back =
        Map.of("ann", List.of(new SessionAddress("phone", 6, 2)));
    assertFalse(at(plan(POST, known(back, 6)), 6).hasExcept());
  }

  @Test
  void postGoesToEveryEdgeWhenNobodyKnows() {
    List<Told> plan = plan(POST, new Reach.Everywhere(Set.of(4, 7)));
    assertEquals(CHANNEL, at(plan, 7).getChannel());
    assertEquals(CHANNEL, at(plan, 4).getChannel());
    assertEquals(ANSWER.toByteString(), at(plan, 4).getAnswer().getFrame());
  }

  @Test
  void edgesLearnWhoOfTheirsIsInTheChannel() {
    List<Told> plan =
        plan(
            effects(joined("ann", "bob")),
            known(
                Map.of(
                    "ann",
                    List.of(new SessionAddress("phone", 4, 1), new SessionAddress("desk", 6, 2)),
                    "bob",
                    List.of(new SessionAddress("phone", 6, 3)))));
    assertEquals(List.of("ann", "bob"), List.copyOf(at(plan, 6).getMembership().getUsersList()));
    assertEquals(List.of("ann", "bob"), List.copyOf(at(plan, 6).getUsersList()));
    assertEquals(JOINED.toByteString(), at(plan, 6).getFrame());
    Delivery askers = at(plan, 4);
    assertEquals(List.of("ann"), List.copyOf(askers.getMembership().getUsersList()));
    assertTrue(askers.getMembership().getMember());
    assertFalse(askers.hasFrame());
    assertEquals(ANSWER.toByteString(), askers.getAnswer().getFrame());
  }

  @Test
  void askersEdgeLearnsOfItsMembershipAlsoWhenItsSocketIsNotKnown() {
    for (Reach reach : List.of(known(Map.of()), new Reach.Everywhere(Set.of()))) {
      Delivery askers = at(plan(effects(joined("ann")), reach), 4);
      assertEquals("ann", askers.getMembership().getUsers(0));
      assertEquals(ANSWER.toByteString(), askers.getAnswer().getFrame());
    }
  }

  @Test
  void everyEdgeLearnsWhoIsGoneHoweverManyThereAreWhenNobodyKnows() {
    Set<Integer> many = IntStream.rangeClosed(1, 17).boxed().collect(Collectors.toSet());
    Broadcast joined = joined("bob");
    ChannelMembership gone = joined.membership().orElseThrow().toBuilder().setMember(false).build();
    Broadcast removed =
        new Broadcast(JOINED, joined.audience(), Optional.empty(), false, Optional.of(gone));
    List<Told> plan = plan(effects(removed), new Reach.Everywhere(many));
    assertEquals(List.copyOf(new TreeSet<>(many)), slots(plan));
    for (int slot : many) {
      assertEquals(gone, at(plan, slot).getMembership());
      assertFalse(at(plan, slot).hasFrame());
    }
    assertEquals(List.of(4), slots(plan(effects(joined), new Reach.Everywhere(many))));
  }

  @Test
  void whoIsInTheChannelIsToldBeforeWhatIsSaidThereAndTheAnswerIsLast() {
    Effects both = effects(joined("ann"), to(FRAME, new Audience.Channel(CHANNEL), false));
    List<Told> plan =
        plan(both, known(Map.of("ann", List.of(new SessionAddress("phone", 4, 1))), 4));
    assertEquals(List.of(4, 4), slots(plan));
    assertTrue(plan.getFirst().delivery().hasMembership());
    assertFalse(plan.getFirst().delivery().hasAnswer());
    assertEquals(CHANNEL, plan.getLast().delivery().getChannel());
    assertEquals(ANSWER.toByteString(), plan.getLast().delivery().getAnswer().getFrame());
  }
}
