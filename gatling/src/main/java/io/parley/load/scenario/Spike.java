package io.parley.load.scenario;

import io.parley.load.plan.LoadOptions;
import io.parley.load.plan.Setting;
import io.parley.load.plan.Tempo;
import io.parley.load.protocol.Script;
import java.util.Map;
import java.util.random.RandomGenerator;

/// New Year's Eve: many times the rate, for a tenth of the run.
final class Spike implements Scenario {
  @Override
  public String name() {
    return "spike";
  }

  @Override
  public String tells() {
    return "steady chat; half-way for a tenth of the time many times the rate";
  }

  @Override
  public Map<Setting, String> standards() {
    return Map.of(Setting.USERS, "200");
  }

  @Override
  public Script script(LoadOptions options, RandomGenerator random) {
    double seconds = options.number(Setting.SECONDS);
    return new Script(
        Casts.town(options, random),
        Tempo.bursts(
            options.number(Setting.RATE),
            options.number(Setting.TIMES),
            0.6 * seconds,
            0.1 * seconds,
            seconds));
  }
}
