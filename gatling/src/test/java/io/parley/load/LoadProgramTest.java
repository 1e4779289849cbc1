package io.parley.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.load.plan.LoadOptions;
import io.parley.load.plan.Setting;
import io.parley.load.scenario.Scenario;
import io.parley.load.scenario.Scenarios;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LoadProgramTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... words) {
    return LoadProgram.run(
        List.of(words),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void helpNamesEveryScenarioAndEveryOption() {
    assertEquals(LoadProgram.PASSED, run("smoke", "--help"));
    String said = out.toString(StandardCharsets.UTF_8);
    for (Scenario scenario : Scenarios.ALL) {
      assertTrue(said.contains("  " + scenario.name() + " "), scenario.name());
    }
    for (Setting setting : Setting.values()) {
      assertTrue(said.contains("  --" + setting.key() + " "), setting.key());
    }
  }

  @Test
  void whatMakesNoSenseIsNamed() {
    assertFault("scenario: dance (expected: one of smoke, ", "dance");
    assertFault("there is no option --user", "smoke", "--user", "3");
    assertFault("there is no option users", "smoke", "users", "3");
    assertFault("--users wants a value", "smoke", "--users");
    assertFault("users: 0 (expected: 2 to 100000)", "smoke", "--users=0");
    assertFault("trust: nowhere.crt cannot be read", "smoke", "--trust", "nowhere.crt");
    assertFault("sources: 300.1.1.1 (expected: ", "smoke", "--sources", "300.1.1.1");
    assertFault("users: 2000 (expected: 2 to 1024 in", "group-burst", "--users", "2000");
    assertFault("seconds: 10 (expected: 20 or more in", "group-burst", "--seconds", "10");
    assertEquals(LoadProgram.USAGE, run());
  }

  private void assertFault(String expected, String... words) {
    err.reset();
    assertEquals(LoadProgram.USAGE, run(words));
    String said = err.toString(StandardCharsets.UTF_8);
    assertTrue(said.startsWith("load: " + expected), said);
  }

  @Test
  void optionsAreSaidInTwoWays() {
    LoadOptions options = LoadProgram.parse(List.of("soak", "--users=9", "--rate", "8"));
    assertEquals(
        List.of(9, 8), List.of(options.number(Setting.USERS), options.number(Setting.RATE)));
    assertEquals(28_800, options.number(Setting.SECONDS));
  }

  @Test
  void everyScenarioPlaysWithItsStandardsAndWithAFewPeople() {
    for (Scenario scenario : Scenarios.ALL) {
      for (List<String> words : List.of(List.<String>of(), List.of("--users", "2"))) {
        List<String> all = new ArrayList<>(List.of(scenario.name()));
        all.addAll(words);
        LoadOptions options = LoadProgram.parse(all);
        var script = scenario.script(options, new SplittableRandom(1));
        assertEquals(options.number(Setting.USERS), script.cast().people(), scenario.name());
        assertTrue(script.tempo().seconds() > 0, scenario.name());
        assertTrue(
            script.cast().places().stream().allMatch(places -> !places.isEmpty()), scenario.name());
      }
    }
  }
}
