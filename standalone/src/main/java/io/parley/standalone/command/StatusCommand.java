package io.parley.standalone.command;

import io.parley.engines.EngineKind;
import io.parley.engines.Engines;
import io.parley.engines.ProcessLedger;
import io.parley.standalone.up.AdminClient;
import io.parley.standalone.up.DataDirectory;
import io.parley.standalone.up.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `./parley status`: a table of what should run and how it is, asked of the processes themselves.
/// The exit code is 0 only if all of it is well.
final class StatusCommand {
  private static final int PROBE_TIMEOUT_MS = 1_000;
  private static final String NONE = "-";

  private final Commands.Context context;

  StatusCommand(Commands.Context context) {
    this.context = context;
  }

  int run(List<String> arguments) throws IOException {
    Options options = Options.parse(arguments, Set.of("data"), Set.of()).withoutWords("status");
    DataDirectory directory = UpCommand.directory(options);
    List<RunState.Row> rows = RunState.read(directory);
    if (rows.isEmpty()) {
      context.out().println("nothing runs in " + directory.root());
      return Commands.FAILED;
    }
    boolean launched = directory.isLocked();
    // looked up once each: a process may end at any moment
    Map<String, ProcessLedger.Entry> running = new HashMap<>();
    for (ProcessLedger.Entry entry : ProcessLedger.read(directory.ledger())) {
      if (entry.process().isPresent()) {
        running.put(entry.name(), entry);
      }
    }
    List<Line> lines =
        rows.parallelStream()
            .map(row -> line(row, Optional.ofNullable(running.get(row.name())), launched))
            .toList();
    context.out().print(Table.of(lines.stream().map(Line::cells).toList(), HEAD));
    return lines.stream().allMatch(Line::well) ? Commands.OK : Commands.FAILED;
  }

  private static final List<String> HEAD =
      List.of("PROCESS", "PID", "PORT", "ADMIN", "HEALTH", "SOCKETS", "MEMORY", "DIED");

  private record Line(boolean well, List<String> cells) {}

  private static Line line(
      RunState.Row row, Optional<ProcessLedger.Entry> entry, boolean launched) {
    String health =
        entry.map(running -> health(row, running, launched)).orElse(absent(row, launched));
    Optional<ProcessHandle> process = entry.flatMap(ProcessLedger.Entry::process);
    Optional<Long> sockets =
        process.isPresent() && row.role() == RunState.Role.SERVICE && row.port() > 0
            ? AdminClient.metric(row.host(), row.adminPort(), "parley_edge_connections")
            : Optional.empty();
    List<String> cells =
        List.of(
            row.name(),
            process.map(handle -> Long.toString(handle.pid())).orElse(NONE),
            row.port() == 0 ? NONE : Integer.toString(row.port()),
            row.adminPort() == 0 ? NONE : Integer.toString(row.adminPort()),
            health,
            sockets.map(count -> Long.toString(count)).orElse(NONE),
            process.flatMap(StatusCommand::memory).orElse(NONE),
            row.deaths() == 0 ? NONE : row.deaths() + "x, " + exit(row.lastExit()));
    return new Line(Set.of("ready", "up").contains(health), cells);
  }

  /// What there is no process of: its turn has not come yet, or it is dead.
  private static String absent(RunState.Row row, boolean launched) {
    return launched && row.deaths() == 0 && row.role() != RunState.Role.LAUNCHER
        ? "to start"
        : "dead";
  }

  private static String health(RunState.Row row, ProcessLedger.Entry process, boolean launched) {
    if (process.isSuspended()) {
      return "suspended";
    }
    return switch (row.role()) {
      case LAUNCHER -> launched ? "up" : "dead";
      case SERVICE -> AdminClient.readiness(row.host(), row.adminPort());
      case ENGINE ->
          Arrays.stream(EngineKind.values())
                  .filter(kind -> kind.id().equals(row.name()))
                  .anyMatch(kind -> Engines.answers(kind, row.host(), row.port(), PROBE_TIMEOUT_MS))
              ? "up"
              : "no answer";
    };
  }

  private static String exit(int code) {
    return code > 128 && code < 160 ? "signal " + (code - 128) : "exit " + code;
  }

  /// Resident memory, as Linux tells it.
  private static Optional<String> memory(ProcessHandle process) {
    Path file = Path.of("/proc/" + process.pid() + "/status");
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try {
      List<String> found = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith("VmRSS:")) {
          found.add(Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MiB");
        }
      }
      return found.stream().findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
