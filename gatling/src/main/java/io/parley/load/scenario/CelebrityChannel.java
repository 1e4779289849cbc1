package io.parley.load.scenario;

import io.parley.load.plan.Cast;
import io.parley.load.plan.LoadOptions;
import io.parley.load.plan.Setting;
import io.parley.load.plan.Tempo;
import io.parley.load.protocol.Script;
import java.util.Map;
import java.util.random.RandomGenerator;

/// One who talks, and all others listen.
final class CelebrityChannel implements Scenario {
  private static final int CONNECTED_MAX = 50_000;

  @Override
  public String name() {
    return "celebrity-channel";
  }

  @Override
  public String tells() {
    return "one channel: its owner talks, everybody else listens";
  }

  @Override
  public Map<Setting, String> standards() {
    return Map.of(Setting.USERS, "1000", Setting.RATE, "1", Setting.RAMP, "20");
  }

  @Override
  public Script script(LoadOptions options, RandomGenerator random) {
    return new Script(
        Casts.one(options, Cast.Kind.CHANNEL, CONNECTED_MAX),
        Tempo.steady(options.number(Setting.RATE), options.number(Setting.SECONDS)));
  }
}
