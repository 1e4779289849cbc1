package io.parley.standalone.run;

import io.parley.edge.EdgeMetrics;
import io.parley.edge.EdgeServer;
import io.parley.edge.PrometheusEdgeMetrics;
import io.parley.edge.SocketCloser;
import io.parley.edge.accounts.EdgeAccounts;
import io.parley.edge.accounts.PrometheusAccountsMetrics;
import io.parley.edge.log.KafkaCommandLog;
import io.parley.edge.log.KafkaDeliveryFeed;
import io.parley.edge.socket.EdgeSockets;
import io.parley.history.CassandraHistory;
import io.parley.history.accounts.AccountStores;
import io.parley.presence.RedisRegistry;
import io.parley.protocol.v1.CloseCode;
import io.prometheus.client.CollectorRegistry;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// What a process needs to be an edge: accounts, sockets, and the server in front of both.
final class EdgeWiring implements SocketCloser {
  private final Foundations foundations;
  private final Vertx vertx;
  private final CollectorRegistry registry;

  /// Accounts close sockets, and sockets ask accounts who is there.
  private volatile @Nullable EdgeSockets sockets;

  private EdgeWiring(Foundations foundations, Vertx vertx, CollectorRegistry registry) {
    this.foundations = foundations;
    this.vertx = vertx;
    this.registry = registry;
  }

  /// @param instance unique among processes
  static void add(
      Foundations foundations, Vertx vertx, CollectorRegistry registry, String instance) {
    new EdgeWiring(foundations, vertx, registry).add(instance);
  }

  private void add(String instance) {
    ParleyConfig config = foundations.config();
    CassandraHistory.ForEdge history = foundations.history().forEdge();
    EdgeMetrics metrics = new PrometheusEdgeMetrics(registry);
    EdgeAccounts accounts = accounts(config);
    KafkaCommandLog commands =
        KafkaCommandLog.create(
            config.kafka(),
            config.topics().topics(),
            foundations.surroundings(),
            foundations.kafka().producers());
    RedisRegistry.Edge edge =
        foundations.registry().edge(instance, config.topics().topics().edgeSlots());
    KafkaDeliveryFeed deliveries =
        new KafkaDeliveryFeed(
            config.kafka(),
            config.topics().topics(),
            foundations.surroundings(),
            foundations.kafka().loops().loop("edge-deliveries"),
            metrics);
    EdgeSockets open =
        EdgeSockets.create(
            config.edge(),
            config.accounts().trustedProxies(),
            new EdgeSockets.Ports(
                accounts.authenticator(),
                accounts.users(),
                history.reader(),
                history.inboxes(),
                history.membership(),
                edge.sessions(),
                edge.interest(),
                edge.slot(),
                commands,
                deliveries),
            foundations.surroundings(),
            metrics);
    sockets = open;
    foundations.lifecycle().add(accounts);
    foundations.lifecycle().add(commands);
    foundations.lifecycle().add(open);
    foundations
        .lifecycle()
        .add(
            new EdgeServer(
                vertx,
                config.edge(),
                new EdgeServer.Parts(
                    Version.CURRENT,
                    List.of(accounts.http()),
                    open,
                    foundations.surroundings(),
                    metrics)));
    foundations
        .health()
        .watch(
            new OpenSockets(
                open::isOpen,
                edge.slot()::sinceConfirmed,
                deliveries::lapse,
                config.edge().unreadyAfter()));
  }

  private EdgeAccounts accounts(ParleyConfig config) {
    return new EdgeAccounts(
        config.accounts(),
        new EdgeAccounts.Outside(
            AccountStores.inCassandra(
                foundations.cassandra(), config.cassandra(), foundations.policies()),
            this,
            foundations.surroundings(),
            foundations.policies(),
            new PrometheusAccountsMetrics(registry)),
        vertx);
  }

  @Override
  public CompletionStage<Void> close(String user, String device, CloseCode code) {
    EdgeSockets open = sockets;
    return open == null ? CompletableFuture.completedStage(null) : open.close(user, device, code);
  }
}
