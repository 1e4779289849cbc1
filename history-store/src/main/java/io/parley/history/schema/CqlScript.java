package io.parley.history.schema;

import java.util.ArrayList;
import java.util.List;

/// Takes a file of CQL apart: statements end with `;`, comments are lines that begin with `--` or
/// what follows `--` outside of quotes.
final class CqlScript {
  private final String text;
  private final List<String> statements = new ArrayList<>();
  private final StringBuilder statement = new StringBuilder();

  private CqlScript(String text) {
    this.text = text;
  }

  static List<String> statements(String text) {
    CqlScript script = new CqlScript(text);
    script.read();
    return script.statements;
  }

  private void read() {
    int at = 0;
    while (at < text.length()) {
      char next = text.charAt(at);
      if (next == '\'' || next == '"') {
        int end = endOf(next, at);
        statement.append(text, at, end);
        at = end;
      } else if (text.startsWith("--", at)) {
        int line = text.indexOf('\n', at);
        at = line < 0 ? text.length() : line;
      } else {
        at++;
        if (next == ';') {
          endStatement();
        } else {
          statement.append(next);
        }
      }
    }
    if (!statement.toString().isBlank()) {
      throw new IllegalArgumentException(
          "statement: \"%s\" (expected: a ; at its end)".formatted(statement.toString().strip()));
    }
  }

  /// After the closing quote. A doubled quote closes and opens, which comes to the same.
  private int endOf(char quote, int at) {
    int close = text.indexOf(quote, at + 1);
    if (close < 0) {
      throw new IllegalArgumentException("quote: opened at character " + at + " and never closed");
    }
    return close + 1;
  }

  private void endStatement() {
    String whole = statement.toString().strip();
    statement.setLength(0);
    if (!whole.isEmpty()) {
      statements.add(whole);
    }
  }
}
