package io.parley.standalone.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  @Test
  void valuesFlagsAndWordsInAnyOrder() {
    Options options = parse("edge", "--data", "/d", "-f", "--edges=3", "router", "-n", "5");

    assertEquals(Optional.of("/d"), options.value("data"));
    assertEquals(3, options.number("edges", 1, 1, 64));
    assertEquals(5, options.number("n", 1, 1, 64));
    assertTrue(options.has("f"));
    assertFalse(options.has("detach"));
    assertEquals(List.of("edge", "router"), options.words());
  }

  @Test
  void whatIsNotGivenIsTheStandard() {
    Options options = parse();

    assertEquals(Optional.empty(), options.value("data"));
    assertEquals(7, options.number("edges", 7, 1, 64));
    assertEquals(List.of(), options.words());
  }

  @Test
  void laterValueReplacesTheEarlier() {
    assertEquals(Optional.of("b"), parse("--data", "a", "--data=b").value("data"));
  }

  @Test
  void valueMayHoldAnEqualsSign() {
    assertEquals(Optional.of("a=b"), parse("--data=a=b").value("data"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--colour", "-x", "-", "--", "--detach=yes", "--colour=red"})
  void unknownOptionIsRefused(String option) {
    assertEquals("there is no option " + option, faultOf(option));
  }

  /// `-detach` was once a flag to the parser and not to whoever took it out of the command of the
  /// process in the background, which then started one itself, without end.
  @ParameterizedTest
  @ValueSource(strings = {"-detach", "-data", "-data=x", "--n", "--f", "---detach"})
  void dashesBelongToTheName(String option) {
    assertEquals("there is no option " + option, faultOf(option));
  }

  @Test
  void valueThatIsMissingIsAskedFor() {
    assertEquals("--data wants a value", faultOf("--data"));
    assertEquals("--data wants a value", faultOf("--data", "--detach"));
  }

  @ParameterizedTest
  @CsvSource({"0", "65", "-1", "three", "1e1", "99999999999"})
  void numberOutOfBoundsIsRefused(String text) {
    Options options = parse("--edges", text);

    assertEquals(
        "--edges: " + text + " (expected: 1 to 64)",
        assertThrows(UsageException.class, () -> options.number("edges", 1, 1, 64)).getMessage());
  }

  @Test
  void wordsCanBeRefused() {
    assertEquals(
        "down takes no \"edge-1\"",
        assertThrows(UsageException.class, () -> parse("edge-1").withoutWords("down"))
            .getMessage());
    assertEquals(List.of(), parse("-f").withoutWords("down").words());
  }

  private static String faultOf(String... arguments) {
    return String.valueOf(assertThrows(UsageException.class, () -> parse(arguments)).getMessage());
  }

  private static Options parse(String... arguments) {
    return Options.parse(List.of(arguments), Set.of("data", "edges", "n"), Set.of("detach", "f"));
  }
}
