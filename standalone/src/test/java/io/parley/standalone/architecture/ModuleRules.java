package io.parley.standalone.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which module may use which: the table is [Room#TABLE].
final class ModuleRules {
  static final String WHY =
      "No arrow points back up the table of modules (docs/architecture.md, Room.TABLE): a module"
          + " can be read, tested and replaced knowing only those it may use. Move the code to the"
          + " module that may use both, or put a port where it is needed and implement it further"
          + " down.";
  static final String WHY_LISTED =
      "Every module stands in the root pom.xml and in Room.TABLE, so that each is built and none"
          + " escapes the rules. Add it where it is missing.";
  static final String WHY_PACKAGE =
      "All classes of a module live in the package Room.TABLE gives it, because the rules tell"
          + " modules apart by package. Move the file.";

  private ModuleRules() {}

  /// What is wrong with the dependencies that the pom in this folder declares; "" is the root.
  static List<String> dependencyFaults(String folder, Pom pom) {
    List<String> faults = new ArrayList<>();
    for (Pom.Dependency dependency : pom.dependencies()) {
      if (dependency.isOurs()) {
        fault(folder, dependency)
            .ifPresent(fault ->
                faults.add(
                    "%s/pom.xml: %s (scope %s): %s"
                        .formatted(folder, dependency.artifact(), dependency.scope(), fault)));
      }
    }
    return faults;
  }

  private static Optional<String> fault(String folder, Pom.Dependency dependency) {
    if (!dependency.group().equals("io.parley")) {
      return folder.equals(Room.ENGINES)
          ? Optional.empty()
          : Optional.of("only " + Room.ENGINES + " may name what the engines are downloaded as");
    }
    Optional<Room> used = Room.withArtifact(dependency.artifact());
    Optional<Room> user = Room.inFolder(folder);
    if (used.isEmpty()) {
      return Optional.of("no module of the table has this artifact");
    }
    if (user.isEmpty()) {
      return Optional.of("a pom that is no module of the table may use nothing of ours");
    }
    String folderUsed = used.get().folder();
    if (folderUsed.equals(Room.TESTING)) {
      return dependency.forTestsOnly()
          ? Optional.empty()
          : Optional.of("the testing kit is for tests: give it the scope test");
    }
    boolean startsAll =
        folderUsed.equals(Room.ALL)
            && dependency.forTestsOnly()
            && Room.TESTED_AGAINST_ALL.contains(folder);
    return startsAll || user.get().mayUse().contains(folderUsed)
        ? Optional.empty()
        : Optional.of(folder + " may use " + user.get().reach());
  }

  /// @param listed the modules of the root pom
  /// @param onDisk the folders that hold a pom, without the root and the engines' artifacts
  static List<String> listFaults(List<String> listed, Set<String> onDisk) {
    List<String> faults = new ArrayList<>();
    for (String module : listed) {
      if (!module.equals(Room.ENGINE_ARTIFACTS) && Room.inFolder(module).isEmpty()) {
        faults.add(module + ": in the root pom.xml, not in Room.TABLE");
      }
    }
    for (String folder : onDisk) {
      if (!listed.contains(folder)) {
        faults.add(folder + ": has a pom.xml, is no module of the root pom.xml");
      }
    }
    return faults;
  }

  /// The package that a main source of a module declares, from its path.
  static List<String> packageFaults(List<String> mainSources) {
    List<String> faults = new ArrayList<>();
    for (String path : mainSources) {
      int sources = path.indexOf("/src/main/java/");
      int end = path.lastIndexOf('/');
      String folder = path.substring(0, sources);
      if (folder.startsWith(Room.ENGINE_ARTIFACTS)) {
        continue;
      }
      int start = Math.min(sources + "/src/main/java/".length(), end);
      String somePackage = path.substring(start, end).replace('/', '.');
      if (Room.inFolder(folder).stream().noneMatch(room -> room.owns(somePackage))) {
        String expected = Room.inFolder(folder).map(Room::packageName).orElse("in Room.TABLE");
        faults.add("%s: %s (expected: %s)".formatted(path, somePackage, expected));
      }
    }
    return faults;
  }

  /// What the class files of a room refer to.
  static ArchRule imports(Room room) {
    return classes()
        .that()
        .resideInAPackage(room.packageName() + "..")
        .should()
        .onlyDependOnClassesThat(
            JavaClass.Predicates.resideOutsideOfPackage("io.parley..")
                .or(JavaClass.Predicates.resideInAnyPackage(room.packagesInReach()))
                .as("are in reach of %s: %s", room.folder(), room.reach()))
        .because(WHY)
        .allowEmptyShould(true);
  }

  /// Every class of ours is in a room.
  static ArchRule everyClassIsInARoom() {
    DescribedPredicate<JavaClass> inARoom =
        DescribedPredicate.describe(
            "be in a package of Room.TABLE",
            type -> Room.TABLE.stream().anyMatch(room -> room.owns(type.getPackageName())));
    return classes().should(ArchCondition.from(inARoom)).because(WHY_PACKAGE);
  }
}
