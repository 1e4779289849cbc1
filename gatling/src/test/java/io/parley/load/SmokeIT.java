package io.parley.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.load.report.Result;
import io.parley.testing.Eventually;
import io.parley.testing.TestProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The smoke scenario against a whole Parley with engines of its own. Slow machines make a run
/// void, which says nothing of the server; lost, doubled and reordered events do.
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class SmokeIT {
  private static final Duration START_WITHIN = Duration.ofMinutes(3);
  private static final Map<String, String> MANY_PEOPLE =
      Map.of(
          "PARLEY_ACCOUNTS_PASSWORDS_MEMORY", "64KiB",
          "PARLEY_ACCOUNTS_PASSWORDS_PASSES", "1",
          "PARLEY_ACCOUNTS_THROTTLING_ADDRESS_BURST", "100000");

  @TempDir private Path folder;

  @Test
  void everyPromiseIsKept() throws Exception {
    TestProgram program = new TestProgram(MANY_PEOPLE);
    Path said = folder.resolve("up.txt");
    Process up = program.start(said, List.of("up", "--data", folder.resolve("data").toString()));
    try {
      Eventually.eventually(
          START_WITHIN, () -> assertTrue(Files.readString(said).contains("is ready"), "not ready"));
      play("ws://" + TestProgram.HOST + ":" + program.edgePort());
    } finally {
      up.destroy();
      assertTrue(up.waitFor(60, TimeUnit.SECONDS), "it did not end");
    }
  }

  private void play(String url) {
    int exit =
        LoadProgram.run(
            List.of("smoke", "--url", url, "--results", folder.resolve("results").toString()),
            System.out,
            System.err);
    Result result = LoadSimulation.lastResult().orElseThrow();
    assertTrue(result.delivery().faults().isNone(), result.delivery()::toString);
    assertTrue(result.delivery().sent().acknowledged() > 100, result.delivery()::toString);
    assertTrue(result.stage().readAgain() > 100, "events that were read again");
    assertEquals(
        List.of(), result.limits().firm().stream().filter(limit -> !limit.isKept()).toList());
    assertEquals(50, result.stage().held().held());
    assertTrue(exit == LoadProgram.PASSED || exit == LoadProgram.VOID, result.verdict()::toString);
  }
}
