package io.parley.standalone.architecture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What holds for the Markdown of the repository, its decisions above all.
final class DocRules {
  static final String DECISIONS = "docs/decisions/";

  static final String WHY_LINKS =
      "A link that leads nowhere costs every reader. Link to the file where it is now, relative to"
          + " the page, inside the repository.";
  static final String WHY_DECISIONS =
      "Decisions are found by their number and their name, and read in one minute because all have"
          + " one form: docs/decisions/NNNN-verb-phrase.md, beginning with \"# N. …\" and \"Status:"
          + " …\", then ## Context, ## Decision, ## Consequences. They are superseded, never"
          + " rewritten.";

  private static final Pattern FENCED = Pattern.compile("(?ms)^ *(```|~~~).*?^ *\\1");
  private static final Pattern INLINE_CODE = Pattern.compile("`[^`\n]+`");
  private static final Pattern LINK =
      Pattern.compile("\\]\\(<?([^)\\s>]+)>?(?:\\s+\"[^\"]*\")?\\)");
  private static final Pattern REFERENCE = Pattern.compile("(?m)^\\[[^\\]]+\\]:\\s+(\\S+)");
  private static final Pattern ELSEWHERE = Pattern.compile("(?:[a-z][a-z0-9+.-]*:|#).*");

  private static final Pattern DECISION_NAME =
      Pattern.compile("(\\d{4})-[a-z][a-z0-9]*(?:-[a-z0-9]+)+\\.md");
  private static final Pattern DECISION_FORM =
      Pattern.compile(
          "(?s)# 0*(\\d+)\\. \\S.*?\\R\\RStatus: \\S.*\\R## Context\\R"
              + ".*\\R## Decision\\R.*\\R## Consequences\\R.*");

  private DocRules() {}

  static boolean isMarkdown(SourceFile file) {
    return file.path().endsWith(".md");
  }

  static boolean isDecision(SourceFile file) {
    return file.path().startsWith(DECISIONS) && !file.name().equals("README.md");
  }

  /// @param exists whether the repository has this file or folder, by its path from the root
  static List<String> deadLinks(SourceFile page, Predicate<String> exists) {
    String prose = blank(INLINE_CODE, blank(FENCED, page.text()));
    return Stream.concat(LINK.matcher(prose).results(), REFERENCE.matcher(prose).results())
        .filter(link -> !ELSEWHERE.matcher(link.group(1)).matches())
        .filter(link -> !exists.test(target(page, link.group(1))))
        .map(link -> page.at(link.start()) + ": " + link.group(1))
        .toList();
  }

  static List<String> decisionFaults(List<SourceFile> decisions) {
    List<String> faults = new ArrayList<>();
    Map<Integer, String> numbers = new HashMap<>();
    for (SourceFile decision : decisions) {
      Matcher name = DECISION_NAME.matcher(decision.name());
      if (!name.matches()) {
        faults.add(decision.path() + ": the name (expected: NNNN-verb-phrase.md)");
        continue;
      }
      int number = Integer.parseInt(name.group(1));
      String other = numbers.put(number, decision.path());
      if (other != null) {
        faults.add(decision.path() + ": has the number of " + other);
      }
      Matcher form = DECISION_FORM.matcher(decision.text());
      if (!form.matches() || Integer.parseInt(form.group(1)) != number) {
        faults.add(
            decision.path()
                + ": the form (expected: \"# %d. …\", \"Status: …\", ## Context, ## Decision, ## Consequences)"
                    .formatted(number));
      }
    }
    return faults;
  }

  /// The path from the root that a link means; one that leaves the repository keeps its `..`.
  private static String target(SourceFile page, String link) {
    String path = link.replaceFirst("[#?].*", "").replace("%20", " ");
    if (path.startsWith("/")) {
      return path.substring(1);
    }
    return Path.of(page.folder(), path).normalize().toString().replace('\\', '/');
  }

  /// Of the same length and lines, so that offsets stay true.
  private static String blank(Pattern pattern, String text) {
    return pattern.matcher(text).replaceAll(DocRules::blanks);
  }

  private static String blanks(MatchResult found) {
    return found.group().replaceAll("[^\n]", " ");
  }
}
