package io.parley.standalone.architecture;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Something of the JDK that main code does not touch.
///
/// @param what the forbidden thing, as people would write it
/// @param instead why, and what to do
/// @param allowedIn the classes, by their names, that are there to do just this
record Ban(String what, Predicate<AccessTarget> matches, String instead, Set<String> allowedIn) {
  /// A call, a reference or a field of this class by one of these names.
  static Predicate<AccessTarget> member(Class<?> owner, String... names) {
    Set<String> wanted = Set.of(names);
    return target ->
        target.getOwner().getName().equals(owner.getName()) && wanted.contains(target.getName());
  }

  static Predicate<AccessTarget> constructor(Class<?> owner) {
    return member(owner, "<init>");
  }

  static Predicate<AccessTarget> parameters(Class<?>... expected) {
    Set<String> names = Stream.of(expected).map(Class::getName).collect(Collectors.toSet());
    return target ->
        target instanceof AccessTarget.CodeUnitAccessTarget unit
            && unit.getRawParameterTypes().size() == expected.length
            && unit.getRawParameterTypes().stream()
                .map(JavaClass::getName)
                .allMatch(names::contains);
  }

  static Predicate<AccessTarget> anyParameter(Class<?> expected) {
    return target ->
        target instanceof AccessTarget.CodeUnitAccessTarget unit
            && unit.getRawParameterTypes().stream()
                .anyMatch(type -> type.getName().equals(expected.getName()));
  }

  Stream<JavaAccess<?>> breachesOf(JavaClass type) {
    return type.getAccessesFromSelf().stream().filter(access -> matches.test(access.getTarget()));
  }

  @Override
  public String toString() {
    return what;
  }

  boolean allows(JavaClass type) {
    return allowedIn.contains(MainClasses.outermost(type));
  }
}
