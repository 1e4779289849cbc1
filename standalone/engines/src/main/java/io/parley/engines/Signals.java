package io.parley.engines;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// Signals that [ProcessHandle] has no method for.
public final class Signals {
  private static final long SECONDS = 5;

  private Signals() {}

  /// Sends `signal` ("STOP", "CONT") to a process. A process that is gone is not an error.
  public static void send(long pid, String signal) throws IOException, InterruptedException {
    // the shell's own kill: a slim machine may lack the program
    Process kill =
        new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!kill.waitFor(SECONDS, TimeUnit.SECONDS)) {
      kill.destroyForcibly();
      throw new IOException("kill -" + signal + " did not return");
    }
  }
}
