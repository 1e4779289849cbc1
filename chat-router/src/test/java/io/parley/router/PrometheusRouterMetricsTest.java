package io.parley.router;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.router.RouterMetrics.Stage;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PrometheusRouterMetricsTest {
  private final CollectorRegistry registry = new CollectorRegistry();
  private final RouterMetrics metrics = new PrometheusRouterMetrics(registry);

  @Test
  void eachDecisionIsCountedByItsKindAndOutcomeInLowerCase() {
    metrics.decided("SEND", "accepted");
    metrics.decided("SEND", "accepted");
    metrics.decided("SEND", "RATE_LIMITED");
    metrics.decided("ADD_MEMBERS", "accepted");
    assertEquals(2, decided("send", "accepted"));
    assertEquals(1, decided("send", "rate_limited"));
    assertEquals(1, decided("add_members", "accepted"));
  }

  @Test
  void everyStageIsThereBeforeItTookAnyTimeAndHasItsOwn() {
    for (Stage stage : Stage.values()) {
      assertEquals(0, took("_count", stage));
    }
    metrics.took(Stage.LOOK_UP, Duration.ofMillis(250));
    metrics.took(Stage.STORE, Duration.ofMillis(500));
    assertEquals(0.25, took("_sum", Stage.LOOK_UP));
    assertEquals(0.5, took("_sum", Stage.STORE));
    assertEquals(0, took("_count", Stage.LOCATE));
  }

  @Test
  void howLongAMessageTookIsThereFromTheBeginning() {
    assertEquals(0, reached("_count"));
    metrics.reachedEdges(Duration.ofMillis(125));
    assertEquals(0.125, reached("_sum"));
  }

  private double decided(String kind, String outcome) {
    return registry.getSampleValue(
        "parley_router_commands_total",
        new String[] {"kind", "outcome"},
        new String[] {kind, outcome});
  }

  private double took(String suffix, Stage stage) {
    return registry.getSampleValue(
        "parley_router_stage_seconds" + suffix,
        new String[] {"stage"},
        new String[] {
          switch (stage) {
            case LOAD -> "load";
            case LOOK_UP -> "look_up";
            case STORE -> "store";
            case LOCATE -> "locate";
            case DELIVER -> "deliver";
          }
        });
  }

  private double reached(String suffix) {
    return registry.getSampleValue(
        "parley_router_reached_edges_seconds" + suffix,
        new String[] {"what"},
        new String[] {"message"});
  }
}
