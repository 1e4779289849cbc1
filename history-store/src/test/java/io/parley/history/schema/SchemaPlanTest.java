package io.parley.history.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.history.schema.SchemaVersions.Applied;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaPlanTest {
  private static final Migration ONE = Migration.of("0001-one.cql", "a;");
  private static final Migration TWO = Migration.of("0002-two.cql", "b;");
  private static final Migration THREE = Migration.of("0003-three.cql", "c;");
  private static final List<Migration> ALL = List.of(ONE, TWO, THREE);

  private static Map<Integer, Applied> applied(Migration... steps) {
    Map<Integer, Applied> applied = new HashMap<>();
    for (Migration step : steps) {
      applied.put(step.number(), new Applied(step.number(), step.file(), step.checksum()));
    }
    return applied;
  }

  private static String refusal(List<Migration> needed, Map<Integer, Applied> applied) {
    SchemaException refusal =
        assertThrows(SchemaException.class, () -> SchemaPlan.of(needed, applied));
    return String.valueOf(refusal.getMessage());
  }

  @Test
  void whatWasNotAppliedIsLeftToDoInOrder() {
    assertEquals(ALL, SchemaPlan.of(ALL, applied()).pending());
    assertEquals(List.of(TWO, THREE), SchemaPlan.of(ALL, applied(ONE)).pending());
    assertEquals(List.of(), SchemaPlan.of(ALL, applied(ONE, TWO, THREE)).pending());
  }

  @Test
  void aFileThatChangedIsNamed() {
    List<Migration> changed = List.of(ONE, Migration.of("0002-two.cql", "other;"), THREE);
    assertEquals(
        "0002-two.cql was changed after it was applied: put back what it was, and what is to be"
            + " different into a new file",
        refusal(changed, applied(ONE, TWO)));
  }

  @Test
  void aSchemaNewerThanTheProgramIsRefused() {
    assertEquals(
        "the schema is at version 3 and this program knows 2: use the program that made it",
        refusal(List.of(ONE, TWO), applied(ONE, TWO, THREE)));
  }

  @Test
  void aFileThatCameLateUnderALowerNumberIsRefused() {
    assertEquals(
        "0002-two.cql was not applied and a later one was: give it a number above 3",
        refusal(ALL, applied(ONE, THREE)));
  }
}
