package io.parley.standalone.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `./parley load`: runs the load kit, a process of its own on libraries of its own, from the
/// checkout that this program was built in. It has options and help of its own too.
final class LoadCommand {
  private static final String PROGRAM = "io.parley.load.LoadProgram";
  private static final String RESULTS = "--results";

  private final Commands.Context context;

  LoadCommand(Commands.Context context) {
    this.context = context;
  }

  int run(List<String> arguments) throws IOException, InterruptedException {
    Path target =
        Path.of(context.environment().getOrDefault("PARLEY_HOME", ".")).resolve("gatling/target");
    Path libraries = target.resolve("dependencies.classpath");
    if (!Files.isReadable(libraries)) {
      throw new CommandException("the load kit is not built (./mvnw -DskipTests package)");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-Xms256m", "-Xmx2g", "-XX:+UseCompactObjectHeaders"));
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    // Gatling looks inside of strings
    command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    command.addAll(
        List.of("-cp", target.resolve("classes") + ":" + Files.readString(libraries), PROGRAM));
    command.addAll(arguments);
    if (!arguments.isEmpty() && arguments.stream().noneMatch(word -> word.startsWith(RESULTS))) {
      command.addAll(List.of(RESULTS, target.resolve("gatling").toString()));
    }
    Process kit = new ProcessBuilder(command).inheritIO().start();
    // who ends this program by a signal to it alone means the load, which may be hours long
    Runtime.getRuntime().addShutdownHook(new Thread(kit::destroy, "parley-end"));
    return kit.waitFor();
  }
}
