package io.parley.standalone.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DataDirectoryTest {
  @TempDir private Path folder;

  @Test
  void placesAreBelowTheRoot() {
    DataDirectory directory = new DataDirectory(folder.resolve("a/../data"));
    Path root = folder.resolve("data");

    assertEquals(root, directory.root());
    assertEquals(root.resolve("engines"), directory.engines());
    assertEquals(root.resolve("logs"), directory.logs());
    assertEquals(root.resolve("run/processes"), directory.ledger());
    assertEquals(root.resolve("run/state"), directory.state());
    assertFalse(Files.exists(root));
  }

  @Test
  void lockMakesTheFolderAndIsGivenBack() throws IOException {
    DataDirectory directory = new DataDirectory(folder.resolve("data"));
    assertFalse(directory.isLocked());

    directory.lock();
    assertTrue(Files.isDirectory(directory.logs()));
    directory.close();

    assertFalse(directory.isLocked());
    directory.lock();
    directory.close();
  }

  @Test
  void secondLauncherIsToldWhatToDo() throws Exception {
    DataDirectory directory = new DataDirectory(folder);
    try (LockHolder other = new LockHolder(folder)) {
      assertTrue(directory.isLocked());
      assertEquals(
          "another ./parley up uses %s: end it (./parley down --data %s), or choose another folder with --data"
              .formatted(folder, folder),
          assertThrows(IOException.class, directory::lock).getMessage());
      assertThrows(IOException.class, directory::requireUnlocked);

      other.kill();

      assertFalse(directory.isLocked());
      directory.requireUnlocked();
      directory.lock();
      directory.close();
    }
  }

  @Test
  void folderHeldByThisProcessIsRefusedAlike() throws IOException {
    try (DataDirectory first = new DataDirectory(folder)) {
      first.lock();
      DataDirectory second = new DataDirectory(folder);

      assertTrue(second.isLocked());
      assertTrue(
          String.valueOf(assertThrows(IOException.class, second::lock).getMessage())
              .startsWith("another ./parley up uses "));
    }
  }

  @Test
  void folderThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    DataDirectory directory = new DataDirectory(file);

    String fault = String.valueOf(assertThrows(IOException.class, directory::lock).getMessage());

    assertTrue(fault.startsWith("the data directory " + file + " cannot be made ("), fault);
    assertTrue(fault.endsWith("): choose another with --data"), fault);
  }

  @Test
  void lockThatCannotBeOpenedIsNamed() throws IOException {
    Files.createDirectories(folder.resolve("run/lock"));
    DataDirectory directory = new DataDirectory(folder);

    for (Executable use : List.<Executable>of(directory::lock, directory::isLocked)) {
      String fault = String.valueOf(assertThrows(IOException.class, use).getMessage());
      assertTrue(
          fault.startsWith(
              "the data directory %1$s cannot be used (%1$s/run/lock: ".formatted(folder)),
          fault);
    }
  }

  @Test
  void optionLeadsACommandBackHere() {
    assertEquals("", new DataDirectory(DataDirectory.STANDARD).option());
    assertEquals(" --data /a/b-1.2", new DataDirectory(Path.of("/a/b-1.2")).option());
    assertEquals(" --data '/my data'", new DataDirectory(Path.of("/my data")).option());
  }

  @Test
  void tooLittleSpaceIsSaidWithWhatToDo() throws IOException {
    DataDirectory directory = new DataDirectory(folder);
    directory.requireSpace(0);

    String fault =
        String.valueOf(
            assertThrows(IOException.class, () -> directory.requireSpace(Long.MAX_VALUE))
                .getMessage());

    assertTrue(fault.startsWith(folder + " has "), fault);
    assertTrue(
        fault.endsWith(
            " MiB free (expected: at least 8796093022207): make room, or choose another disk with"
                + " --data"),
        fault);
  }
}
