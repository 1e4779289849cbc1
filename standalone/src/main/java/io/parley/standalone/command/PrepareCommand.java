package io.parley.standalone.command;

import io.parley.standalone.run.ParleyConfig;
import io.parley.standalone.run.Preparation;
import java.util.List;
import java.util.Set;

/// `./parley prepare`: creates what services find there.
final class PrepareCommand {
  private final Commands.Context context;

  PrepareCommand(Commands.Context context) {
    this.context = context;
  }

  int run(List<String> arguments) throws Exception {
    Options options = Options.parse(arguments, Set.of("config"), Set.of()).withoutWords("prepare");
    ParleyConfig config = context.config(context.source(options));
    Preparation.run(config).forEach(context.out()::println);
    return Commands.OK;
  }
}
