package io.parley.standalone.up;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How this program starts itself again as another process: on the same JDK, with the same options
/// and class path, and other words.
public final class OwnProgram {
  /// By name: what is started from the command line uses everything here, so nothing here may use
  /// it.
  private static final String MAIN = "io.parley.standalone.Main";

  private OwnProgram() {}

  public static List<String> command(List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    // heap, collector, access: what this process itself was started with
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    command.addAll(words);
    return command;
  }
}
