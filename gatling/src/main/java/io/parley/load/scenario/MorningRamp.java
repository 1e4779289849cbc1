package io.parley.load.scenario;

import io.parley.load.plan.LoadOptions;
import io.parley.load.plan.Setting;
import io.parley.load.plan.Tempo;
import io.parley.load.protocol.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// A town wakes up: what is said rises with those who are there.
final class MorningRamp implements Scenario {
  private static final int STAIRS = 10;

  @Override
  public String name() {
    return "morning-ramp";
  }

  @Override
  public String tells() {
    return "people arrive one after another, and say more the more there are";
  }

  @Override
  public Map<Setting, String> standards() {
    return Map.of(Setting.USERS, "1000", Setting.RATE, "100", Setting.RAMP, "90");
  }

  @Override
  public Script script(LoadOptions options, RandomGenerator random) {
    double rate = options.number(Setting.RATE);
    double ramp = Math.min(options.number(Setting.RAMP), options.number(Setting.SECONDS));
    List<Tempo.Piece> pieces = new ArrayList<>();
    for (int stair = 0; stair < STAIRS; stair++) {
      pieces.add(new Tempo.Piece(stair * ramp / STAIRS, rate * (stair + 1) / STAIRS));
    }
    return new Script(
        Casts.town(options, random), new Tempo(pieces, options.number(Setting.SECONDS)));
  }
}
