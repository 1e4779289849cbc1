package io.parley.load.scenario;

import io.parley.load.plan.LoadOptions;
import io.parley.load.plan.Setting;
import io.parley.load.plan.Tempo;
import io.parley.load.protocol.Script;
import java.util.Map;
import java.util.random.RandomGenerator;

/// What only time shows: leaks, tokens that expire, files that grow.
final class Soak implements Scenario {
  @Override
  public String name() {
    return "soak";
  }

  @Override
  public String tells() {
    return "steady chat for eight hours";
  }

  @Override
  public Map<Setting, String> standards() {
    return Map.of(Setting.SECONDS, "28800", Setting.RAMP, "60");
  }

  @Override
  public Script script(LoadOptions options, RandomGenerator random) {
    return new Script(
        Casts.town(options, random),
        Tempo.steady(options.number(Setting.RATE), options.number(Setting.SECONDS)));
  }
}
