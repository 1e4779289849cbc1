package io.parley.load.scenario;

import io.parley.load.plan.LoadOptions;
import io.parley.load.plan.Setting;
import io.parley.load.plan.Tempo;
import io.parley.load.protocol.Script;
import java.util.Map;
import java.util.random.RandomGenerator;

/// An ordinary hour.
final class SteadyChat implements Scenario {
  @Override
  public String name() {
    return "steady-chat";
  }

  @Override
  public String tells() {
    return "an ordinary hour: people in pairs and groups, at one rate";
  }

  @Override
  public Map<Setting, String> standards() {
    return Map.of();
  }

  @Override
  public Script script(LoadOptions options, RandomGenerator random) {
    return new Script(
        Casts.town(options, random),
        Tempo.steady(options.number(Setting.RATE), options.number(Setting.SECONDS)));
  }
}
