package io.parley.standalone.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
  @ParameterizedTest
  @ValueSource(strings = {"hi", "grüß Gott", "日本語", "👩‍👩‍👧", "a → b", "שלום"})
  void whatPeopleWriteIsLeftAsItIs(String text) {
    assertEquals(text, Printable.of(text));
  }

  @Test
  void noControlCharacterAndNoTurnOfDirectionPasses() {
    StringBuilder all = new StringBuilder();
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      all.appendCodePoint(point);
    }
    String safe = Printable.of(all.toString());

    assertFalse(safe.chars().anyMatch(c -> c < ' ' || (c >= 0x7F && c < 0xA0)));
    assertFalse(safe.codePoints().anyMatch(c -> c >= 0x202A && c <= 0x202E));
    assertFalse(safe.codePoints().anyMatch(c -> c >= 0x2066 && c <= 0x2069));
  }

  @Test
  void escapeSequenceLosesItsMeaningAndKeepsItsText() {
    assertEquals("\uFFFD[31mred", Printable.of("\u001B[31mred"));
    assertEquals("\uFFFD31mred", Printable.of("\u009B31mred"));
  }

  @Test
  void linesAreShownOnOne() {
    assertEquals("one ⏎ two", Printable.of("one\ntwo"));
  }

  @Test
  void longTextIsCutToTheCellsThereAre() {
    assertEquals("hello", Printable.end("hello", 5));
    assertEquals("…llo", Printable.end("hello", 4));
    assertEquals("hel…", Printable.beginning("hello", 4));
    assertEquals("…本語", Printable.end("日本語", 5));
    assertEquals(6, Printable.width("日本語"));
  }
}
