package io.parley.standalone.command;

import io.parley.engines.LogTail;
import io.parley.standalone.up.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// `./parley logs [NAME] [-f] [-n LINES]`.
final class LogsCommand {
  private static final int LINES = 20;
  private static final int LINES_MAX = 1_000;
  private static final long LOOK_EVERY_MS = 200;

  private final Commands.Context context;

  LogsCommand(Commands.Context context) {
    this.context = context;
  }

  int run(List<String> arguments) throws IOException, InterruptedException {
    Options options = Options.parse(arguments, Set.of("data", "n"), Set.of("f"));
    DataDirectory directory = UpCommand.directory(options);
    int lines = options.number("n", LINES, 1, LINES_MAX);
    List<Path> files = files(directory, options.words());
    if (files.isEmpty()) {
      throw new CommandException(
          options.words().isEmpty()
              ? "there are no logs in " + directory.logs()
              : "there is no log of "
                  + String.join(", ", options.words())
                  + " in "
                  + directory.logs());
    }
    SortedMap<Path, FollowedLog> followed = new TreeMap<>();
    for (Path file : files) {
      if (options.has("f")) {
        followed.put(file, FollowedLog.fromEnd(file));
      }
      for (String line : LogTail.of(List.of(file), lines)) {
        print(files.size(), file, line);
      }
    }
    if (options.has("f")) {
      follow(directory, options.words(), followed);
    }
    return Commands.OK;
  }

  /// A name's own log and what it printed; without a name, everything.
  private static List<Path> files(DataDirectory directory, List<String> names) throws IOException {
    if (!Files.isDirectory(directory.logs())) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory.logs())) {
      return all.filter(file -> file.toString().matches(".*\\.(log|out)"))
          .filter(file -> names.isEmpty() || names.contains(name(file)))
          .sorted()
          .toList();
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString().replaceFirst("\\.(log|out)$", "");
  }

  private void print(int files, Path file, String line) {
    context.out().println(files == 1 ? line : name(file) + " | " + line);
  }

  /// Until Ctrl-C, or until nobody reads it any more.
  private void follow(
      DataDirectory directory, List<String> names, SortedMap<Path, FollowedLog> followed)
      throws IOException, InterruptedException {
    // nothing counts it down: Ctrl-C ends the wait
    CountDownLatch never = new CountDownLatch(1);
    while (!never.await(LOOK_EVERY_MS, TimeUnit.MILLISECONDS) && !context.out().checkError()) {
      look(directory, names, followed);
    }
  }

  /// Shows what has come since the last look, also of files that are new.
  void look(DataDirectory directory, List<String> names, SortedMap<Path, FollowedLog> followed)
      throws IOException {
    for (Path file : files(directory, names)) {
      if (!followed.containsKey(file)) {
        followed.put(file, FollowedLog.fromStart(file));
      }
    }
    for (Map.Entry<Path, FollowedLog> each : followed.entrySet()) {
      each.getValue().read(line -> print(followed.size(), each.getKey(), line));
    }
  }
}
