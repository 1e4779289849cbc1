package io.parley.standalone.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// What Java files look like, main code and tests alike.
final class JavaSourceRules {
  static final int MAX_LINES = 500;
  static final int MAX_COLUMNS = 120;

  static final String WHY_SIZE =
      ("A file of more than %d lines or %d columns is read by nobody. Aim at 200 lines: find the"
              + " second job in the file and give it a class of its own.")
          .formatted(MAX_LINES, MAX_COLUMNS);
  static final String WHY_SUPPRESSION =
      "A suppressed warning is a claim that the compiler is wrong. Fix the cause, or say why it is"
          + " wrong in a // comment on the same line or the one before.";
  static final String WHY_CATCH =
      "A failure that nobody hears of cannot be found later. Handle it, or say in a comment in the"
          + " block why nothing needs to be done.";

  private static final Pattern SUPPRESSION = Pattern.compile("@SuppressWarnings\\s*\\([^)]*\\)");
  private static final Pattern CATCH = Pattern.compile("\\bcatch\\s*\\(([^)]*)\\)\\s*\\{");
  private static final Pattern CARELESS =
      Pattern.compile(".*\\b(Exception|RuntimeException|Throwable|Error)\\s+(ignored?|unused|_)");

  private JavaSourceRules() {}

  static List<String> sizeFaults(SourceFile file) {
    List<String> faults = new ArrayList<>();
    List<String> lines = file.lines();
    if (lines.size() > MAX_LINES) {
      faults.add("%s: %d lines (expected: <= %d)".formatted(file.path(), lines.size(), MAX_LINES));
    }
    for (int i = 0; i < lines.size(); i++) {
      int columns = lines.get(i).codePointCount(0, lines.get(i).length());
      if (columns > MAX_COLUMNS) {
        faults.add(
            "%s:%d: %d columns (expected: <= %d)"
                .formatted(file.path(), i + 1, columns, MAX_COLUMNS));
      }
    }
    return faults;
  }

  static List<String> unexplainedSuppressions(SourceFile file) {
    JavaText text = JavaText.of(file.text());
    return SUPPRESSION
        .matcher(text.code())
        .results()
        .filter(found -> !isExplained(text, found))
        .map(found -> file.at(found.start()) + ": @SuppressWarnings without a reason")
        .toList();
  }

  private static boolean isExplained(JavaText text, MatchResult found) {
    String all = text.commented();
    int lineEnd = all.indexOf('\n', found.end());
    String rest = all.substring(found.end(), lineEnd < 0 ? all.length() : lineEnd);
    int lineStart = all.lastIndexOf('\n', found.start()) + 1;
    int lineBefore = all.lastIndexOf('\n', lineStart - 2) + 1;
    String before = all.substring(Math.min(lineBefore, lineStart), lineStart).strip();
    return rest.contains("//")
        || all.substring(lineStart, found.end()).contains("//")
        || (before.startsWith("//") && !before.startsWith("///"));
  }

  static List<String> silentCatches(SourceFile file) {
    JavaText text = JavaText.of(file.text());
    return CATCH
        .matcher(text.code())
        .results()
        .filter(found -> isSilent(text, found))
        .map(found -> file.at(found.start()) + ": catch (" + found.group(1) + ")")
        .toList();
  }

  private static boolean isSilent(JavaText text, MatchResult found) {
    int end = endOfBlock(text.code(), found.end());
    String commented = text.commented().substring(found.end(), end);
    if (commented.contains("//") || commented.contains("/*")) {
      return false;
    }
    return commented.isBlank() || CARELESS.matcher(found.group(1)).matches();
  }

  /// The brace that closes the block whose inside begins here.
  private static int endOfBlock(String code, int from) {
    int depth = 1;
    for (int at = from; at < code.length(); at++) {
      char c = code.charAt(at);
      if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return at;
      }
    }
    return code.length();
  }
}
