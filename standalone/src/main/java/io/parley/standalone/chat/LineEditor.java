package io.parley.standalone.chat;

/// What a person types, character by character, when the terminal does not collect lines itself.
final class LineEditor {
  private static final int CHARS_MAX = 4096;
  private static final char ESCAPE = 0x1B;

  /// What a character led to.
  enum Typed {
    NOTHING,
    CHANGED,
    LINE,
    END,
    REDRAW
  }

  private enum Sequence {
    NONE,
    BEGUN,
    PARAMETERS,
    ONE_MORE
  }

  private final StringBuilder text = new StringBuilder();
  private Sequence sequence = Sequence.NONE;
  private String line = "";

  /// What stands in the line being typed.
  String text() {
    return text.toString();
  }

  /// The line that the last [Typed#LINE] ended.
  String line() {
    return line;
  }

  Typed type(char typed) {
    if (sequence != Sequence.NONE) {
      swallow(typed);
      return Typed.NOTHING;
    }
    return switch (typed) {
      case '\r', '\n' -> {
        line = text.toString();
        text.setLength(0);
        yield Typed.LINE;
      }
      case 0x7F, '\b' -> delete(previous());
      case 0x15 -> delete(0); // Ctrl-U
      case 0x17 -> delete(wordStart()); // Ctrl-W
      case 0x04 -> text.isEmpty() ? Typed.END : Typed.NOTHING; // Ctrl-D
      case 0x0C -> Typed.REDRAW; // Ctrl-L
      case '\t' -> append(' ');
      case ESCAPE -> {
        sequence = Sequence.BEGUN;
        yield Typed.NOTHING;
      }
      default -> typed < ' ' ? Typed.NOTHING : append(typed);
    };
  }

  /// Arrows and the like mean nothing here, and must not become text.
  private void swallow(char typed) {
    sequence =
        switch (sequence) {
          case BEGUN ->
              switch (typed) {
                case '[' -> Sequence.PARAMETERS;
                case 'O' -> Sequence.ONE_MORE;
                default -> Sequence.NONE;
              };
          case PARAMETERS -> typed >= '@' && typed <= '~' ? Sequence.NONE : Sequence.PARAMETERS;
          case ONE_MORE, NONE -> Sequence.NONE;
        };
  }

  private Typed append(char typed) {
    if (text.length() >= CHARS_MAX) {
      return Typed.NOTHING;
    }
    text.append(typed);
    return Typed.CHANGED;
  }

  private int previous() {
    return text.isEmpty() ? 0 : text.offsetByCodePoints(text.length(), -1);
  }

  private int wordStart() {
    int at = text.length();
    while (at > 0 && text.charAt(at - 1) == ' ') {
      at--;
    }
    while (at > 0 && text.charAt(at - 1) != ' ') {
      at--;
    }
    return at;
  }

  private Typed delete(int from) {
    if (text.length() == from) {
      return Typed.NOTHING;
    }
    text.setLength(from);
    return Typed.CHANGED;
  }
}
