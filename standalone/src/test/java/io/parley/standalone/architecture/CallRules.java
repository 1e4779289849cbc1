package io.parley.standalone.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static io.parley.standalone.architecture.Ban.anyParameter;
import static io.parley.standalone.architecture.Ban.constructor;
import static io.parley.standalone.architecture.Ban.member;
import static io.parley.standalone.architecture.Ban.parameters;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What main code does not call: time, randomness and threads come in through constructors
/// (Surroundings), and whatever can fill has a bound.
final class CallRules {
  private static final String SURROUNDINGS = "io.parley.runtime.Surroundings";

  private static final String TIME_COMES_IN =
      "a test could not step it. Take an InstantSource (Surroundings.clock) in the constructor.";
  private static final String BOUND_IT =
      "what can fill without bound will, under overload. Give it a capacity and say what happens"
          + " when it is full; if something else bounds it, say what in the class and name the"
          + " class in CallRules.";

  static final Ban WALL_CLOCK =
      new Ban(
          "the wall clock (System.currentTimeMillis, Instant.now, Clock.system…)",
          member(System.class, "currentTimeMillis")
              .or(now(Instant.class, LocalDate.class, LocalTime.class, LocalDateTime.class))
              .or(now(OffsetDateTime.class, ZonedDateTime.class))
              .or(member(Clock.class, "system", "systemUTC", "systemDefaultZone"))
              .or(member(Clock.class, "tickMillis", "tickSeconds", "tickMinutes"))
              .or(member(InstantSource.class, "system")),
          TIME_COMES_IN,
          Set.of(SURROUNDINGS));

  static final Ban NANO_TIME =
      new Ban(
          "System.nanoTime",
          member(System.class, "nanoTime"),
          "a test could not step it. Take Surroundings.nanoTime in the constructor.",
          Set.of(
              SURROUNDINGS,
              // the client library has no Surroundings; its clocks come in through ClientTimes
              "io.parley.client.ClientBuilder",
              // supervise real processes, and ask them whether they answer
              "io.parley.engines.EngineProbe",
              "io.parley.engines.SupervisedProcess",
              "io.parley.standalone.up.Launcher",
              // wait for real engines, in tests
              "io.parley.testing.Eventually",
              "io.parley.testing.engines.EngineHostClient"));

  static final Ban SLEEP =
      new Ban(
          "Thread.sleep",
          member(Thread.class, "sleep").or(member(TimeUnit.class, "sleep")),
          "a thread that sleeps can neither be stepped nor stopped. Schedule on Surroundings.timer,"
              + " or wait on a condition with a limit.",
          Set.of());

  static final Ban RANDOMNESS =
      new Ban(
          "randomness of its own (Math.random, new Random(), ThreadLocalRandom)",
          member(Math.class, "random")
              .or(constructor(Random.class).and(parameters()))
              .or(member(ThreadLocalRandom.class, "current")),
          "a run could not be repeated from its seed. Take a RandomGenerator (Surroundings.random)"
              + " in the constructor.",
          Set.of(SURROUNDINGS));

  static final Ban COMMON_POOL =
      new Ban(
          "the common pool (supplyAsync, runAsync, …Async without an executor)",
          ownedBy(CompletableFuture.class, CompletionStage.class)
              .and(target -> target.getName().endsWith("Async"))
              .and(anyParameter(Executor.class).negate()),
          "nobody owns, bounds or steps the common pool. Pass the executor"
              + " (Surroundings.blocking).",
          Set.of());

  static final Ban UNBOUNDED_EXECUTOR =
      new Ban(
          "an executor without bound (newCachedThreadPool, newFixedThreadPool, newSingle…)",
          member(Executors.class, "newCachedThreadPool", "newFixedThreadPool")
              .or(member(Executors.class, "newSingleThreadExecutor")),
          "threads or tasks pile up under overload. Build a ThreadPoolExecutor with a bounded"
              + " queue, or take Surroundings.blocking.",
          Set.of());

  static final Ban UNBOUNDED_QUEUE =
      new Ban(
          "a queue without bound",
          constructor(LinkedBlockingQueue.class)
              .or(constructor(LinkedBlockingDeque.class))
              .and(parameters(int.class).negate())
              .or(constructor(ConcurrentLinkedQueue.class))
              .or(constructor(ConcurrentLinkedDeque.class))
              .or(constructor(LinkedTransferQueue.class))
              .or(constructor(PriorityBlockingQueue.class))
              .or(constructor(DelayQueue.class)),
          BOUND_IT,
          // one completion per batch under way
          Set.of("io.parley.runtime.kafka.Inbox"));

  static final Ban STANDARD_STREAMS =
      new Ban(
          "System.out, System.err",
          member(System.class, "out", "err"),
          "what a service says goes through the log, where it has a level, a time and a request id."
              + " A command takes the stream in its constructor.",
          Set.of("io.parley.standalone.Main"));

  static final List<Ban> ALL =
      List.of(
          WALL_CLOCK,
          NANO_TIME,
          SLEEP,
          RANDOMNESS,
          COMMON_POOL,
          UNBOUNDED_EXECUTOR,
          UNBOUNDED_QUEUE,
          STANDARD_STREAMS);

  private CallRules() {}

  static ArchRule forbids(Ban ban) {
    return classes().should(notBreak(ban)).because(ban.instead()).allowEmptyShould(true);
  }

  /// Exceptions that nobody needs any more, so that the lists stay short and true.
  static List<String> unusedExceptions(Ban ban, JavaClasses classes) {
    return ban.allowedIn().stream()
        .filter(name ->
            classes.stream()
                .filter(type -> MainClasses.outermost(type).equals(name))
                .noneMatch(type -> ban.breachesOf(type).findAny().isPresent()))
        .sorted()
        .toList();
  }

  private static ArchCondition<JavaClass> notBreak(Ban ban) {
    return new ArchCondition<>("not use " + ban.what()) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!ban.allows(type)) {
          ban.breachesOf(type)
              .map(access -> SimpleConditionEvent.violated(type, access.getDescription()))
              .forEach(events::add);
        }
      }
    };
  }

  private static Predicate<AccessTarget> now(Class<?>... types) {
    return ownedBy(types)
        .and(target -> target.getName().equals("now"))
        .and(anyParameter(Clock.class).negate());
  }

  private static Predicate<AccessTarget> ownedBy(Class<?>... types) {
    Set<String> names = Set.of(types).stream().map(Class::getName).collect(Collectors.toSet());
    return target -> names.contains(target.getOwner().getName());
  }
}
