package io.parley.standalone.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engines.ProcessListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private DataDirectory directory;
  private RunState state;
  private Progress progress;

  @TempDir private Path folder;

  @BeforeEach
  void open() throws IOException {
    directory = new DataDirectory(folder);
    Files.createDirectories(directory.state().getParent());
    state = new RunState(directory.state());
    progress = new Progress(new PrintStream(out, true, StandardCharsets.UTF_8), state);
  }

  @Test
  void startIsToldOnceAndReadinessEachTime() {
    progress.starting("kafka");
    progress.ready("kafka", Duration.ofMillis(2_340));
    progress.starting("kafka");
    progress.ready("kafka", Duration.ofMillis(990));

    assertEquals("  … kafka\n  ✓ kafka        2.3 s\n  ✓ kafka        1.0 s\n", said());
  }

  @Test
  void deathIsToldWithLastLinesAndWrittenDown() throws IOException {
    state.add(new RunState.Row("redis", RunState.Role.ENGINE, "127.0.0.1", 1, 0, 0, 0));

    progress.died(
        "redis",
        new ProcessListener.Death(
            137, "it ended with exit code 137", List.of("loading", "x".repeat(500))),
        Duration.ofSeconds(2));

    assertEquals(
        "  ✗ redis died (killed by signal 9); its last lines:\n      loading\n      "
            + "x".repeat(180)
            + "…\n    starting it again in 2.0 s\n",
        said());
    assertEquals(
        List.of(new RunState.Row("redis", RunState.Role.ENGINE, "127.0.0.1", 1, 0, 1, 137)),
        RunState.read(directory));
  }

  @Test
  void deathIsToldEvenIfItCannotBeWrittenDown() throws IOException {
    state.add(new RunState.Row("redis", RunState.Role.ENGINE, "127.0.0.1", 1, 0, 0, 0));
    Files.delete(directory.state());
    Files.delete(directory.state().getParent());

    progress.died(
        "redis",
        new ProcessListener.Death(1, "it ended with exit code 1", List.of()),
        Duration.ofSeconds(1));

    assertTrue(said().startsWith("  ! the state file cannot be written: "), said());
    assertTrue(said().contains("✗ redis died (exit code 1)"), said());
  }

  @ParameterizedTest
  @CsvSource({
    "0, exit code 0",
    "-1, exit code -1",
    "128, exit code 128",
    "129, killed by signal 1",
    "143, killed by signal 15",
    "160, exit code 160"
  })
  void exitCodeOfASignalNamesIt(int code, String text) {
    assertEquals(text, Progress.exit(code));
  }

  @Test
  void secondsAreWrittenAlikeEverywhere() {
    Locale usual = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertEquals("12.3 s", Progress.seconds(Duration.ofMillis(12_345)));
    } finally {
      Locale.setDefault(usual);
    }
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
