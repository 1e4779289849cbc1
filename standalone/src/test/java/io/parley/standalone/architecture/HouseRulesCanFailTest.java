package io.parley.standalone.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HouseRulesCanFailTest {
  @TempDir Path folder;

  static Stream<Arguments> breaches() {
    return Stream.of(
        breach(CallRules.WALL_CLOCK, "System.currentTimeMillis()"),
        breach(CallRules.WALL_CLOCK, "java.time.Instant.now()"),
        breach(CallRules.WALL_CLOCK, "java.time.LocalDate.now(java.time.ZoneOffset.UTC)"),
        breach(CallRules.WALL_CLOCK, "java.time.Clock.systemUTC()"),
        breach(CallRules.WALL_CLOCK, "java.time.InstantSource.system()"),
        breach(CallRules.NANO_TIME, "System.nanoTime()"),
        breach(CallRules.NANO_TIME, "(LongSupplier) System::nanoTime"),
        breach(CallRules.SLEEP, "run(() -> Thread.sleep(1))"),
        breach(CallRules.SLEEP, "run(() -> TimeUnit.SECONDS.sleep(1))"),
        breach(CallRules.RANDOMNESS, "Math.random()"),
        breach(CallRules.RANDOMNESS, "new java.util.Random()"),
        breach(CallRules.RANDOMNESS, "ThreadLocalRandom.current()"),
        breach(CallRules.COMMON_POOL, "CompletableFuture.supplyAsync(() -> 1)"),
        breach(CallRules.COMMON_POOL, "CompletableFuture.runAsync(() -> {})"),
        breach(CallRules.COMMON_POOL, "new CompletableFuture<>().thenRunAsync(() -> {})"),
        breach(CallRules.UNBOUNDED_EXECUTOR, "Executors.newCachedThreadPool()"),
        breach(CallRules.UNBOUNDED_EXECUTOR, "Executors.newFixedThreadPool(2)"),
        breach(CallRules.UNBOUNDED_QUEUE, "new LinkedBlockingQueue<String>()"),
        breach(CallRules.UNBOUNDED_QUEUE, "new LinkedBlockingDeque<String>()"),
        breach(CallRules.UNBOUNDED_QUEUE, "new ConcurrentLinkedQueue<String>()"),
        breach(CallRules.UNBOUNDED_QUEUE, "(Supplier<Object>) LinkedBlockingQueue::new"),
        breach(CallRules.STANDARD_STREAMS, "System.out"),
        breach(CallRules.STANDARD_STREAMS, "System.err"));
  }

  @ParameterizedTest
  @MethodSource("breaches")
  void aCallThatTheHouseForbidsIsRefused(Ban ban, String expression) throws IOException {
    Findings.refused(CallRules.forbids(ban), callers(expression), "Offender.java", ban.instead());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new java.util.Random(7)",
        "java.time.LocalDate.now(java.time.Clock.fixed(java.time.Instant.EPOCH,"
            + " java.time.ZoneOffset.UTC))",
        "CompletableFuture.supplyAsync(() -> 1, Runnable::run)",
        "new LinkedBlockingQueue<String>(7)"
      })
  void whatIsSteppedOrBoundedIsAccepted(String expression) throws IOException {
    JavaClasses classes = callers(expression);
    CallRules.ALL.forEach(ban -> CallRules.forbids(ban).check(classes));
  }

  @Test
  void anExceptionThatNobodyNeedsIsTold() throws IOException {
    assertEquals(
        List.of("io.parley.standalone.Main"),
        CallRules.unusedExceptions(CallRules.STANDARD_STREAMS, callers("1")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SessionManager",
        "SessionStoreImpl",
        "TextUtils",
        "TextUtil",
        "SessionHelper",
        "AbstractSession",
        "BaseSession"
      })
  void aNameThatSaysNothingIsRefused(String name) throws IOException {
    JavaClasses classes =
        Snippets.compile(
            folder,
            "package io.parley.router; class %s {}".formatted(name),
            "package io.parley.edge; class Outer { static class %s {} }".formatted(name),
            "package io.parley.ids; class Basement { Basement base64; }");
    Findings.refused(ClassRules.NAMES, classes, "router." + name, "Outer$" + name);
    assertEquals(2, ClassRules.NAMES.evaluate(classes).getFailureReport().getDetails().size());
  }

  @Test
  void aPublicFieldThatChangesIsRefused() throws IOException {
    JavaClasses classes =
        Snippets.compile(folder, "package io.parley.router; class Open { public int count; }");
    Findings.refused(ClassRules.NO_OPEN_FIELDS, classes, "Open.count");
  }

  @Test
  void aPackageThatIsNotNullMarkedIsRefused() throws IOException {
    JavaClasses classes = Snippets.compile(folder, "package io.parley.router; class Bare {}");
    Findings.one(ClassRules.packagesNotNullMarked(classes), "io.parley.router");
  }

  @Test
  void aClassThatIsPublicForNobodyIsRefused() throws IOException {
    JavaClasses classes =
        Snippets.compile(
            folder,
            "package io.parley.router; public class Lonely { Lonely self; }",
            "package io.parley.router; public class Used { public Shown shown() { return null; } }",
            "package io.parley.router; public class Shown {}",
            "package io.parley.edge; class User { io.parley.router.Used used; }");
    Findings.one(
        VisibilityRules.needlesslyPublic(classes, Set.of(), name -> false),
        "io.parley.router.Lonely");
    assertEquals(
        List.of(),
        VisibilityRules.needlesslyPublic(
            classes, Set.of("io.parley.router.Lonely"), name -> false));
    assertEquals(
        List.of(),
        VisibilityRules.needlesslyPublic(classes, Set.of(), name -> name.endsWith("Lonely")));
  }

  @Test
  void anEntryPointThatNobodyNeedsToListIsTold() throws IOException {
    JavaClasses classes =
        Snippets.compile(
            folder,
            "package io.parley.router; public class Used {}",
            "package io.parley.router; public class Lonely {}",
            "package io.parley.edge; class User { io.parley.router.Used used; }");
    assertEquals(
        List.of("io.parley.router.Gone", "io.parley.router.Used"),
        VisibilityRules.unusedEntryPoints(
            classes,
            Set.of("io.parley.router.Gone", "io.parley.router.Lonely", "io.parley.router.Used"),
            name -> false));
  }

  private static Arguments breach(Ban ban, String expression) {
    return Arguments.of(ban, expression);
  }

  private JavaClasses callers(String expression) throws IOException {
    return Snippets.compile(
        folder,
        """
        package io.parley.router;

        import java.util.concurrent.*;
        import java.util.function.*;

        class Offender {
          interface Task {
            void run() throws Exception;
          }

          Object offend() {
            return %s;
          }

          Object run(Task task) {
            return task;
          }
        }
        """
            .formatted(expression));
  }
}
