package io.parley.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {
  @TempDir private Path results;

  private Path folder(String begun) throws Exception {
    return new Reports(results, "run-", Instant.parse(begun)).folder();
  }

  @Test
  void aRunHasTheFolderThatWasMadeForIt() throws Exception {
    Files.createDirectory(results.resolve("run-20261122010000000"));
    Path own = Files.createDirectory(results.resolve("run-20261122013000250"));
    Path another = Files.createDirectory(results.resolve("run-20261122020000000"));
    Files.createDirectory(results.resolve("other-20261122013000240"));
    assertEquals(own, folder("2026-11-22T01:30:00.240Z"));
    assertEquals(own, folder("2026-11-22T01:30:00.450Z"), "by a clock that is ahead");
    assertEquals(another, folder("2026-11-22T01:30:00.451Z"));
  }

  @Test
  void whereThereIsNoneTheResultsHaveIt() throws Exception {
    assertEquals(results, folder("2026-11-22T01:30:00Z"));
  }
}
