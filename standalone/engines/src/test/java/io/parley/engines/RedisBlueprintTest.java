package io.parley.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisBlueprintTest {
  private static final String NOTHING_INSTALLED = "";

  private BuiltArtifacts built;

  @TempDir private Path home;

  @BeforeEach
  void home() {
    built = new BuiltArtifacts(home);
  }

  @Test
  void configurationNamesAddressPortAndFolder() throws IOException {
    bundle("redis-server-6-" + RedisBlueprint.platform());
    blueprint(NOTHING_INSTALLED).prepare();

    String written = Files.readString(built.data(EngineKind.REDIS, "redis.conf"));
    assertTrue(written.contains("\nbind 127.1.2.3\nport 15\n"), written);
    // without quotes Redis takes a folder with a space for two words and does not start
    assertTrue(written.contains("\ndir \"" + home.resolve("my data/redis") + "\"\n"), written);
  }

  @Test
  void bundledServerIsThatOfThisPlatformAndMadeExecutable() throws IOException {
    Path right = bundle("redis-server-6-" + RedisBlueprint.platform());
    Path other = bundle("redis-server-6-plan9-vax");

    assertEquals(
        List.of(right.toString(), built.data(EngineKind.REDIS, "redis.conf").toString()),
        blueprint(NOTHING_INSTALLED).command());
    assertTrue(Files.isExecutable(right));
    assertFalse(Files.isExecutable(other));
  }

  @Test
  void installedServerComesBeforeTheBundled() throws IOException {
    bundle("redis-server-6-" + RedisBlueprint.platform());
    Path valkey = install("b/valkey-server");
    assertEquals(valkey.toString(), command());

    Path redis = install("b/redis-server");
    assertEquals(redis.toString(), command());
  }

  @Test
  void missingServerIsSaidWithWhatToDo() {
    String expected =
        "no Redis for "
            + RedisBlueprint.platform()
            + " in "
            + built.target(EngineKind.REDIS).resolve("bin")
            + ": install redis-server or valkey-server";

    assertEquals(
        expected,
        assertThrows(IOException.class, () -> blueprint(NOTHING_INSTALLED).prepare()).getMessage());
    assertEquals(
        expected,
        assertThrows(IllegalStateException.class, () -> blueprint(NOTHING_INSTALLED).command())
            .getMessage());
  }

  private String command() {
    return blueprint(home.resolve("a") + "::" + home.resolve("b")).command().getFirst();
  }

  private RedisBlueprint blueprint(String searchPath) {
    return new RedisBlueprint(built.settings(), searchPath);
  }

  private Path bundle(String name) throws IOException {
    Path bin = built.target(EngineKind.REDIS).resolve("bin");
    Files.createDirectories(bin);
    return Files.writeString(bin.resolve(name), "");
  }

  private Path install(String name) throws IOException {
    Path program = home.resolve(name);
    Files.createDirectories(program.getParent());
    Files.writeString(program, "");
    assertTrue(program.toFile().setExecutable(true));
    return program;
  }
}
