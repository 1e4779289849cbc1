package io.parley.standalone.run;

import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Where the configuration is read from: `--config FILE`, else the file that `PARLEY_CONFIG` names,
/// else `parley.yaml` in the working directory if there is one; the environment over it.
public record ConfigSource(Optional<Path> file, Map<String, String> environment) {
  private static final Path USUAL = Path.of("parley.yaml");

  public ConfigSource {
    environment = Map.copyOf(environment);
  }

  public static ConfigSource of(Optional<String> option, Map<String, String> environment) {
    Optional<Path> named =
        option
            .or(() -> Optional.ofNullable(environment.get("PARLEY_CONFIG")))
            // an empty variable is one that is not set
            .filter(name -> !name.isEmpty())
            .map(Path::of);
    Optional<Path> file = named.isPresent() || !Files.exists(USUAL) ? named : Optional.of(USUAL);
    return new ConfigSource(file, environment);
  }

  /// The same with some variables set, which the process itself knows better.
  public ConfigSource with(Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(variables);
    return new ConfigSource(file, all);
  }

  public ConfigResult<ParleyConfig> read() throws IOException {
    if (file.isEmpty()) {
      return ConfigReader.read(ParleyConfig.class, "no file", "", environment);
    }
    Path path = file.get();
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw new IOException("the configuration " + path + " cannot be read");
    }
    return ConfigReader.read(
        ParleyConfig.class, path.getFileName().toString(), Files.readString(path), environment);
  }
}
