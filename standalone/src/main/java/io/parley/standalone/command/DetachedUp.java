package io.parley.standalone.command;

import io.parley.standalone.up.DataDirectory;
import io.parley.standalone.up.OwnProgram;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// `./parley up --detach`: runs the launcher as a process in a session of its own, shows what it
/// says, and lets go of it once it says that it is ready.
final class DetachedUp {
  private static final String SETSID = "/usr/bin/setsid";
  private static final String READY = "Parley is ready";
  private static final long LOOK_EVERY_MS = 50;

  private final PrintStream out;
  private final DataDirectory directory;

  DetachedUp(PrintStream out, DataDirectory directory) {
    this.out = out;
    this.directory = directory;
  }

  int run(List<String> arguments) throws IOException, InterruptedException {
    if (directory.isLocked()) {
      throw new CommandException(
          "another ./parley up uses "
              + directory.root()
              + ": ./parley status shows it, ./parley down ends it");
    }
    Files.createDirectories(directory.logs());
    Path said = directory.logs().resolve("launcher.out");
    Process launcher =
        new ProcessBuilder(command(arguments))
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    StringBuilder heard = new StringBuilder();
    try (RandomAccessFile in = new RandomAccessFile(said.toFile(), "r")) {
      while (true) {
        boolean gone = launcher.waitFor(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
        relay(in, heard);
        if (gone) {
          return launcher.exitValue() == 0 ? Commands.FAILED : launcher.exitValue();
        }
        if (heard.indexOf(READY) >= 0) {
          return Commands.OK;
        }
      }
    }
  }

  private void relay(RandomAccessFile in, StringBuilder heard) throws IOException {
    byte[] fresh = new byte[(int) (in.length() - in.getFilePointer())];
    in.readFully(fresh);
    String text = new String(fresh, StandardCharsets.UTF_8);
    heard.append(text);
    out.print(text);
    out.flush();
  }

  private static List<String> command(List<String> arguments) {
    List<String> words = new ArrayList<>(List.of("up"));
    arguments.stream().filter(argument -> !argument.equals("--detach")).forEach(words::add);
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of(SETSID))) {
      command.add(SETSID);
    }
    command.addAll(OwnProgram.command(words));
    return command;
  }
}
