package io.parley.standalone.command;

import io.parley.engines.ProcessLedger;
import io.parley.engines.Signals;
import io.parley.standalone.up.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// `./parley down`: asks the launcher to end everything; ends what is left where the launcher is
/// gone.
final class DownCommand {
  private static final long PATIENCE_SECONDS = 120;

  private final Commands.Context context;

  DownCommand(Commands.Context context) {
    this.context = context;
  }

  int run(List<String> arguments) throws IOException, InterruptedException {
    Options options = Options.parse(arguments, Set.of("data"), Set.of()).withoutWords("down");
    DataDirectory directory = UpCommand.directory(options);
    List<ProcessLedger.Entry> entries = ProcessLedger.read(directory.ledger());
    if (entries.stream().noneMatch(entry -> entry.process().isPresent())) {
      context.out().println("nothing runs in " + directory.root());
      return Commands.OK;
    }
    Optional<ProcessHandle> launcher =
        entries.stream()
            .filter(entry -> entry.name().equals("launcher"))
            .flatMap(entry -> entry.process().stream())
            .findFirst();
    if (launcher.isPresent()) {
      context.out().println("ending …");
      launcher.get().destroy();
      wake(launcher.get());
      await(launcher.get());
    }
    List<String> left = ProcessLedger.endLeftovers(directory.ledger());
    if (!left.isEmpty()) {
      context.out().println("ended what was left: " + String.join(", ", left));
    }
    Files.deleteIfExists(directory.root().resolve("run/state"));
    context.out().println("ended; the data stays in " + directory.root());
    return Commands.OK;
  }

  /// A suspended launcher hears nothing until it is continued.
  private static void wake(ProcessHandle launcher) throws InterruptedException {
    try {
      Signals.send(launcher.pid(), "CONT");
    } catch (IOException e) {
      // then it is killed when its time is up
    }
  }

  private void await(ProcessHandle launcher) throws InterruptedException {
    try {
      launcher.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      context.out().println("the launcher did not end within " + PATIENCE_SECONDS + " s");
    }
  }
}
