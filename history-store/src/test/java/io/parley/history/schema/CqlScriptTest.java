package io.parley.history.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class CqlScriptTest {
  @Test
  void statementsEndWithSemicolons() {
    assertEquals(List.of("a", "b\n c"), CqlScript.statements("a;\n\n b\n c ;\n;"));
    assertEquals(List.of(), CqlScript.statements("-- nothing\n"));
  }

  @Test
  void commentsAreLeftOut() {
    assertEquals(List.of("a \n b"), CqlScript.statements("-- x; y\na -- z;\n b;-- end"));
  }

  @Test
  void quotesKeepWhatIsInThem() {
    String text = "a 'b; -- c''d' \"e;f\"";
    assertEquals(List.of(text), CqlScript.statements(text + ";"));
  }

  @Test
  void whatIsNotEndedIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> CqlScript.statements("a; b"));
    assertThrows(IllegalArgumentException.class, () -> CqlScript.statements("a 'b;"));
  }
}
