package io.parley.engines;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/// A JDK that an engine can run on.
record EngineJdk(Path home, int major) {
  private static final int CASSANDRAS_OWN = 17;
  private static final List<Path> USUAL_FOLDERS =
      List.of(
          Path.of("/usr/lib/jvm"),
          Path.of("/usr/java"),
          Path.of("/opt"),
          Path.of("/opt/java"),
          Path.of(System.getProperty("user.home", "/"), ".sdkman/candidates/java"),
          Path.of(System.getProperty("user.home", "/"), ".jdks"));

  Path java() {
    return home.resolve("bin/java");
  }

  /// The JDK that this process runs on: enough for every engine.
  static EngineJdk running() {
    return new EngineJdk(Path.of(System.getProperty("java.home")), Runtime.version().feature());
  }

  /// A JDK 17 where one is installed, since that is what Cassandra 5.0 is released for; else the
  /// one that runs us.
  static EngineJdk forCassandra() {
    return installed().stream()
        .filter(jdk -> jdk.major() == CASSANDRAS_OWN)
        .findFirst()
        .orElseGet(EngineJdk::running);
  }

  private static List<EngineJdk> installed() {
    List<EngineJdk> found = new ArrayList<>();
    for (Path folder : USUAL_FOLDERS) {
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (Stream<Path> homes = Files.list(folder)) {
        homes.sorted(Comparator.naturalOrder()).forEach(home -> at(home).ifPresent(found::add));
      } catch (IOException e) {
        // a folder that cannot be listed holds no JDK for us
      }
    }
    return found;
  }

  private static Optional<EngineJdk> at(Path home) {
    Path release = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(release)) {
      properties.load(reader);
      String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
      return Optional.of(new EngineJdk(home, Runtime.Version.parse(version).feature()));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
