package io.parley.standalone.architecture;

import java.util.List;
import java.util.regex.Pattern;

/// What no text of the repository says: docs, code, scripts and build files alike.
///
/// The patterns are written so that none of them matches itself.
final class TextRules {
  static final String WHY_UNFINISHED =
      "Marks of unfinished work stay for ever. Finish it, or open an issue and leave no trace"
          + " here.";
  static final String WHY_ONE_MACHINE =
      "The repository is built and run by others, elsewhere: it names no folder of one machine and"
          + " no registry's settings. Take the path from the environment or the checkout; leave"
          + " registries to each builder's own settings.";

  private static final Pattern UNFINISHED = Pattern.compile("\\b(?:TO(?:DO)|FIX(?:ME)|X{3})\\b");
  private static final Pattern ONE_MACHINE =
      Pattern.compile(
          "(?<![\\w.:/}-])/(?:home|root|Users)/"
              + "|<(?:mirrors?|mirror(?:Of)|repository|pluginRepository|distributionManagement)>"
              + "|_auth(?:Token)\\b|MVNW_(?:REPOURL|USERNAME|PASSWORD)|GO(?:PROXY)="
              + "|(?:PIP|UV)_(?:INDEX)_URL|npm_config_(?:registry)|\\bregistry(?:=)https?:");

  private TextRules() {}

  static List<String> unfinishedWork(SourceFile file) {
    return found(file, UNFINISHED);
  }

  static List<String> wordsOfOneMachine(SourceFile file) {
    return isOthers(file) ? List.of() : found(file, ONE_MACHINE);
  }

  /// The Maven wrapper comes from its own project as it is.
  private static boolean isOthers(SourceFile file) {
    return file.path().equals("mvnw") || file.path().equals("mvnw.cmd");
  }

  private static List<String> found(SourceFile file, Pattern pattern) {
    return pattern
        .matcher(file.text())
        .results()
        .map(found -> file.at(found.start()) + ": " + found.group())
        .toList();
  }
}
