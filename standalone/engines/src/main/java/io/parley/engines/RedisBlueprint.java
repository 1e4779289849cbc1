package io.parley.engines;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Redis: an installed `redis-server` or `valkey-server` where there is one, else the binary for
/// this platform from the artifact that carries it.
final class RedisBlueprint implements EngineBlueprint {
  private final EngineSettings settings;
  private final String searchPath;
  private final Path directory;

  RedisBlueprint(EngineSettings settings) {
    this(settings, System.getenv().getOrDefault("PATH", ""));
  }

  /// - `searchPath`: folders in which an installed server is looked for, as in `PATH`
  RedisBlueprint(EngineSettings settings, String searchPath) {
    this.settings = settings;
    this.searchPath = searchPath;
    this.directory = settings.dataOf(EngineKind.REDIS);
  }

  @Override
  public EngineKind kind() {
    return EngineKind.REDIS;
  }

  @Override
  public void prepare() throws IOException {
    Files.createDirectories(directory);
    Files.createDirectories(settings.logs());
    Files.writeString(
        configuration(),
        EngineBlueprint.template(
            "redis.conf",
            Map.of(
                "host", settings.ports().host(),
                "port", settings.ports().redis(),
                "data", directory)));
    server();
  }

  @Override
  public List<String> command() {
    try {
      return List.of(server().toString(), configuration().toString());
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /// Redis says little and says it on its output.
  @Override
  public Path log() {
    return settings.logs().resolve("redis.out");
  }

  private Path configuration() {
    return directory.resolve("redis.conf");
  }

  private Path server() throws IOException {
    for (String name : List.of("redis-server", "valkey-server")) {
      Optional<Path> installed = onPath(name);
      if (installed.isPresent()) {
        return installed.get();
      }
    }
    return bundled();
  }

  private Optional<Path> onPath(String name) {
    return Stream.of(searchPath.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private Path bundled() throws IOException {
    String platform = platform();
    List<Path> matching = new ArrayList<>();
    Path folder = settings.artifacts(kind()).resolve("bin");
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(platform)).sorted().forEach(matching::add);
      }
    }
    if (matching.isEmpty()) {
      throw new IOException(
          "no Redis for " + platform + " in " + folder + ": install redis-server or valkey-server");
    }
    Path server = matching.getLast();
    if (!server.toFile().setExecutable(true)) {
      throw new IOException(server + " cannot be made executable");
    }
    return server;
  }

  static String platform() {
    boolean mac = System.getProperty("os.name", "").startsWith("Mac");
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return (mac ? "darwin-" : "linux-") + (arch.equals("aarch64") ? "arm64" : "amd64");
  }
}
