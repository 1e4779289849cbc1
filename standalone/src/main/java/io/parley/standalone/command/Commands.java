package io.parley.standalone.command;

import io.parley.runtime.FaultText;
import io.parley.runtime.config.ConfigResult;
import io.parley.standalone.run.ConfigSource;
import io.parley.standalone.run.ParleyConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Reads the command line and runs one command. The answer is the exit code: 0 it is so, 1 it is
/// not or could not be done, 2 the command line makes no sense.
public final class Commands {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;

  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;

  public Commands(PrintStream out, PrintStream err, Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.environment = Map.copyOf(environment);
  }

  /// What a command may use.
  record Context(PrintStream out, PrintStream err, Map<String, String> environment) {
    /// The configuration that the options and the environment give.
    ConfigSource source(Options options) {
      return ConfigSource.of(options.value("config"), environment);
    }

    ParleyConfig config(ConfigSource source) throws IOException {
      return switch (source.read()) {
        case ConfigResult.Valid<ParleyConfig>(ParleyConfig config, var _) -> config;
        case ConfigResult.Invalid<ParleyConfig>(List<String> faults) ->
            throw new CommandException(
                "the configuration has faults:\n  " + String.join("\n  ", faults));
      };
    }
  }

  public int run(String... arguments) {
    Context context = new Context(out, err, environment);
    List<String> words = Arrays.asList(arguments);
    if (words.isEmpty() || words.getFirst().matches("-h|--help|help")) {
      out.print(Help.TEXT);
      return words.isEmpty() ? USAGE : OK;
    }
    List<String> rest = words.subList(1, words.size());
    try {
      return switch (words.getFirst()) {
        case "up" -> new UpCommand(context).run(rest);
        case "run" -> new RunCommand(context).run(rest);
        case "prepare" -> new PrepareCommand(context).run(rest);
        case "config" -> new ConfigCommand(context).run(rest);
        case "status" -> new StatusCommand(context).run(rest);
        case "logs" -> new LogsCommand(context).run(rest);
        case "down" -> new DownCommand(context).run(rest);
        default -> throw new UsageException("there is no command \"" + words.getFirst() + "\"");
      };
    } catch (UsageException e) {
      err.println(e.getMessage() + "; ./parley help lists what there is");
      return USAGE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    } catch (Exception e) {
      err.println("parley: " + FaultText.of(e));
      return FAILED;
    }
  }
}
