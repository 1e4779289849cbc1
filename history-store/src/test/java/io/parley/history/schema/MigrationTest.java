package io.parley.history.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MigrationTest {
  @Test
  void everyFileOfTheFolderIsListed() throws IOException, URISyntaxException {
    Path folder =
        Path.of(
            Objects.requireNonNull(Migration.class.getResource("/io/parley/history/migrations"))
                .toURI());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          files.map(file -> file.getFileName().toString()).sorted().toList(), Migration.FILES);
    }
  }

  @Test
  void filesAreNumberedFromOneWithoutAGap() {
    List<Integer> numbers = Migration.all().stream().map(Migration::number).toList();
    assertEquals(IntStream.rangeClosed(1, numbers.size()).boxed().toList(), numbers);
  }

  @Test
  void everyStatementMayBeExecutedAgain() {
    for (Migration step : Migration.all()) {
      for (String statement : step.statements()) {
        assertTrue(
            statement.contains("IF NOT EXISTS") || statement.contains("IF EXISTS"),
            () -> step.file() + ": " + statement);
      }
    }
  }

  @Test
  void aChecksumIsOfTheWholeText() {
    String one = Migration.of("0001-a.cql", "a;").checksum();
    assertEquals(one, Migration.of("0001-a.cql", "a;").checksum());
    assertTrue(!one.equals(Migration.of("0001-a.cql", "a; -- b").checksum()));
  }

  @Test
  void aFileOfAnotherNameIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Migration.of("1-a.cql", "a;"));
    assertThrows(IllegalArgumentException.class, () -> Migration.of("0001_a.cql", "a;"));
  }
}
