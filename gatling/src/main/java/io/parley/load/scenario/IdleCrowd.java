package io.parley.load.scenario;

import io.parley.load.plan.LoadOptions;
import io.parley.load.plan.Setting;
import io.parley.load.plan.Tempo;
import io.parley.load.protocol.Script;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Many who are only there, and some who talk.
final class IdleCrowd implements Scenario {
  @Override
  public String name() {
    return "idle-crowd";
  }

  @Override
  public String tells() {
    return "60,000 sockets are held for half an hour while 200 messages a second pass";
  }

  @Override
  public Map<Setting, String> standards() {
    return Map.of(
        Setting.IDLE, "60000",
        Setting.USERS, "400",
        Setting.RATE, "200",
        Setting.SECONDS, "1800");
  }

  @Override
  public Script script(LoadOptions options, RandomGenerator random) {
    return new Script(
        Casts.town(options, random),
        Tempo.steady(options.number(Setting.RATE), options.number(Setting.SECONDS)));
  }
}
