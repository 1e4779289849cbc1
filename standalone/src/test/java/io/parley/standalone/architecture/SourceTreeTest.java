package io.parley.standalone.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SourceTreeTest {
  private final SourceTree tree = SourceTree.ofThisRepository();

  /// Else every rule here would pass by reading nothing.
  @Test
  void theTreeIsRead() {
    assertTrue(tree.file("pom.xml").isPresent());
    assertTrue(tree.file("parley").isPresent());
    assertTrue(tree.java().anyMatch(file -> file.path().startsWith("protocol/src/main/")));
    assertTrue(tree.files().stream().anyMatch(DocRules::isDecision));
  }

  @Test
  void javaFilesAreShortAndNarrow() {
    Findings.none(JavaSourceRules.WHY_SIZE, inJava(JavaSourceRules::sizeFaults));
  }

  @Test
  void suppressedWarningsSayWhy() {
    Findings.none(
        JavaSourceRules.WHY_SUPPRESSION, inJava(JavaSourceRules::unexplainedSuppressions));
  }

  @Test
  void noFailureIsSwallowedInSilence() {
    Findings.none(JavaSourceRules.WHY_CATCH, inJava(JavaSourceRules::silentCatches));
  }

  @Test
  void nothingIsMarkedAsUnfinished() {
    Findings.none(TextRules.WHY_UNFINISHED, inAll(TextRules::unfinishedWork));
  }

  @Test
  void nothingSpeaksOfOneMachineOrOfRegistrySettings() {
    Findings.none(TextRules.WHY_ONE_MACHINE, inAll(TextRules::wordsOfOneMachine));
  }

  @Test
  void linksBetweenPagesLeadSomewhere() {
    Findings.none(
        DocRules.WHY_LINKS,
        tree.files().stream()
            .filter(DocRules::isMarkdown)
            .flatMap(page -> DocRules.deadLinks(page, SourceTreeTest::exists).stream())
            .toList());
  }

  @Test
  void decisionsAreNamedNumberedAndFormedAlike() {
    List<SourceFile> decisions = tree.files().stream().filter(DocRules::isDecision).toList();
    Findings.none(DocRules.WHY_DECISIONS, DocRules.decisionFaults(decisions));
  }

  private static boolean exists(String path) {
    return !path.startsWith("..") && Files.exists(SourceTree.root().resolve(path));
  }

  private List<String> inJava(Function<SourceFile, List<String>> rule) {
    return findings(tree.java(), rule);
  }

  private List<String> inAll(Function<SourceFile, List<String>> rule) {
    return findings(tree.files().stream(), rule);
  }

  private static List<String> findings(
      Stream<SourceFile> files, Function<SourceFile, List<String>> rule) {
    return files.flatMap(file -> rule.apply(file).stream()).toList();
  }
}
