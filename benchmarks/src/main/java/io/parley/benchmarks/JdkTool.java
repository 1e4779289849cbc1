package io.parley.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Tools of the JDK that we run on, each of which does one thing and ends. Blocks.
final class JdkTool {
  private JdkTool() {}

  static Path path(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name);
  }

  /// Returns what the tool said.
  static String run(String name, String... words) throws IOException, InterruptedException {
    List<String> command =
        Stream.concat(Stream.of(path(name).toString()), Stream.of(words)).toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(name + " did not work: " + said);
    }
    return said;
  }
}
