package io.parley.standalone.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Where each library may be seen, so that the rest can be read and tested without it.
final class LayerRules {
  private static final String TO_DO =
      " Give the code that needs it a port of its own and implement that where the library is at"
          + " home; to give the library one more home, write down why (docs/decisions) and add it"
          + " in LayerRules.";

  static final ArchRule VERTX =
      onlyIn(
          "io.vertx..",
          "Vert.x belongs to the shells that speak HTTP: decisions are made without an event loop,"
              + " and tested without one.",
          "io.parley.runtime.admin..",
          "io.parley.edge..",
          "io.parley.standalone..");

  static final ArchRule KAFKA =
      onlyIn(
          "org.apache.kafka..",
          "The Kafka clients are driven by the loops of runtime.kafka alone: threads, pauses,"
              + " commits and rebalances are got right once.",
          "io.parley.runtime.kafka..");

  static final ArchRule CASSANDRA =
      onlyIn(
          "com.datastax..",
          "history-store is the only module that knows how rows are kept.",
          "io.parley.history..");

  static final ArchRule REDISSON =
      onlyIn(
          "org.redisson..",
          "Redis holds soft state only, in two places: who is connected (presence) and who mints"
              + " ids (id-generator).",
          "io.parley.presence..",
          "io.parley.ids..");

  static final ArchRule OKHTTP =
      onlyIn(
          "okhttp3..",
          "the client library speaks through its Transport port: load tools and apps bring their"
              + " own.",
          "io.parley.client.okhttp..",
          "io.parley.standalone.chat..");

  static final ArchRule TOKENS_AND_PASSWORDS =
      onlyIn(
          "org.jose4j..", "who may come in is decided in one place.", "io.parley.edge.accounts..");

  static final ArchRule CRYPTOGRAPHY =
      onlyIn(
          "org.bouncycastle..",
          "passwords and signatures are got right in one place.",
          "io.parley.edge.accounts..");

  /// Classes that carry the registry to where it is filled or read, and collectors by another name.
  private static final Set<String> PROMETHEUS_WIRING =
      Set.of(
          // makes the registry and hands it out
          "io.parley.standalone.run.ServiceProcess",
          "io.parley.standalone.run.EdgeWiring",
          "io.parley.standalone.run.RouterWiring",
          // writes it to whoever scrapes
          "io.parley.runtime.admin.AdminServer",
          // collect themselves
          "io.parley.runtime.health.Health",
          "io.parley.runtime.log.Logging");

  static final ArchRule PROMETHEUS =
      noClasses()
          .that(
              DescribedPredicate.describe(
                  "are neither *Metrics classes nor named wiring", type -> !maySeePrometheus(type)))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.prometheus..")
          .because(
              "the metrics library will be replaced one day: code counts through a small *Metrics"
                  + " interface of its own, and only its Prometheus*Metrics class knows the"
                  + " library. Add a method to the interface.")
          .allowEmptyShould(true);

  static final ArchRule PROTOCOL_IS_PURE =
      noClasses()
          .that()
          .resideInAPackage("io.parley.protocol..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.net..", "java.nio.file..", "java.nio.channels..", "io.vertx..", "io.netty..")
          .because(
              "protocol is bytes in, frames out: every module and every client uses it, so it does"
                  + " no I/O. Hand it the bytes.")
          .allowEmptyShould(true);

  static final ArchRule NO_CYCLES_OF_PACKAGES =
      slices()
          .matching("io.parley.(**)")
          .should()
          .beFreeOfCycles()
          .because(
              "packages that need each other can only be read, tested and moved together. Move what"
                  + " both need into one of them or below both.");

  static final ArchRule NO_CYCLES_OF_MODULES =
      slices().matching("io.parley.(*)..").should().beFreeOfCycles().because(ModuleRules.WHY);

  private LayerRules() {}

  private static ArchRule onlyIn(String library, String reason, String... homes) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(homes)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .because(reason + TO_DO)
        .allowEmptyShould(true);
  }

  /// Wiring that need not be named any more.
  static List<String> unusedPrometheusWiring(JavaClasses classes) {
    Set<String> users =
        classes.stream()
            .filter(LayerRules::seesPrometheus)
            .map(MainClasses::outermost)
            .collect(Collectors.toSet());
    return PROMETHEUS_WIRING.stream().filter(name -> !users.contains(name)).sorted().toList();
  }

  private static boolean seesPrometheus(JavaClass type) {
    return type.getDirectDependenciesFromSelf().stream()
        .anyMatch(use -> use.getTargetClass().getPackageName().startsWith("io.prometheus"));
  }

  private static boolean maySeePrometheus(JavaClass type) {
    String outermost = MainClasses.outermost(type);
    return PROMETHEUS_WIRING.contains(outermost)
        || (outermost.endsWith("Metrics") && !type.isInterface());
  }
}
