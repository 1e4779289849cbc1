package io.parley.standalone.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LayersCanFailTest {
  @TempDir Path folder;

  static Stream<Arguments> rules() {
    return Stream.of(
        Arguments.of(LayerRules.VERTX, "io.vertx.core.Vertx", "io.parley.edge", "io.parley.router"),
        Arguments.of(
            LayerRules.VERTX,
            "io.vertx.core.Vertx",
            "io.parley.runtime.admin",
            "io.parley.runtime"),
        Arguments.of(
            LayerRules.KAFKA,
            "org.apache.kafka.clients.consumer.Consumer",
            "io.parley.runtime.kafka",
            "io.parley.router"),
        Arguments.of(
            LayerRules.CASSANDRA,
            "com.datastax.oss.driver.api.core.CqlSession",
            "io.parley.history",
            "io.parley.router"),
        Arguments.of(
            LayerRules.REDISSON,
            "org.redisson.api.RedissonClient",
            "io.parley.presence",
            "io.parley.edge"),
        Arguments.of(
            LayerRules.OKHTTP,
            "okhttp3.OkHttpClient",
            "io.parley.client.okhttp",
            "io.parley.client"),
        Arguments.of(
            LayerRules.TOKENS_AND_PASSWORDS,
            "org.jose4j.jwt.JwtClaims",
            "io.parley.edge.accounts",
            "io.parley.edge.socket"),
        Arguments.of(
            LayerRules.CRYPTOGRAPHY,
            "org.bouncycastle.crypto.Signer",
            "io.parley.edge.accounts",
            "io.parley.edge"),
        Arguments.of(
            LayerRules.PROTOCOL_IS_PURE, "java.net.Socket", "io.parley.edge", "io.parley.protocol"),
        Arguments.of(
            LayerRules.PROTOCOL_IS_PURE,
            "java.nio.file.Path",
            "io.parley.edge",
            "io.parley.protocol"),
        Arguments.of(
            LayerRules.PROTOCOL_IS_PURE,
            "io.netty.buffer.ByteBuf",
            "io.parley.edge",
            "io.parley.protocol"));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aLibraryAwayFromHomeIsRefused(ArchRule rule, String library, String home, String abroad)
      throws IOException {
    JavaClasses classes =
        Snippets.compile(
            folder,
            "package %s; class AtHome { %s field; }".formatted(home, library),
            "package %s; class Abroad { %s field; }".formatted(abroad, library));
    Findings.refused(rule, classes, abroad + ".Abroad.field");
    assertTrue(
        rule.evaluate(classes).getFailureReport().getDetails().stream()
            .noneMatch(detail -> detail.contains("AtHome")));
  }

  @Test
  void prometheusIsRefusedOutsideOfMetricsClasses() throws IOException {
    String held = " { io.prometheus.client.CollectorRegistry registry; }";
    JavaClasses classes =
        Snippets.compile(folder, "package io.parley.router; class Sequencer" + held);
    Findings.refused(LayerRules.PROMETHEUS, classes, "Sequencer.registry");
  }

  @Test
  void prometheusIsRefusedInAMetricsInterface() throws IOException {
    String shown = " { void to(io.prometheus.client.CollectorRegistry registry); }";
    JavaClasses classes =
        Snippets.compile(folder, "package io.parley.router; interface RouterMetrics" + shown);
    Findings.refused(LayerRules.PROMETHEUS, classes, "RouterMetrics.to");
  }

  @Test
  void prometheusIsAcceptedInsideOfAMetricsClass() throws IOException {
    String held = " { static class Part { io.prometheus.client.CollectorRegistry registry; } }";
    LayerRules.PROMETHEUS.check(
        Snippets.compile(folder, "package io.parley.router; class PrometheusRouterMetrics" + held));
  }

  @Test
  void aCycleOfPackagesIsRefused() throws IOException {
    JavaClasses classes =
        Snippets.compile(
            folder,
            "package io.parley.router; public class Outer { io.parley.router.core.Inner inner; }",
            "package io.parley.router.core; public class Inner { io.parley.router.Outer outer; }");
    Findings.refused(LayerRules.NO_CYCLES_OF_PACKAGES, classes, "Outer.inner", "Inner.outer");
  }

  @Test
  void aCycleOfModulesIsRefused() throws IOException {
    JavaClasses classes =
        Snippets.compile(
            folder,
            "package io.parley.presence; public class Here { io.parley.history.Then then; }",
            "package io.parley.history; public class Then { io.parley.presence.Here here; }");
    Findings.refused(LayerRules.NO_CYCLES_OF_MODULES, classes, "Here.then", "Then.here");
  }
}
