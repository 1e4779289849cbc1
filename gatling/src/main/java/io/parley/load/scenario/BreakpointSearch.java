package io.parley.load.scenario;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.PopulationBuilder;
import io.parley.load.plan.Cast;
import io.parley.load.plan.LoadOptions;
import io.parley.load.plan.Setting;
import io.parley.load.plan.Tempo;
import io.parley.load.protocol.ParleyDsl;
import io.parley.load.protocol.Script;
import io.parley.load.protocol.Stage;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Faster step by step, until answers come late: tells the last rate at which they did not.
final class BreakpointSearch implements Scenario {
  @Override
  public String name() {
    return "breakpoint-search";
  }

  @Override
  public String tells() {
    return "faster by steps, until not 99 % are acknowledged within max-sent-ms";
  }

  @Override
  public Map<Setting, String> standards() {
    return Map.of(Setting.USERS, "400", Setting.RATE, "100", Setting.STEP, "100");
  }

  @Override
  public Script script(LoadOptions options, RandomGenerator random) {
    int users = options.number(Setting.USERS);
    return new Script(
        new Cast(users, Cast.ring(users, 2)),
        Tempo.rising(
            options.number(Setting.RAMP),
            options.number(Setting.RATE),
            options.number(Setting.STEP),
            options.number(Setting.STEPS),
            options.number(Setting.STEP_SECONDS)));
  }

  @Override
  public List<PopulationBuilder> populations(Stage stage) {
    return List.of(
        Populations.people(stage),
        scenario("watch").exec(ParleyDsl.watchSteps()).injectOpen(atOnceUsers(1)));
  }

  @Override
  public boolean searches() {
    return true;
  }
}
