package io.parley.history;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.parley.runtime.FaultText;
import io.parley.runtime.lifecycle.Component;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one session of a process. It may be asked for from any thread once started.
///
/// Starting begins to connect and does not wait for it: a process comes up while Cassandra is away,
/// and is not ready. Once connected the driver reconnects by itself.
public final class CassandraConnection implements Component {
  private static final Logger log = LoggerFactory.getLogger(CassandraConnection.class);

  /// The execution profile of reads: the only statements that are ever asked of two nodes at once.
  static final String READS = "reads";

  private static final Duration RECONNECT_MIN = Duration.ofMillis(250);

  /// Soon enough that a node that is back is used within seconds.
  private static final Duration RECONNECT_MAX = Duration.ofSeconds(5);

  /// A node that says nothing must be noticed, not only one that closes its connections.
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

  /// Room for requests whose answer came too late, beside those under way.
  private static final int CONNECTION_REQUESTS_MIN = 1_024;

  private final CassandraConfig config;
  private final boolean knowsSchema;
  private volatile @Nullable CompletableFuture<CqlSession> connecting;
  private volatile @Nullable CqlSession session;

  public CassandraConnection(CassandraConfig config) {
    this(config, true);
  }

  private CassandraConnection(CassandraConfig config, boolean knowsSchema) {
    this.config = config;
    this.knowsSchema = knowsSchema;
  }

  /// One to change the schema with. It does not read the whole of it again after each change, which
  /// on a slow machine takes longer than the change; only requests to single rows need to know it,
  /// to be sent to a node that has them.
  public static CassandraConnection toPrepare(CassandraConfig config) {
    return new CassandraConnection(config, false);
  }

  @Override
  public String name() {
    return "cassandra";
  }

  @Override
  public CompletionStage<Void> start() {
    CqlSessionBuilder builder =
        CqlSession.builder()
            .withConfigLoader(driverConfig())
            .addContactPoints(config.addresses())
            .withLocalDatacenter(config.datacenter());
    if (!config.username().isEmpty()) {
      builder.withAuthCredentials(config.username(), config.password());
    }
    CompletableFuture<CqlSession> opening = builder.buildAsync().toCompletableFuture();
    connecting = opening;
    log.atInfo().addKeyValue("nodes", config.contactPoints()).log("connecting to Cassandra");
    CompletableFuture<CqlSession> _ =
        opening.whenComplete((open, fault) -> {
          if (fault == null) {
            session = open;
          } else if (!opening.isCancelled()) {
            // no node being there is waited out; this is a mistake, such as a wrong data centre
            log.atError().addKeyValue("reason", FaultText.of(fault)).log("no way to Cassandra");
          }
        });
    return CompletableFuture.completedStage(null);
  }

  /// Ends when a node has answered, however long that takes. Only after [#start].
  CompletionStage<CqlSession> connected() {
    CompletableFuture<CqlSession> opening = connecting;
    return opening == null
        ? CompletableFuture.failedStage(new IllegalStateException("not started"))
        : opening.copy();
  }

  @Override
  public CompletionStage<Void> stop() {
    CompletableFuture<CqlSession> opening = connecting;
    if (opening == null) {
      return CompletableFuture.completedStage(null);
    }
    opening.cancel(false);
    CqlSession open = session;
    return open == null ? CompletableFuture.completedStage(null) : open.closeAsync();
  }

  /// The session. Fails before the first connection, with what [CassandraFailures] takes for
  /// trouble that passes.
  public CqlSession session() {
    CqlSession open = session;
    if (open == null) {
      throw new NotReadyException("Cassandra cannot be reached", null);
    }
    return open;
  }

  private DriverConfigLoader driverConfig() {
    return DriverConfigLoader.programmaticBuilder()
        .withString(DefaultDriverOption.SESSION_NAME, "parley")
        .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM")
        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, config.requestTimeout())
        .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(5))
        .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, Duration.ofSeconds(5))
        .withBoolean(DefaultDriverOption.RECONNECT_ON_INIT, true)
        .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, RECONNECT_MIN)
        .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, RECONNECT_MAX)
        .withDuration(DefaultDriverOption.HEARTBEAT_INTERVAL, HEARTBEAT)
        .withDuration(DefaultDriverOption.HEARTBEAT_TIMEOUT, Duration.ofSeconds(2))
        .withBoolean(DefaultDriverOption.METADATA_SCHEMA_ENABLED, knowsSchema)
        .withStringList(
            DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES, List.of(config.keyspace()))
        // the driver queues without bound by default
        .withString(
            DefaultDriverOption.REQUEST_THROTTLER_CLASS,
            "com.datastax.oss.driver.internal.core.session.throttling.ConcurrencyLimitingRequestThrottler")
        .withInt(
            DefaultDriverOption.REQUEST_THROTTLER_MAX_CONCURRENT_REQUESTS, config.requestsMax())
        .withInt(DefaultDriverOption.REQUEST_THROTTLER_MAX_QUEUE_SIZE, config.queueMax())
        // a connection takes 1,024 by default, and to a node of this data centre there is one
        .withInt(
            DefaultDriverOption.CONNECTION_MAX_REQUESTS,
            Math.max(CONNECTION_REQUESTS_MIN, config.requestsMax()))
        // two threads serve what one process asks; the default is two per core, twice
        .withInt(DefaultDriverOption.NETTY_IO_SIZE, 2)
        .withInt(DefaultDriverOption.NETTY_ADMIN_SIZE, 1)
        .withBoolean(DefaultDriverOption.NETTY_DAEMON, true)
        // what closes has drained before: two seconds of waiting for stragglers are not needed
        .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
        .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
        .startProfile(READS)
        .withString(
            DefaultDriverOption.SPECULATIVE_EXECUTION_POLICY_CLASS,
            "com.datastax.oss.driver.internal.core.specex.ConstantSpeculativeExecutionPolicy")
        .withInt(DefaultDriverOption.SPECULATIVE_EXECUTION_MAX, 2)
        .withDuration(DefaultDriverOption.SPECULATIVE_EXECUTION_DELAY, config.secondReadAfter())
        .endProfile()
        .build();
  }
}
