package io.parley.standalone.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

/// What main classes are called and look like.
final class ClassRules {
  static final String WHY_NULL_MARKED =
      "A package without @NullMarked escapes the nullness checks: in it everything may be null."
          + " Add a package-info.java with the annotation and a few lines about the package.";

  static final ArchRule NAMES =
      noClasses()
          .should()
          .haveNameMatching(
              ".*[.$]([A-Z]\\w*)?(Manager|Impl|Utils?|Helper|Common)"
                  + "|.*[.$](Abstract|Base|Common)[A-Z]\\w*")
          .because(
              "such a name says nothing about the job, so the class collects everything. Name it"
                  + " for what it does (ConversationSequencer), an implementation for its"
                  + " technology (RedisWorkerLeases), and compose instead of inheriting.")
          .allowEmptyShould(true);

  static final ArchRule NO_OPEN_FIELDS =
      fields()
          .that()
          .arePublic()
          .should()
          .beFinal()
          .because(
              "whoever can reach a public field can change it at any time, on any thread. Take the"
                  + " value in the constructor and keep it in a private final field.")
          .allowEmptyShould(true);

  private static final String PACKAGE_INFO = "package-info";

  private ClassRules() {}

  /// The packages of these classes that have no `@NullMarked`.
  static List<String> packagesNotNullMarked(JavaClasses classes) {
    TreeSet<String> packages = new TreeSet<>();
    for (JavaClass type : classes) {
      packages.add(type.getPackageName());
    }
    for (JavaClass type : classes) {
      if (isPackageInfo(type) && type.isAnnotatedWith(NullMarked.class)) {
        packages.remove(type.getPackageName());
      }
    }
    return List.copyOf(packages);
  }

  static boolean isPackageInfo(JavaClass type) {
    return type.getSimpleName().equals(PACKAGE_INFO);
  }
}
