package io.parley.standalone.command;

import io.parley.standalone.run.ConfigSource;
import io.parley.standalone.run.ParleyConfig;
import io.parley.standalone.up.DataDirectory;
import io.parley.standalone.up.Launcher;
import io.parley.standalone.up.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `./parley up`.
final class UpCommand {
  private static final int PROCESSES_MAX = 64;

  private final Commands.Context context;

  UpCommand(Commands.Context context) {
    this.context = context;
  }

  int run(List<String> arguments) throws IOException, InterruptedException {
    Options options =
        Options.parse(
                arguments,
                Set.of("edges", "routers", "data", "config"),
                Set.of("detach", DetachedUp.FLAG))
            .withoutWords("up");
    DataDirectory directory = directory(options);
    ConfigSource source = source(options, directory);
    ParleyConfig config = context.config(source);
    Launcher.Plan plan = new Launcher.Plan(config, shape(options, config));
    if (options.has("detach")) {
      return new DetachedUp(context.out(), directory).run(arguments);
    }
    Launcher launcher = Launcher.start(context.out(), home(), directory, source, plan);
    if (!options.has(DetachedUp.FLAG)) {
      context
          .out()
          .println("Ctrl-C (or ./parley down" + directory.option() + ") ends it; the data stays.");
    }
    launcher.awaitEnd();
    return Commands.OK;
  }

  static DataDirectory directory(Options options) {
    return new DataDirectory(options.value("data").map(Path::of).orElse(DataDirectory.STANDARD));
  }

  /// The checkout, as `./parley` says; else the folder one is in.
  private Path home() {
    return Path.of(context.environment().getOrDefault("PARLEY_HOME", ".")).toAbsolutePath();
  }

  /// What the launcher knows better than any file: where its engines are, and where logs go when
  /// nobody says.
  private ConfigSource source(Options options, DataDirectory directory) throws IOException {
    ConfigSource given = context.source(options);
    ParleyConfig first = context.config(given);
    Map<String, String> known = new HashMap<>(Launcher.addresses(first.engines().ports()));
    if (first.accounts().keys().equals(DataDirectory.STANDARD.resolve("keys"))) {
      known.put("PARLEY_ACCOUNTS_KEYS", directory.keys().toString());
    }
    if (first.log().file().isEmpty()) {
      known.put("PARLEY_LOG_FILE", directory.logs().resolve("parley.log").toString());
    }
    return given.with(known);
  }

  private static Shape shape(Options options, ParleyConfig config) {
    boolean apart = options.value("edges").isPresent() || options.value("routers").isPresent();
    return apart
        ? Shape.apart(
            config,
            options.number("edges", 1, 1, PROCESSES_MAX),
            options.number("routers", 1, 1, PROCESSES_MAX))
        : Shape.together(config);
  }
}
