package io.parley.standalone.command;

import io.parley.runtime.FaultText;
import io.parley.runtime.config.ConfigResult;
import io.parley.standalone.run.ConfigSource;
import io.parley.standalone.run.ParleyConfig;
import io.parley.standalone.run.Version;
import io.parley.standalone.up.FileReason;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
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
        case ConfigResult.Invalid<ParleyConfig>(List<String> faults) -> throw faulty(faults);
      };
    }

    static CommandException faulty(List<String> faults) {
      return new CommandException(
          "the configuration has faults:\n  " + String.join("\n  ", faults));
    }
  }

  public int run(String... arguments) {
    Context context = new Context(out, err, environment);
    List<String> words = Arrays.asList(arguments);
    if (words.isEmpty() || words.getFirst().matches("-h|--help|help")) {
      out.print(Help.TEXT);
      return words.isEmpty() ? USAGE : OK;
    }
    if (words.getFirst().matches("-V|--version|version")) {
      out.println("parley " + Version.CURRENT);
      return OK;
    }
    List<String> rest = words.subList(1, words.size());
    boolean hasOwnHelp = words.getFirst().equals("load");
    if (!hasOwnHelp && (rest.contains("--help") || rest.contains("-h"))) {
      out.print(Help.TEXT);
      return OK;
    }
    try {
      return switch (words.getFirst()) {
        case "up" -> new UpCommand(context).run(rest);
        case "run" -> new RunCommand(context).run(rest);
        case "prepare" -> new PrepareCommand(context).run(rest);
        case "keys" -> new KeysCommand(context).run(rest);
        case "config" -> new ConfigCommand(context).run(rest);
        case "status" -> new StatusCommand(context).run(rest);
        case "logs" -> new LogsCommand(context).run(rest);
        case "down" -> new DownCommand(context).run(rest);
        case "chat" -> new ChatCommand(context, System.in).run(rest);
        case "load" -> new LoadCommand(context).run(rest);
        default -> throw new UsageException("there is no command \"" + words.getFirst() + "\"");
      };
    } catch (UsageException e) {
      err.println(e.getMessage() + "; ./parley help lists what there is");
      return USAGE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    } catch (Exception e) {
      tell(e);
      return FAILED;
    }
  }

  /// A sentence for what people can mend; for a fault of ours also where it is.
  void tell(Exception fault) {
    String text =
        fault instanceof FileSystemException files ? FileReason.of(files) : FaultText.of(fault);
    if (isSentence(fault)) {
      err.println("parley: " + text);
    } else {
      err.println("parley: this was not expected: " + text);
      fault.printStackTrace(err);
    }
  }

  /// Our own checks speak to people; the same exceptions out of a library do not.
  private static boolean isSentence(Exception fault) {
    if (fault instanceof CommandException || fault instanceof IOException) {
      return true;
    }
    StackTraceElement[] trace = fault.getStackTrace();
    return (fault instanceof IllegalArgumentException || fault instanceof IllegalStateException)
        && trace.length > 0
        && trace[0].getClassName().startsWith("io.parley.");
  }
}
