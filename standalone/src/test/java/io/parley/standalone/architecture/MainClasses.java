package io.parley.standalone.architecture;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;

/// The class files that the rules look at: main code of every module on standalone's class path.
final class MainClasses {
  private static final String GENERATED = "io.parley.protocol.v1";

  private static final class Holder {
    static final JavaClasses ALL =
        importer()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.parley");
    static final JavaClasses WRITTEN =
        ALL.that(
            DescribedPredicate.describe(
                "written by hand", type -> !type.getPackageName().startsWith(GENERATED)));
  }

  private MainClasses() {}

  static JavaClasses all() {
    return Holder.ALL;
  }

  /// Without what protoc generates.
  static JavaClasses written() {
    return Holder.WRITTEN;
  }

  static JavaClasses in(Path folder) {
    return importer().importPath(folder);
  }

  /// The name of the class that stands in a file of its own.
  static String outermost(JavaClass type) {
    String name = type.getName();
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  private static ClassFileImporter importer() {
    // names are all that the rules need of libraries; reading their jars would take seconds
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter();
  }
}
