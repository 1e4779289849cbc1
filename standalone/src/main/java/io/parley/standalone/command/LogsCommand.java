package io.parley.standalone.command;

import io.parley.engines.LogTail;
import io.parley.standalone.up.DataDirectory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// `./parley logs [NAME] [-f] [-n LINES]`.
final class LogsCommand {
  private static final int LINES = 20;
  private static final int LINES_MAX = 1_000;
  private static final int CHUNK = 64 * 1024;
  private static final long LOOK_EVERY_MS = 200;

  private final Commands.Context context;

  LogsCommand(Commands.Context context) {
    this.context = context;
  }

  int run(List<String> arguments) throws IOException, InterruptedException {
    Options options = Options.parse(arguments, Set.of("data", "n"), Set.of("f"));
    DataDirectory directory = UpCommand.directory(options);
    List<Path> files = files(directory, options.words());
    int lines = options.number("n", LINES, 1, LINES_MAX);
    Map<Path, Long> shown = new HashMap<>();
    for (Path file : files) {
      shown.put(file, Files.size(file));
      for (String line : LogTail.of(List.of(file), lines)) {
        print(files, file, line);
      }
    }
    if (options.has("f")) {
      follow(files, shown);
    }
    return Commands.OK;
  }

  /// A name's own log and what it printed; without a name, everything.
  private static List<Path> files(DataDirectory directory, List<String> names) throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(directory.logs())) {
      try (Stream<Path> all = Files.list(directory.logs())) {
        all.filter(file -> file.toString().matches(".*\\.(log|out)"))
            .filter(file -> names.isEmpty() || names.contains(name(file)))
            .sorted()
            .forEach(files::add);
      }
    }
    if (files.isEmpty()) {
      throw new CommandException(
          names.isEmpty()
              ? "there are no logs in " + directory.logs()
              : "there is no log of " + String.join(", ", names) + " in " + directory.logs());
    }
    return files;
  }

  private static String name(Path file) {
    return file.getFileName().toString().replaceFirst("\\.(log|out)$", "");
  }

  private void print(List<Path> files, Path file, String line) {
    context.out().println(files.size() == 1 ? line : name(file) + " | " + line);
  }

  private void follow(List<Path> files, Map<Path, Long> shown)
      throws IOException, InterruptedException {
    // nothing counts it down: Ctrl-C ends the wait
    CountDownLatch never = new CountDownLatch(1);
    while (!never.await(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
      for (Path file : files) {
        shown.put(file, printFrom(files, file, shown.getOrDefault(file, 0L)));
      }
    }
  }

  /// Prints whole lines from an offset on; returns where they ended. A file that became shorter was
  /// begun anew.
  private long printFrom(List<Path> files, Path file, long offset) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long from = in.length() < offset ? 0 : offset;
      byte[] bytes = new byte[(int) Math.min(CHUNK, in.length() - from)];
      in.seek(from);
      in.readFully(bytes);
      String text = new String(bytes, StandardCharsets.UTF_8);
      int end = text.lastIndexOf('\n') + 1;
      text.substring(0, end).lines().forEach(line -> print(files, file, line));
      int used = text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
      return from + (end == 0 && bytes.length == CHUNK ? CHUNK : used);
    }
  }
}
