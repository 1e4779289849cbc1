package io.parley.standalone.command;

import io.parley.edge.accounts.KeyDirectory;
import io.parley.runtime.Surroundings;
import io.parley.standalone.run.ParleyConfig;
import io.parley.standalone.up.DataDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// `./parley keys rotate`: makes a new key that will sign tokens, beside those there are.
final class KeysCommand {
  private final Commands.Context context;

  KeysCommand(Commands.Context context) {
    this.context = context;
  }

  int run(List<String> arguments) throws Exception {
    Options options = Options.parse(arguments, Set.of("config", "data"), Set.of());
    if (!options.words().equals(List.of("rotate"))) {
      throw new UsageException("keys wants \"rotate\"");
    }
    ParleyConfig config = context.config(context.source(options));
    Path keys =
        options
            .value("data")
            .map(data -> new DataDirectory(Path.of(data)).keys())
            .orElseGet(() -> config.accounts().keys());
    if (!Files.isDirectory(keys)) {
      throw new CommandException(
          "there is no directory " + keys + " of keys: the first edge to start makes it");
    }
    Path made;
    try (Surroundings surroundings = Surroundings.real()) {
      made = new KeyDirectory(keys, surroundings.clock()).rotate();
    }
    context
        .out()
        .println(
            "made %s; it signs in %d s, and the older keys are good until their files are deleted"
                .formatted(made, config.accounts().tokens().signWithKeysAfter().toSeconds()));
    return Commands.OK;
  }
}
