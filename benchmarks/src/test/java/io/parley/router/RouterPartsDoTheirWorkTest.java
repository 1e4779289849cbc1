package io.parley.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.benchmarks.micro.Samples;
import io.parley.protocol.v1.Delivery;
import io.parley.router.core.Admission;
import io.parley.router.core.Decision;
import io.parley.router.core.Turn;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouterPartsDoTheirWorkTest {
  private final RouterBenchmark router = new RouterBenchmark();

  @Test
  void theRecordIsAdmitted() {
    assertInstanceOf(Admission.Admitted.class, router.admit());
  }

  @Test
  void everyMessageIsAcceptedHoweverOftenTheyBeginAgain() {
    for (int i = 0; i < Talk.MESSAGES + 2; i++) {
      assertAccepted(1, router.decide());
      assertAccepted(1, router.decideInGroup());
    }
  }

  @Test
  void everyMessageOfABatchIsAccepted() {
    for (int i = 0; i <= Talk.MESSAGES / RouterBenchmark.BATCH; i++) {
      assertAccepted(RouterBenchmark.BATCH, router.decideBatch());
    }
  }

  private static void assertAccepted(int messages, Turn.Result result) {
    assertEquals(messages, result.events().size());
    for (Turn.Outcome outcome : result.outcomes()) {
      var accepted = assertInstanceOf(Decision.Accepted.class, outcome.decision());
      assertEquals(Samples.TEXT, accepted.event().getMessage().getText());
      assertTrue(outcome.effects().answer().isPresent());
    }
  }

  @Test
  void oneEdgeHasThePeerAndOneTheSender() {
    List<Delivery> deliveries = deliveries(router.plan());
    assertEquals(List.of(Samples.PEER), deliveries.getFirst().getUsersList());
    assertTrue(deliveries.getLast().hasAnswer());
    assertEquals(2, deliveries.size());
  }

  @Test
  void everyEdgeHasAShareOfTheGroup() {
    List<Delivery> deliveries = deliveries(router.planToGroup());
    assertEquals(RouterBenchmark.EDGES, deliveries.size());
    assertEquals(
        RouterBenchmark.MEMBERS - 1,
        deliveries.stream().mapToInt(Delivery::getUsersCount).sum(),
        "all but the one who speaks");
  }

  private static List<Delivery> deliveries(List<DeliveryPlan.Planned> plan) {
    return plan.stream().map(planned -> planned.delivery().build()).toList();
  }
}
