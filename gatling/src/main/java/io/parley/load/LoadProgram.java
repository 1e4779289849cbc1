package io.parley.load;

import io.gatling.app.Gatling$;
import io.parley.load.net.Sources;
import io.parley.load.net.Trust;
import io.parley.load.plan.LoadOptions;
import io.parley.load.plan.Setting;
import io.parley.load.report.Result;
import io.parley.load.scenario.Scenario;
import io.parley.load.scenario.Scenarios;
import io.parley.load.verdict.Verdict;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// `./parley load`: the kit from a command line, without Maven.
public final class LoadProgram {
  static final int PASSED = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int VOID = 3;

  private LoadProgram() {}

  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  /// @return the exit code
  static int run(List<String> words, PrintStream out, PrintStream err) {
    if (words.isEmpty() || words.contains("--help") || words.contains("-h")) {
      out.print(help());
      return words.isEmpty() ? USAGE : PASSED;
    }
    LoadOptions options;
    try {
      options = parse(words);
      check(options);
    } catch (IllegalArgumentException e) {
      err.println("load: " + e.getMessage() + "; see ./parley load --help");
      return USAGE;
    }
    System.setProperty("scenario", options.scenario());
    options.all().forEach((setting, value) -> System.setProperty(setting.key(), value));
    int _ =
        Gatling$.MODULE$.fromArgs(
            new String[] {
              "--simulation",
              LoadSimulation.class.getName(),
              "--results-folder",
              options.text(Setting.RESULTS)
            });
    return LoadSimulation.lastResult().map(LoadProgram::code).orElse(FAILED);
  }

  /// What only whoever uses it knows to be wrong is said here too, and not by a stack trace later.
  private static void check(LoadOptions options) {
    var _ = Trust.of(options.text(Setting.TRUST));
    var _ = Sources.of(options.text(Setting.SOURCES), options.edges().getFirst().getHost());
    var _ = Scenarios.named(options.scenario()).script(options, new SplittableRandom());
  }

  private static int code(Result result) {
    return switch (result.verdict()) {
      case Verdict.Passed() -> PASSED;
      case Verdict.Failed(var _) -> FAILED;
      case Verdict.NoProof(var _) -> result.fails() ? VOID : PASSED;
    };
  }

  /// A scenario, then `--name value` or `--name=value`.
  static LoadOptions parse(List<String> words) {
    Scenario scenario = Scenarios.named(words.getFirst());
    Map<String, String> said = new LinkedHashMap<>();
    List<String> rest = new ArrayList<>(words.subList(1, words.size()));
    while (!rest.isEmpty()) {
      String word = rest.removeFirst();
      String name = word.replaceFirst("^--", "").replaceFirst("=.*", "");
      if (!word.startsWith("--") || Setting.named(name).isEmpty()) {
        throw new IllegalArgumentException("there is no option " + word);
      }
      if (!word.contains("=") && rest.isEmpty()) {
        throw new IllegalArgumentException(word + " wants a value");
      }
      said.put(name, word.contains("=") ? word.replaceFirst("^[^=]*=", "") : rest.removeFirst());
    }
    return new LoadOptions(scenario.name(), scenario.standards(), said::get);
  }

  static String help() {
    StringBuilder text = new StringBuilder();
    text.append("Puts a load on a Parley and verifies what it promises.\n\n");
    text.append("  ./parley load SCENARIO [--OPTION VALUE]...\n\nScenarios\n");
    for (Scenario scenario : Scenarios.ALL) {
      text.append("  %-18s %s%n".formatted(scenario.name(), scenario.tells()));
    }
    text.append("\nOptions, with what is good for most; scenarios differ\n");
    LoadOptions most = new LoadOptions("", Map.of(), _ -> null);
    for (Setting setting : Setting.values()) {
      text.append(
          "  --%-18s %s (%s)%n"
              .formatted(setting.key(), setting.words(), shown(most.text(setting))));
    }
    return text.append("\nExit codes: 0 passed, 1 failed, 2 no such option, 3 void\n").toString();
  }

  private static String shown(String standard) {
    return standard.isEmpty() ? "none" : standard;
  }
}
