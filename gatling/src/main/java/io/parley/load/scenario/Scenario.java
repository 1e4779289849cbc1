package io.parley.load.scenario;

import io.gatling.javaapi.core.PopulationBuilder;
import io.parley.load.plan.LoadOptions;
import io.parley.load.plan.Setting;
import io.parley.load.protocol.Script;
import io.parley.load.protocol.Stage;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// One kind of load: who is there, how they behave, and what happens to them.
public interface Scenario {
  /// As QA knows it.
  String name();

  /// In one line, what it is for.
  String tells();

  /// What is good for this one where nothing is said.
  Map<Setting, String> standards();

  /// @param random repeats itself for the same seed
  Script script(LoadOptions options, RandomGenerator random);

  /// What Gatling plays. The first population is the one whose end is the end of the run.
  default List<PopulationBuilder> populations(Stage stage) {
    return List.of(Populations.people(stage));
  }

  /// Whether it looks for the point where limits break, so that breaking them is no failure.
  default boolean searches() {
    return false;
  }
}
