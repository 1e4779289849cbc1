package io.parley.standalone.architecture;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ModuleDependenciesTest {
  /// Built after standalone, so their classes cannot be seen from here; their poms can.
  private static final Set<String> BUILT_LATER = Set.of("gatling", "benchmarks");

  private final SourceTree tree = SourceTree.ofThisRepository();

  @Test
  void aPomDeclaresOnlyWhatItsModuleMayUse() throws IOException {
    List<String> faults = new ArrayList<>();
    for (SourceFile pom : poms()) {
      faults.addAll(ModuleRules.dependencyFaults(pom.folder(), Pom.parse(pom.text())));
    }
    Findings.none(ModuleRules.WHY, faults);
  }

  @Test
  void theRootPomAndTheTableListTheSameModules() throws IOException {
    Set<String> onDisk =
        poms().stream()
            .map(SourceFile::folder)
            .filter(folder -> !folder.isEmpty() && !folder.startsWith(Room.ENGINE_ARTIFACTS))
            .collect(toCollection(TreeSet::new));
    Pom root = Pom.parse(tree.file("pom.xml").orElseThrow().text());
    Findings.none(ModuleRules.WHY_LISTED, ModuleRules.listFaults(root.modules(), onDisk));
  }

  @Test
  void aModulesSourcesStayInItsPackage() {
    Findings.none(ModuleRules.WHY_PACKAGE, ModuleRules.packageFaults(mainSources()));
    ModuleRules.everyClassIsInARoom().check(MainClasses.all());
  }

  @ParameterizedTest
  @FieldSource("io.parley.standalone.architecture.Room#TABLE")
  void aModulesClassesUseOnlyWhatItMayUse(Room room) {
    ModuleRules.imports(room).check(MainClasses.all());
  }

  /// Else the rules on class files would pass by seeing nothing.
  @ParameterizedTest
  @FieldSource("io.parley.standalone.architecture.Room#TABLE")
  void theClassesOfEveryModuleWithSourcesAreSeen(Room room) {
    boolean hasSources =
        mainSources().stream().anyMatch(path -> path.startsWith(room.folder() + "/src/main/java/"));
    boolean isSeen = MainClasses.all().stream().anyMatch(type -> room.owns(type.getPackageName()));
    assertTrue(isSeen || !hasSources || BUILT_LATER.contains(room.folder()), room.folder());
  }

  private List<SourceFile> poms() {
    return tree.files().stream().filter(file -> file.name().equals("pom.xml")).toList();
  }

  private List<String> mainSources() {
    return tree.java()
        .map(SourceFile::path)
        .filter(path -> path.contains("/src/main/java/"))
        .toList();
  }
}
