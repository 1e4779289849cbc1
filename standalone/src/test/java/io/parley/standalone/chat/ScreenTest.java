package io.parley.standalone.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Test
  void withoutATerminalOnlyLinesThatStayAreWrittenInUtf8WhateverTheLocale() {
    Screen screen = new Screen(new PrintStream(bytes, false, StandardCharsets.US_ASCII), false);
    screen.show(List.of("hi ✓"), List.of("below"));
    screen.show(List.of(), List.of("below"));

    assertEquals("hi ✓\n", bytes.toString(StandardCharsets.UTF_8));
  }

  @Test
  void onATerminalWhatIsBelowIsTakenBackAndWrittenAnew() {
    Screen screen = new Screen(new PrintStream(bytes, false, StandardCharsets.UTF_8), true);
    screen.show(List.of("one"), List.of("pending", "> "));
    screen.show(List.of("two"), List.of("> "));

    assertEquals(
        "one\npending\n> \u001B[A\r\u001B[Jtwo\n> ", bytes.toString(StandardCharsets.UTF_8));
  }
}
