package io.parley.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EngineBlueprintTest {
  @Test
  void templateGetsEveryValue() {
    String text =
        EngineBlueprint.template("redis.conf", Map.of("host", "h", "port", 7, "data", "/d"));

    assertTrue(text.contains("\nbind h\nport 7\n"), text);
    assertTrue(text.contains("/d"), text);
  }

  @Test
  void placeholderWithoutAValueIsAMistake() {
    IllegalStateException fault =
        assertThrows(
            IllegalStateException.class,
            () -> EngineBlueprint.template("redis.conf", Map.of("host", "h", "data", "/d")));

    assertEquals("redis.conf: a placeholder has no value", fault.getMessage());
  }

  @Test
  void valueIsNeverTakenForAPlaceholder() {
    String text =
        EngineBlueprint.template(
            "redis.conf", Map.of("host", "${port}", "port", "${host}", "data", "/a$1\\b${x}"));

    assertTrue(text.contains("\nbind ${port}\nport ${host}\n"), text);
    assertTrue(text.contains("/a$1\\b${x}"), text);
  }

  @Test
  void unknownTemplateIsAMistake() {
    assertEquals(
        "no template none.conf",
        assertThrows(
                IllegalStateException.class, () -> EngineBlueprint.template("none.conf", Map.of()))
            .getMessage());
  }

  @ParameterizedTest
  @EnumSource
  void everyKindHasItsBlueprint(EngineKind kind, @TempDir Path home) {
    EngineBlueprint blueprint = EngineBlueprint.of(kind, new BuiltArtifacts(home).settings());

    assertEquals(kind, blueprint.kind());
    assertTrue(blueprint.log().startsWith(home.resolve("logs")));
  }

  @Test
  void runningJdkIsOne() {
    assertTrue(Files.isExecutable(EngineJdk.running().java()));
    assertTrue(Files.isExecutable(EngineJdk.forCassandra().java()));
  }
}
