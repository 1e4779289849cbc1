package io.parley.standalone.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A class is public because another package needs it, never to be on the safe side: what is
/// package-private can be changed by reading one folder.
final class VisibilityRules {
  static final String WHY =
      "A class is public because another package uses it; what is package-private can be changed by"
          + " reading one folder. Take the modifier away, or, for an entry point that is used from"
          + " outside of the code, name it in VisibilityRules.ENTRY_POINTS.";
  static final String WHY_UNUSED =
      "These stand in VisibilityRules.ENTRY_POINTS and need not: they are used from another"
          + " package, are not public or are gone. Remove the lines.";

  /// Public without a user in another package yet, or made by name. What they show in their own
  /// signatures may be public with them. A line that is not needed any more fails the build.
  static final Set<String> ENTRY_POINTS =
      Set.of(
          // made by ServiceLoader
          "io.parley.runtime.log.QuietStart",
          // for apps
          "io.parley.client.MemoryStore",
          // ports in memory, for the tests of other modules
          "io.parley.history.memory.MemoryConversationLog",
          "io.parley.history.memory.MemoryHistory",
          "io.parley.history.memory.MemoryHistoryReader",
          "io.parley.history.memory.MemoryInboxes",
          "io.parley.presence.memory.MemoryRegistry",
          // for services that mint ids of their own
          "io.parley.ids.LeasedIdSource",
          "io.parley.ids.RedisWorkerLeases",
          "io.parley.ids.InMemoryWorkerLeases");

  private VisibilityRules() {}

  /// Public classes that neither another package uses, nor the list names, nor the signature of
  /// such a class shows.
  ///
  /// @param isImported whether a source of another package imports the class of this name: class
  ///   files do not tell of constants and of annotations on record components
  static List<String> needlesslyPublic(
      JavaClasses classes, Set<String> listed, Predicate<String> isImported) {
    Map<String, JavaClass> candidates = publicClasses(classes);
    Deque<JavaClass> needed = new ArrayDeque<>();
    for (JavaClass type : List.copyOf(candidates.values())) {
      String name = type.getName();
      if (listed.contains(name) || isImported.test(name) || isUsedElsewhere(type)) {
        candidates.remove(name);
        needed.add(type);
      }
    }
    while (!needed.isEmpty()) {
      for (JavaClass shown : signatureOf(needed.remove(), classes).toList()) {
        JavaClass candidate = candidates.remove(MainClasses.outermost(shown));
        if (candidate != null) {
          needed.add(candidate);
        }
      }
    }
    return List.copyOf(candidates.keySet());
  }

  /// Names of the list that the rule would not miss.
  static List<String> unusedEntryPoints(
      JavaClasses classes, Set<String> listed, Predicate<String> isImported) {
    Map<String, JavaClass> candidates = publicClasses(classes);
    List<String> unused = new ArrayList<>();
    for (String name : new TreeSet<>(listed)) {
      JavaClass type = candidates.get(name);
      if (type == null || isImported.test(name) || isUsedElsewhere(type)) {
        unused.add(name);
      }
    }
    return unused;
  }

  private static Map<String, JavaClass> publicClasses(JavaClasses classes) {
    Map<String, JavaClass> candidates = new TreeMap<>();
    for (JavaClass type : classes) {
      if (type.isTopLevelClass()
          && type.getModifiers().contains(JavaModifier.PUBLIC)
          && !isStartedByName(type)
          && !ClassRules.isPackageInfo(type)) {
        candidates.put(type.getName(), type);
      }
    }
    return candidates;
  }

  private static boolean isStartedByName(JavaClass type) {
    return type.getMethods().stream()
        .anyMatch(method ->
            method.getName().equals("main") && method.getModifiers().contains(JavaModifier.STATIC));
  }

  private static boolean isUsedElsewhere(JavaClass type) {
    return type.getDirectDependenciesToSelf().stream()
        .anyMatch(use -> !use.getOriginClass().getPackageName().equals(type.getPackageName()));
  }

  /// Everything that a user of this class has in hands by calling it.
  private static Stream<JavaClass> signatureOf(JavaClass type, JavaClasses classes) {
    return classes.stream()
        .filter(part -> MainClasses.outermost(part).equals(type.getName()))
        .filter(part -> part.getModifiers().contains(JavaModifier.PUBLIC))
        .flatMap(VisibilityRules::publicTypes);
  }

  private static Stream<JavaClass> publicTypes(JavaClass part) {
    Stream<JavaClass> members =
        part.getMembers().stream()
            .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC))
            .flatMap(VisibilityRules::types)
            .flatMap(type -> type.getAllInvolvedRawTypes().stream());
    return Stream.of(members, part.getRawInterfaces().stream(), part.getRawSuperclass().stream())
        .flatMap(types -> types);
  }

  private static Stream<JavaType> types(JavaMember member) {
    if (member instanceof JavaCodeUnit unit) {
      return Stream.of(
              Stream.of(unit.getReturnType()),
              unit.getParameterTypes().stream(),
              unit.getExceptionTypes().stream())
          .flatMap(types -> types);
    }
    return member.getAllInvolvedRawTypes().stream().map(JavaType.class::cast);
  }
}
