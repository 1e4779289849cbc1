package io.parley.standalone.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.parley.engines.EnginePorts;
import io.parley.runtime.config.ConfigResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigSourceTest {
  @TempDir private Path folder;

  @Test
  void optionComesBeforeTheVariable() throws IOException {
    Path option = file("option.yaml", "edge:\n  port: 1001\n");
    Path variable = file("variable.yaml", "edge:\n  port: 1002\n");
    Map<String, String> environment = Map.of("PARLEY_CONFIG", variable.toString());

    assertEquals(1001, edgePort(ConfigSource.of(Optional.of(option.toString()), environment)));
    assertEquals(1002, edgePort(ConfigSource.of(Optional.empty(), environment)));
  }

  @Test
  void environmentComesBeforeTheFileAndTheFileBeforeTheDefaults() throws IOException {
    Path file = file("parley.yaml", "edge:\n  port: 1001\nadmin:\n  port: 1002\n");
    ConfigSource source =
        ConfigSource.of(Optional.of(file.toString()), Map.of("PARLEY_ADMIN_PORT", "1003"));

    ParleyConfig config = config(source);

    assertEquals(1001, config.edge().port());
    assertEquals(1003, config.admin().port());
    assertEquals("127.0.0.1", config.edge().host());
  }

  @Test
  void whatTheProcessKnowsBetterComesFirst() throws IOException {
    ConfigSource source =
        ConfigSource.of(Optional.empty(), Map.of("PARLEY_EDGE_PORT", "1001"))
            .with(Map.of("PARLEY_EDGE_PORT", "1002", "PARLEY_ADMIN_PORT", "1003"));

    assertEquals(1002, edgePort(source));
    assertEquals(1003, config(source).admin().port());
  }

  @Test
  void emptyNameIsNone() throws IOException {
    ConfigSource source = ConfigSource.of(Optional.empty(), Map.of("PARLEY_CONFIG", ""));

    assertEquals(Optional.empty(), source.file());
    assertEquals(8080, edgePort(source));
  }

  @Test
  void namedFileMustBeThere() {
    for (Path path : List.of(folder.resolve("none.yaml"), folder, Path.of("/"))) {
      ConfigSource source = ConfigSource.of(Optional.of(path.toString()), Map.of());
      assertEquals(
          "the configuration " + path + " cannot be read",
          assertThrows(IOException.class, source::read).getMessage());
    }
  }

  @Test
  void faultsNameTheFile() throws IOException {
    Path file = file("mine.yaml", "edge:\n  port: none\n");
    ConfigResult<ParleyConfig> result =
        ConfigSource.of(Optional.of(file.toString()), Map.of()).read();

    switch (result) {
      case ConfigResult.Valid<ParleyConfig> _ -> fail("a port that is no number was taken");
      case ConfigResult.Invalid<ParleyConfig>(List<String> faults) -> {
        assertEquals(1, faults.size());
        assertTrue(faults.getFirst().contains("mine.yaml"), faults.toString());
      }
    }
  }

  @Test
  void defaultsOfTheEnginesAreThoseOfTheirPorts() throws IOException {
    ParleyConfig config = config(ConfigSource.of(Optional.empty(), Map.of()));

    assertEquals(EnginePorts.defaults(), config.engines().ports());
  }

  @Test
  void hostOfTheEnginesCanBeSet() throws IOException {
    ConfigSource source =
        ConfigSource.of(Optional.empty(), Map.of("PARLEY_ENGINES_HOST", "127.0.0.9"));

    assertEquals("127.0.0.9", config(source).engines().ports().host());
  }

  private static int edgePort(ConfigSource source) throws IOException {
    return config(source).edge().port();
  }

  private static ParleyConfig config(ConfigSource source) throws IOException {
    return switch (source.read()) {
      case ConfigResult.Valid<ParleyConfig>(ParleyConfig config, var _) -> config;
      case ConfigResult.Invalid<ParleyConfig>(List<String> faults) ->
          throw new AssertionError(String.join("; ", faults));
    };
  }

  private Path file(String name, String yaml) throws IOException {
    return Files.writeString(folder.resolve(name), yaml);
  }
}
