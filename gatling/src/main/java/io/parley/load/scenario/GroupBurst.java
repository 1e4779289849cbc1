package io.parley.load.scenario;

import io.parley.load.plan.Cast;
import io.parley.load.plan.LoadOptions;
import io.parley.load.plan.Setting;
import io.parley.load.plan.Tempo;
import io.parley.load.protocol.Script;
import java.util.Map;
import java.util.random.RandomGenerator;

/// A group in which suddenly all talk.
final class GroupBurst implements Scenario {
  private static final double EVERY = 20;
  private static final double LOUD = 5;
  private static final int MEMBERS_MAX = 1024;

  @Override
  public String name() {
    return "group-burst";
  }

  @Override
  public String tells() {
    return "one group of everybody; for 5 s in every 20 all talk at once";
  }

  @Override
  public Map<Setting, String> standards() {
    return Map.of(Setting.USERS, "200", Setting.RATE, "2");
  }

  @Override
  public Script script(LoadOptions options, RandomGenerator random) {
    int seconds = options.number(Setting.SECONDS);
    if (seconds < EVERY) {
      throw new IllegalArgumentException(
          "seconds: %d (expected: %.0f or more in %s, or there is no burst)"
              .formatted(seconds, EVERY, name()));
    }
    return new Script(
        Casts.one(options, Cast.Kind.GROUP, MEMBERS_MAX),
        Tempo.bursts(
            options.number(Setting.RATE), options.number(Setting.TIMES), EVERY, LOUD, seconds));
  }
}
