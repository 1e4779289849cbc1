package io.parley.standalone.command;

import io.parley.runtime.config.ConfigReference;
import io.parley.runtime.config.ConfigResult;
import io.parley.standalone.run.ConfigSource;
import io.parley.standalone.run.ParleyConfig;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `./parley config --print` and `--check FILE`.
final class ConfigCommand {
  private final Commands.Context context;

  ConfigCommand(Commands.Context context) {
    this.context = context;
  }

  int run(List<String> arguments) throws IOException {
    Options options =
        Options.parse(arguments, Set.of("config", "check"), Set.of("print")).withoutWords("config");
    Optional<String> checked = options.value("check");
    if (checked.isPresent() == options.has("print")) {
      throw new UsageException("config wants --print or --check FILE");
    }
    ConfigSource source =
        checked.isPresent()
            ? ConfigSource.of(checked, context.environment())
            : context.source(options);
    return switch (source.read()) {
      case ConfigResult.Invalid<ParleyConfig>(List<String> faults) ->
          throw Commands.Context.faulty(faults);
      case ConfigResult.Valid<ParleyConfig>(var _, var effective) -> {
        context
            .out()
            .print(
                checked.isPresent()
                    ? checked.get() + " is right\n"
                    : ConfigReference.yaml(effective));
        yield Commands.OK;
      }
    };
  }
}
