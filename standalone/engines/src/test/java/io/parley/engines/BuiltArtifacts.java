package io.parley.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A checkout in which the build has resolved the engines, as far as a blueprint looks.
record BuiltArtifacts(Path home) {
  static final EnginePorts PORTS = new EnginePorts("127.1.2.3", 11, 12, 13, 14, 15);

  EngineSettings settings(EngineSettings.Durability durability) {
    return new EngineSettings(
        home,
        home.resolve("my data"),
        home.resolve("logs"),
        PORTS,
        durability,
        new EngineSettings.Memory(300, 200));
  }

  EngineSettings settings() {
    return settings(EngineSettings.Durability.PERIODIC);
  }

  Path target(EngineKind kind) {
    return home.resolve("standalone/engines/artifacts/" + kind.id() + "/target");
  }

  /// Makes empty jars and the class path that names them; returns it.
  String resolve(EngineKind kind, String... jars) throws IOException {
    Files.createDirectories(target(kind));
    for (String jar : jars) {
      Files.writeString(home.resolve(jar), "");
    }
    String classPath =
        List.of(jars).stream()
            .map(jar -> home.resolve(jar).toString())
            .collect(Collectors.joining(":"));
    Files.writeString(target(kind).resolve("engine.classpath"), classPath + "\n");
    return classPath;
  }

  Path data(EngineKind kind, String file) {
    return home.resolve("my data").resolve(kind.id()).resolve(file);
  }
}
