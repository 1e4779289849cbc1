package io.parley.standalone.run;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.parley.edge.EdgeServer;
import io.parley.history.CassandraConnection;
import io.parley.history.CassandraHistory;
import io.parley.history.CassandraProbe;
import io.parley.history.PrometheusHistoryMetrics;
import io.parley.presence.PrometheusRegistryMetrics;
import io.parley.presence.RedisConnection;
import io.parley.presence.RedisProbe;
import io.parley.presence.RedisRegistry;
import io.parley.runtime.FaultText;
import io.parley.runtime.Surroundings;
import io.parley.runtime.admin.AdminServer;
import io.parley.runtime.health.Health;
import io.parley.runtime.kafka.PrometheusConsumerLoopMetrics;
import io.parley.runtime.kafka.PrometheusProducerMetrics;
import io.parley.runtime.lifecycle.Lifecycle;
import io.parley.runtime.log.Logging;
import io.parley.runtime.metrics.ProcessMetrics;
import io.parley.runtime.resilience.Policies;
import io.parley.runtime.resilience.PrometheusPolicyMetrics;
import io.prometheus.client.CollectorRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One process with one service or all of them: they share the connections, the admin port and the
/// event loops.
public final class ServiceProcess {
  private static final Logger log = LoggerFactory.getLogger(ServiceProcess.class);

  private final ParleyConfig config;
  private final String services;
  private final Logging logging;
  private final Surroundings surroundings = Surroundings.real();
  private final CollectorRegistry registry = new CollectorRegistry();
  private final Vertx vertx;
  private final Health health;
  private final Lifecycle lifecycle;
  private final AdminServer admin;
  private final AtomicBoolean ending = new AtomicBoolean();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile @Nullable Throwable failure;

  private ServiceProcess(ParleyConfig config, Set<ServiceKind> kinds) {
    this.config = config;
    this.services = kinds.stream().sorted().map(ServiceKind::id).collect(Collectors.joining("+"));
    this.logging = Logging.start(config.log());
    this.vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    this.health = new Health(config.health(), surroundings);
    this.lifecycle = new Lifecycle(config.lifecycle(), surroundings.timer());
    this.admin = new AdminServer(vertx, config.admin(), health, lifecycle, registry);
    build(kinds);
  }

  /// Fails where a service would have to end as soon as its engines are there: for a file that is
  /// no good. Before anything is started for it.
  public static void requireFiles(ParleyConfig config) throws IOException {
    try (Surroundings now = Surroundings.real()) {
      EdgeServer.requireCertificate(config.edge(), now.clock().instant());
    }
  }

  /// Starts everything and returns when it is ready; fails, with everything ended again, if it
  /// cannot.
  public static ServiceProcess start(ParleyConfig config, Set<ServiceKind> kinds)
      throws IOException {
    ServiceProcess process = new ServiceProcess(config, kinds);
    process.startOrEnd();
    return process;
  }

  /// The same for a process that does nothing else: asked to end (SIGTERM, SIGINT), also while it
  /// starts, it ends in order, and only then exits. Returns when it has; fails when it ended
  /// because a service could not go on, so that whoever watches the process can tell.
  public static void runUntilSignal(ParleyConfig config, Set<ServiceKind> kinds)
      throws IOException, InterruptedException {
    ServiceProcess process = new ServiceProcess(config, kinds);
    Runtime.getRuntime().addShutdownHook(new Thread(process::end, "parley-end"));
    process.startOrEnd();
    try {
      process.ended.get();
    } catch (ExecutionException e) {
      throw new IOException("a service has failed: " + FaultText.of(e), e);
    }
  }

  /// Completes when it has ended, on the thread that ended it; with a failure when a service could
  /// not go on.
  public CompletionStage<Void> ended() {
    return ended.minimalCompletionStage();
  }

  private void startOrEnd() throws IOException {
    try {
      start();
    } catch (CompletionException e) {
      end();
      throw new IOException(FaultText.of(e), e);
    }
  }

  private void build(Set<ServiceKind> kinds) {
    ProcessMetrics.register(
        registry,
        services,
        Version.CURRENT,
        Map.of("default", ByteBufAllocator.DEFAULT, "pooled", PooledByteBufAllocator.DEFAULT));
    registry.register(health.metrics());
    registry.register(logging.metrics());

    // unique for as long as it matters: a probe of another process must not be taken for ours
    String instance =
        services + "-" + Long.toString(surroundings.random().nextLong() >>> 1, Character.MAX_RADIX);
    RandomGenerator random = surroundings.random();

    CassandraConnection cassandra = new CassandraConnection(config.cassandra());
    lifecycle.add(cassandra);
    health.watch(
        new CassandraProbe(cassandra, config.cassandra().keyspace(), instance, random::nextLong));

    KafkaHealth kafka = new KafkaHealth(config, instance, surroundings);
    lifecycle.add(kafka);
    health.watch(kafka);

    RedisConnection redis = new RedisConnection(config.redis(), surroundings);
    lifecycle.add(redis);
    health.watch(new RedisProbe(redis, config.redis().keyPrefix(), instance, random::nextLong));

    Foundations foundations = foundations(cassandra, redis);
    if (kinds.contains(ServiceKind.ROUTER)) {
      RouterWiring.add(foundations, registry, this::failed);
    }
    if (kinds.contains(ServiceKind.EDGE)) {
      EdgeWiring.add(foundations, vertx, registry, instance);
    }
  }

  private Foundations foundations(CassandraConnection cassandra, RedisConnection redis) {
    Policies policies = new Policies(surroundings, new PrometheusPolicyMetrics(registry));
    return new Foundations(
        config,
        surroundings,
        lifecycle,
        health,
        policies,
        cassandra,
        CassandraHistory.create(
            cassandra, config.cassandra(), policies, new PrometheusHistoryMetrics(registry)),
        RedisRegistry.create(
            redis, config.redis(), surroundings, policies, new PrometheusRegistryMetrics(registry)),
        new Foundations.KafkaMetrics(
            new PrometheusConsumerLoopMetrics(registry), new PrometheusProducerMetrics(registry)));
  }

  /// A part that cannot go on by itself: whoever watches this process starts another.
  private void failed(Throwable cause) {
    failure = cause;
    log.atError().addKeyValue("reason", FaultText.of(cause)).log("a service has failed");
    Thread.ofPlatform().name("parley-failed").start(this::end);
  }

  private void start() {
    admin.start().toCompletableFuture().join();
    log.atInfo()
        .addKeyValue("services", services)
        .addKeyValue("version", Version.CURRENT)
        .log("starting");
    health.start();
    lifecycle.start().toCompletableFuture().join();
    log.atInfo().addKeyValue("services", services).log("started");
  }

  /// Whether it has come up and every dependency answers.
  public boolean ready() {
    return lifecycle.phase() == Lifecycle.Phase.READY && health.allUp();
  }

  /// Drains, stops and gives everything back, once. Returns when that is done, or its time is up.
  public void end() {
    if (!ending.compareAndSet(false, true)) {
      return;
    }
    log.atInfo().log("ending");
    try {
      lifecycle.end().toCompletableFuture().join();
      health.close();
      admin.stop().toCompletableFuture().join();
      vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      log.atWarn().addKeyValue("reason", FaultText.of(e)).log("did not end in order");
    } finally {
      surroundings.close();
      log.atInfo().log("ended");
      logging.close();
      Throwable cause = failure;
      if (cause == null) {
        ended.complete(null);
      } else {
        ended.completeExceptionally(cause);
      }
    }
  }
}
