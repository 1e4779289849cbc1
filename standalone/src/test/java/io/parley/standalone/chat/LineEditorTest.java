package io.parley.standalone.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.standalone.chat.LineEditor.Typed;
import org.junit.jupiter.api.Test;

class LineEditorTest {
  private final LineEditor editor = new LineEditor();

  @Test
  void whatIsTypedBecomesALineAtEnter() {
    assertEquals(Typed.LINE, type("hi 👍\r"));
    assertEquals("hi 👍", editor.line());
    assertEquals("", editor.text());
  }

  @Test
  void backspaceTakesAWholeCharacterAway() {
    Typed _ = type("a👍\u007F");
    assertEquals("a", editor.text());
    Typed _ = type("\b\b\b");
    assertEquals("", editor.text());
  }

  @Test
  void controlKeysTakeAWordOrAllAway() {
    Typed _ = type("one two  \u0017");
    assertEquals("one ", editor.text());
    Typed _ = type("\u0015");
    assertEquals("", editor.text());
  }

  @Test
  void arrowsAndOtherSequencesAreNoText() {
    Typed _ = type("a\u001B[A\u001B[1;5Cb\u001BOPc\u001Bxd");
    assertEquals("abcd", editor.text());
  }

  @Test
  void endOfInputEndsOnlyAnEmptyLine() {
    Typed _ = type("a");
    assertEquals(Typed.NOTHING, type("\u0004"));
    assertEquals(Typed.END, type("\u007F\u0004"));
  }

  @Test
  void lineHasABound() {
    Typed _ = type("x".repeat(5000));
    assertEquals(4096, editor.text().length());
  }

  private Typed type(String keys) {
    Typed last = Typed.NOTHING;
    for (int i = 0; i < keys.length(); i++) {
      last = editor.type(keys.charAt(i));
    }
    return last;
  }
}
