package io.parley.load.scenario;

import io.gatling.javaapi.core.PopulationBuilder;
import io.parley.load.plan.LoadOptions;
import io.parley.load.plan.Setting;
import io.parley.load.plan.Tempo;
import io.parley.load.protocol.ParleyDsl;
import io.parley.load.protocol.Script;
import io.parley.load.protocol.Stage;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// The network goes for everybody at once, in the middle of the talk, and is back.
final class ReconnectStorm implements Scenario {
  @Override
  public String name() {
    return "reconnect-storm";
  }

  @Override
  public String tells() {
    return "half-way all sockets are cut at once; all come back, and catch up";
  }

  @Override
  public Map<Setting, String> standards() {
    // what was due while the network was away is late: that is not the server's doing
    return Map.of(
        Setting.USERS, "500",
        Setting.MAX_SENT_MS, "10000",
        Setting.MAX_EVENT_MS, "10000");
  }

  @Override
  public Script script(LoadOptions options, RandomGenerator random) {
    return new Script(
        Casts.town(options, random),
        Tempo.steady(options.number(Setting.RATE), options.number(Setting.SECONDS)));
  }

  @Override
  public List<PopulationBuilder> populations(Stage stage) {
    return List.of(
        Populations.people(stage),
        Populations.incident(
            "storm",
            stage.tempo().seconds() / 2,
            ParleyDsl.cut(stage.options().number(Setting.CUT))));
  }
}
