package io.parley.standalone.run;

import io.parley.history.CassandraHistory;
import io.parley.router.ChatRouter;
import io.parley.router.PrometheusRouterMetrics;
import io.prometheus.client.CollectorRegistry;
import java.util.function.Consumer;

/// What a process needs to be a router.
final class RouterWiring {
  private RouterWiring() {}

  /// @param onFailure told when nothing is decided any more
  static void add(
      Foundations foundations, CollectorRegistry registry, Consumer<Throwable> onFailure) {
    ParleyConfig config = foundations.config();
    CassandraHistory.ForRouter history = foundations.history().forRouter();
    ChatRouter router =
        new ChatRouter(
            new ChatRouter.Setup(
                config.router(),
                config.kafka(),
                config.topics().topics(),
                foundations.surroundings()),
            new ChatRouter.Neighbours(
                history.log(),
                history.reader(),
                history.inboxes(),
                history.membership(),
                foundations.registry().lookup()),
            new ChatRouter.Metrics(
                new PrometheusRouterMetrics(registry),
                foundations.kafka().loops().loop("router"),
                foundations.kafka().producers()),
            onFailure);
    foundations.lifecycle().add(router);
    foundations.health().watch(router);
  }
}
