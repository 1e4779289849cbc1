package io.parley.load.scenario;

import io.gatling.javaapi.core.PopulationBuilder;
import io.parley.load.plan.Cast;
import io.parley.load.plan.LoadOptions;
import io.parley.load.plan.Setting;
import io.parley.load.plan.Tempo;
import io.parley.load.protocol.ParleyDsl;
import io.parley.load.protocol.Script;
import io.parley.load.protocol.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// A little of everything: whether the kit and the server work at all.
final class Smoke implements Scenario {
  @Override
  public String name() {
    return "smoke";
  }

  @Override
  public String tells() {
    return "a little of everything in half a minute: pairs, groups, a channel, a cut";
  }

  @Override
  public Map<Setting, String> standards() {
    return Map.of(
        Setting.USERS, "40",
        Setting.SECONDS, "30",
        Setting.RAMP, "5",
        Setting.IDLE, "50",
        // beside limits of ten seconds; a kit that has just begun is slow
        Setting.MAX_LAG_MS, "200",
        Setting.MAX_SENT_MS, "10000",
        Setting.MAX_EVENT_MS, "10000");
  }

  @Override
  public Script script(LoadOptions options, RandomGenerator random) {
    Cast town = Casts.town(options, random);
    List<Cast.Talk> talks = new ArrayList<>(town.talks());
    talks.add(Cast.everybody(Cast.Kind.CHANNEL, town.people()));
    return new Script(
        new Cast(town.people(), talks),
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
