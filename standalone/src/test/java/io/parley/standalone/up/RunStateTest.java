package io.parley.standalone.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.standalone.up.RunState.Role;
import io.parley.standalone.up.RunState.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunStateTest {
  private static final Row LAUNCHER = new Row("launcher", Role.LAUNCHER, "", 0, 0, 0, 0);
  private static final Row EDGE = new Row("edge-1", Role.SERVICE, "127.0.0.1", 8080, 9090, 0, 0);
  private static final Row REDIS = new Row("redis", Role.ENGINE, "127.77.7.7", 19379, 0, 0, 0);

  private DataDirectory directory;
  private RunState state;

  @TempDir private Path folder;

  @BeforeEach
  void open() throws IOException {
    directory = new DataDirectory(folder);
    Files.createDirectories(directory.state().getParent());
    state = new RunState(directory.state());
  }

  @Test
  void whatWasAddedIsReadInOrder() throws IOException {
    assertEquals(List.of(), RunState.read(directory));

    state.add(LAUNCHER);
    state.add(REDIS);
    state.add(EDGE);

    assertEquals(List.of(LAUNCHER, REDIS, EDGE), RunState.read(directory));
  }

  @Test
  void deathsAreCountedWithTheLastExit() throws IOException {
    state.add(REDIS);
    state.add(EDGE);
    state.died("redis", 1);
    state.died("redis", 137);
    state.died("nobody", 1);

    assertEquals(
        List.of(new Row("redis", Role.ENGINE, "127.77.7.7", 19379, 0, 2, 137), EDGE),
        RunState.read(directory));
  }

  @Test
  void rowOfANameReplacesTheEarlier() throws IOException {
    state.add(EDGE);
    state.add(REDIS);
    Row moved = new Row("edge-1", Role.SERVICE, "127.0.0.1", 8081, 9091, 0, 0);
    state.add(moved);

    assertEquals(List.of(moved, REDIS), RunState.read(directory));
  }

  @Test
  void deletedStateIsEmpty() throws IOException {
    state.add(EDGE);
    state.delete();

    assertEquals(List.of(), RunState.read(directory));
    assertFalse(Files.exists(directory.state()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"edge-1", "a\tBUTLER\t\t0\t0\t0\t0", "a\tENGINE\t\tx\t0\t0\t0"})
  void unreadableLineIsNamedWithItsFile(String line) throws IOException {
    Files.writeString(directory.state(), line + "\n");

    assertEquals(
        directory.state() + " cannot be read: \"" + line + "\"",
        assertThrows(IOException.class, () -> RunState.read(directory)).getMessage());
  }
}
