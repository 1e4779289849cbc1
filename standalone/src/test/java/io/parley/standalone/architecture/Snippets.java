package io.parley.standalone.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Compiles a few lines of offending code, in whatever package they say, so that a rule can be
/// shown what it must refuse without any of it standing in the tree.
final class Snippets {
  private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
  private static final Pattern TYPE = Pattern.compile("(?:class|interface|record|enum) (\\w+)");

  /// Kept open for all: to open the jars of the class path takes longer than to compile.
  private static final class Holder {
    static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    static final StandardJavaFileManager MANAGER =
        COMPILER.getStandardFileManager(null, null, null);
  }

  private Snippets() {}

  /// The classes of these sources, one type each, compiled into an empty folder.
  static JavaClasses compile(Path folder, String... sources) throws IOException {
    Path classes = Files.createDirectory(folder.resolve("classes"));
    List<Path> files = new ArrayList<>();
    for (String source : sources) {
      files.add(write(folder, source));
    }
    StringWriter said = new StringWriter();
    boolean compiled =
        Holder.COMPILER
            .getTask(
                said,
                Holder.MANAGER,
                null,
                List.of("-proc:none", "-nowarn", "-d", classes.toString()),
                null,
                Holder.MANAGER.getJavaFileObjectsFromPaths(files))
            .call();
    assertTrue(compiled, said::toString);
    return MainClasses.in(classes);
  }

  private static Path write(Path folder, String source) throws IOException {
    Path file = folder.resolve(first(PACKAGE, source)).resolve(first(TYPE, source) + ".java");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, source);
  }

  private static String first(Pattern pattern, String source) {
    Matcher matcher = pattern.matcher(source);
    assertTrue(matcher.find(), () -> source + ": (expected: " + pattern + ")");
    return matcher.group(1);
  }
}
