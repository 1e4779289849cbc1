package io.parley.load.scenario;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.parley.load.plan.Setting;
import io.parley.load.protocol.ParleyDsl;
import io.parley.load.protocol.Stage;
import java.time.Duration;

/// The populations that scenarios are put together from.
final class Populations {
  private Populations() {}

  /// Everybody arrives, and then talks until the run is over.
  static PopulationBuilder people(Stage stage) {
    int users = stage.options().number(Setting.USERS);
    int ramp = stage.options().number(Setting.RAMP);
    return scenario("people")
        .exec(ParleyDsl.arrive())
        .asLongAs(ParleyDsl.talking(stage))
        .on(exec(ParleyDsl.think()).exec(ParleyDsl.say()))
        .injectOpen(ramp == 0 ? atOnceUsers(users) : rampUsers(users).during(ramp));
  }

  /// One thing happens, once.
  static PopulationBuilder incident(String name, double second, ActionBuilder action) {
    return scenario(name)
        .pause(Duration.ofMillis(Math.round(second * 1000)))
        .exec(action)
        .injectOpen(atOnceUsers(1));
  }
}
