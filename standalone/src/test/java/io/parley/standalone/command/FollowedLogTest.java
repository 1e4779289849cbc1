package io.parley.standalone.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedLogTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void place() {
    file = folder.resolve("edge-1.log");
  }

  @Test
  void onlyWhatComesAfterTheEndIsGivenAndOnlyOnce() throws IOException {
    append("old\n");
    FollowedLog log = FollowedLog.fromEnd(file);

    assertEquals(List.of(), read(log));
    append("new\nnewer\n");
    assertEquals(List.of("new", "newer"), read(log));
    assertEquals(List.of(), read(log));
  }

  @Test
  void lineIsGivenWhenItIsWholeAndBytesAreCountedAsTheyAre() throws IOException {
    FollowedLog log = FollowedLog.fromStart(file);
    byte[] text = "zwölf\n".getBytes(StandardCharsets.UTF_8);
    append(new byte[] {(byte) 0xff, (byte) 0xfe, '\n'});
    append(Arrays.copyOf(text, 3));

    assertEquals(List.of("\ufffd\ufffd"), read(log));
    append(Arrays.copyOfRange(text, 3, text.length));
    assertEquals(List.of("zwölf"), read(log));
  }

  @Test
  void fileThatWasCutShortIsReadFromItsStart() throws IOException {
    append("one\ntwo\n");
    FollowedLog log = FollowedLog.fromEnd(file);
    Files.writeString(file, "new\n");

    assertEquals(List.of("new"), read(log));
  }

  @Test
  void replacedFileIsReadToItsEndAndThenTheNew() throws IOException {
    append("one\n");
    FollowedLog log = FollowedLog.fromEnd(file);
    append("two\nhalf");
    Files.move(file, folder.resolve("edge-1.log.1"));

    assertEquals(List.of("two"), read(log));
    // longer than the old one: its length alone would not tell
    append("three, which is much longer\n");
    assertEquals(List.of("half", "three, which is much longer"), read(log));
  }

  @Test
  void fileThatIsGoneForAMomentIsNoFault() throws IOException {
    append("one\n");
    FollowedLog log = FollowedLog.fromEnd(file);
    Files.delete(file);

    assertEquals(List.of(), read(log));
    append("two\n");
    assertEquals(List.of("two"), read(log));
  }

  @Test
  void longLineComesInPieces() throws IOException {
    FollowedLog log = FollowedLog.fromStart(file);
    append("x".repeat(FollowedLog.CHUNK + 3) + "\nend\n");

    assertEquals(List.of("x".repeat(FollowedLog.CHUNK), "xxx", "end"), read(log));
  }

  @Test
  void muchAtOnceIsGivenInOneLook() throws IOException {
    FollowedLog log = FollowedLog.fromStart(file);
    append("0123456789\n".repeat(50_000));

    assertEquals(50_000, read(log).size());
  }

  private static List<String> read(FollowedLog log) throws IOException {
    List<String> lines = new ArrayList<>();
    log.read(lines::add);
    return lines;
  }

  private void append(String text) throws IOException {
    append(text.getBytes(StandardCharsets.UTF_8));
  }

  private void append(byte[] bytes) throws IOException {
    Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
