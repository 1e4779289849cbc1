package io.parley.standalone.architecture;

import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class HouseRulesTest {
  private static final Pattern IMPORT_OF_OURS =
      Pattern.compile(
          "^import (?:static )?((io\\.parley\\.[a-z.]*)\\.[A-Z]\\w*)", Pattern.MULTILINE);

  @ParameterizedTest
  @FieldSource("io.parley.standalone.architecture.CallRules#ALL")
  void mainCodeDoesNotUse(Ban ban) {
    CallRules.forbids(ban).check(MainClasses.written());
    Findings.none(
        "Exceptions from %s that are needed no more: remove them.".formatted(ban.what()),
        CallRules.unusedExceptions(ban, MainClasses.written()));
  }

  @Test
  void classesAreNamedForTheirJob() {
    ClassRules.NAMES.check(MainClasses.written());
  }

  @Test
  void publicFieldsAreFinal() {
    ClassRules.NO_OPEN_FIELDS.check(MainClasses.written());
  }

  @Test
  void everyPackageIsNullMarked() {
    Findings.none(
        ClassRules.WHY_NULL_MARKED, ClassRules.packagesNotNullMarked(MainClasses.written()));
  }

  @Test
  void classesArePublicOnlyForAnotherPackage() {
    Set<String> imported = importedBy("/src/main/");
    Set<String> importedByTests = importedBy("/src/test/");
    Predicate<String> isImported =
        name -> imported.contains(name) || (isForTests(name) && importedByTests.contains(name));
    Findings.none(
        VisibilityRules.WHY,
        VisibilityRules.needlesslyPublic(
            MainClasses.written(), VisibilityRules.ENTRY_POINTS, isImported));
    Findings.none(
        VisibilityRules.WHY_UNUSED,
        VisibilityRules.unusedEntryPoints(
            MainClasses.written(), VisibilityRules.ENTRY_POINTS, isImported));
  }

  /// The testing kit's users are tests, which are not among the class files.
  private static boolean isForTests(String name) {
    return Room.inFolder(Room.TESTING).orElseThrow().owns(name);
  }

  /// A nested class may be imported by its own package: that is no use from elsewhere.
  private static Set<String> importedBy(String sources) {
    return SourceTree.ofThisRepository()
        .java()
        .filter(file -> file.path().contains(sources))
        .flatMap(HouseRulesTest::importedFromElsewhere)
        .collect(Collectors.toSet());
  }

  private static Stream<String> importedFromElsewhere(SourceFile file) {
    String folder = file.folder();
    return IMPORT_OF_OURS
        .matcher(file.text())
        .results()
        .filter(found -> !folder.endsWith("/" + found.group(2).replace('.', '/')))
        .map(found -> found.group(1));
  }
}
