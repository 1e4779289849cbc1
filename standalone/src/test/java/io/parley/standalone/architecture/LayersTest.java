package io.parley.standalone.architecture;

import org.junit.jupiter.api.Test;

class LayersTest {
  @Test
  void vertxIsSeenOnlyWhereHttpIsSpoken() {
    LayerRules.VERTX.check(MainClasses.all());
  }

  @Test
  void kafkaClientsAreSeenOnlyInTheKafkaLoops() {
    LayerRules.KAFKA.check(MainClasses.all());
  }

  @Test
  void theCassandraDriverIsSeenOnlyInHistoryStore() {
    LayerRules.CASSANDRA.check(MainClasses.all());
  }

  @Test
  void redissonIsSeenOnlyInPresenceAndIdGenerator() {
    LayerRules.REDISSON.check(MainClasses.all());
  }

  @Test
  void okHttpIsSeenOnlyInTheTransportAndTheTerminal() {
    LayerRules.OKHTTP.check(MainClasses.all());
  }

  @Test
  void tokensAndPasswordsAreHandledOnlyInAccounts() {
    LayerRules.TOKENS_AND_PASSWORDS.check(MainClasses.all());
    LayerRules.CRYPTOGRAPHY.check(MainClasses.all());
  }

  @Test
  void prometheusIsSeenOnlyInMetricsClassesAndTheirWiring() {
    LayerRules.PROMETHEUS.check(MainClasses.all());
    Findings.none(
        "Named in LayerRules.PROMETHEUS_WIRING without need: remove them.",
        LayerRules.unusedPrometheusWiring(MainClasses.all()));
  }

  @Test
  void protocolDoesNoInputOrOutput() {
    LayerRules.PROTOCOL_IS_PURE.check(MainClasses.all());
  }

  @Test
  void packagesAndModulesAreFreeOfCycles() {
    LayerRules.NO_CYCLES_OF_PACKAGES.check(MainClasses.all());
    LayerRules.NO_CYCLES_OF_MODULES.check(MainClasses.all());
  }
}
