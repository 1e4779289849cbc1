package io.parley.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TimerSlackTest {
  private static final Duration SLACK = Duration.ofNanos(500_000);

  @BeforeEach
  void onLinux() {
    assumeTrue(Files.isWritable(Path.of("/proc/self/timerslack_ns")));
  }

  @Test
  void theCommandRunsWithTheSlack() throws IOException, InterruptedException {
    assertEquals("500000", output("cat", "/proc/self/timerslack_ns"));
  }

  @Test
  void wordsAreHandedOnAsTheyAre() throws IOException, InterruptedException {
    assertEquals(
        "two words|$HOME|'|\"|;",
        output("printf", "%s|%s|%s|%s|%s", "two words", "$HOME", "'", "\"", ";"));
  }

  /// The ledger knows a process by its id: the shell must become the command, not have it as child.
  @Test
  void theShellIsGone() throws IOException, InterruptedException {
    Process process = new ProcessBuilder(TimerSlack.of(SLACK, List.of("cat"))).start();
    try {
      process.getOutputStream().write("x\n".getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().flush();
      assertEquals('x', process.getInputStream().read());
      assertEquals("cat\n", Files.readString(Path.of("/proc/" + process.pid() + "/comm")));
    } finally {
      process.destroyForcibly();
    }
  }

  private static String output(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(TimerSlack.of(SLACK, List.of(command)))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(10, TimeUnit.SECONDS));
    return output.strip();
  }
}
