package io.parley.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  @TempDir private Path folder;

  @Test
  void lastLinesOfEachFileInOrder() throws IOException {
    Path log = write("a.log", "1\n2\n3\n");
    Path out = write("a.out", "x\ny");

    assertEquals(List.of("2", "3", "x", "y"), LogTail.of(List.of(log, out), 2));
    assertEquals(List.of("1", "2", "3"), LogTail.of(List.of(log), 9));
  }

  @Test
  void fileNamedTwiceIsReadOnce() throws IOException {
    Path log = write("a.log", "1\n");

    assertEquals(List.of("1"), LogTail.of(List.of(log, log), 5));
  }

  @Test
  void whatIsNoFileHasNoLines() throws IOException {
    assertEquals(
        List.of(), LogTail.of(List.of(folder.resolve("none"), folder, write("empty.log", "")), 5));
  }

  @Test
  void longFileGivesWholeLinesOnly() throws IOException {
    List<String> lines = IntStream.range(0, 5_000).mapToObj(i -> "zeile é " + i).toList();
    Path log = Files.write(folder.resolve("long.log"), lines);

    List<String> tail = LogTail.of(List.of(log), 5_000);

    assertEquals(lines.subList(lines.size() - tail.size(), lines.size()), tail);
    assertEquals(lines.subList(4_990, 5_000), LogTail.of(List.of(log), 10));
  }

  @Test
  void asManyLinesAsAskedForAreFoundHoweverLong() throws IOException {
    List<String> lines = IntStream.range(0, 2_000).mapToObj(i -> i + "x".repeat(1_000)).toList();
    Path log = Files.write(folder.resolve("wide.log"), lines);

    assertEquals(lines.subList(1_000, 2_000), LogTail.of(List.of(log), 1_000));
    assertEquals(lines, LogTail.of(List.of(log), 9_999));
  }

  @Test
  void endOfALineWithoutEndIsShown() throws IOException {
    Path log = write("one.log", "x".repeat(LogTail.BYTES_MAX + 1));

    assertEquals(List.of("x".repeat(LogTail.BYTES_MAX)), LogTail.of(List.of(log), 3));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
