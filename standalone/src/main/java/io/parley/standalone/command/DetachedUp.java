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
import org.jspecify.annotations.Nullable;

/// `./parley up --detach`: runs the launcher as a process in a session of its own, shows what it
/// says, and lets go of it once it says that it is ready.
final class DetachedUp {
  /// Tells the launcher that no Ctrl-C will reach it; not for people.
  static final String FLAG = "detached";

  private static final String SETSID = "/usr/bin/setsid";
  private static final String READY = "Parley is ready";
  private static final long LOOK_EVERY_MS = 50;

  private static final long END_WITHIN_SECONDS = 60;

  private final PrintStream out;
  private final DataDirectory directory;
  private volatile @Nullable Process launcher;
  private volatile boolean letGo;

  DetachedUp(PrintStream out, DataDirectory directory) {
    this.out = out;
    this.directory = directory;
  }

  int run(List<String> arguments) throws IOException, InterruptedException {
    directory.requireUnlocked();
    directory.make();
    Path said = directory.logs().resolve("launcher.out");
    Runtime.getRuntime().addShutdownHook(new Thread(this::endUnlessLetGo, "parley-end"));
    Process started =
        new ProcessBuilder(command(arguments))
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    launcher = started;
    try (RandomAccessFile in = new RandomAccessFile(said.toFile(), "r")) {
      StringBuilder heard = new StringBuilder();
      while (true) {
        boolean gone = started.waitFor(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
        relay(in, heard);
        if (gone) {
          return started.exitValue() == 0 ? Commands.FAILED : started.exitValue();
        }
        if (heard.indexOf(READY) >= 0) {
          letGo = true;
          out.println("./parley down" + directory.option() + " ends it; the data stays.");
          return Commands.OK;
        }
      }
    }
  }

  /// Run when this process ends. Ctrl-C does not reach the launcher, and what is not ready yet is
  /// not left to itself: nobody would know of it.
  private void endUnlessLetGo() {
    Process started = launcher;
    if (letGo || started == null || !started.isAlive()) {
      return;
    }
    out.println("not ready yet: ending it …");
    started.destroy();
    try {
      boolean gone = started.waitFor(END_WITHIN_SECONDS, TimeUnit.SECONDS);
      out.println(
          gone
              ? "it was ended before it was ready"
              : "it has not ended within %d s: ./parley status%s shows what still runs"
                  .formatted(END_WITHIN_SECONDS, directory.option()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    out.flush();
  }

  /// The bytes as they are: what is fresh may begin or end within a character.
  private void relay(RandomAccessFile in, StringBuilder heard) throws IOException {
    byte[] fresh = new byte[(int) (in.length() - in.getFilePointer())];
    in.readFully(fresh);
    heard.append(new String(fresh, StandardCharsets.ISO_8859_1));
    out.write(fresh, 0, fresh.length);
    out.flush();
  }

  private static List<String> command(List<String> arguments) {
    List<String> words = new ArrayList<>(List.of("up", "--" + FLAG));
    arguments.stream().filter(argument -> !argument.equals("--detach")).forEach(words::add);
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of(SETSID))) {
      command.add(SETSID);
    }
    command.addAll(OwnProgram.command(words));
    return command;
  }
}
