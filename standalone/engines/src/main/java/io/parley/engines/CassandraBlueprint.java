package io.parley.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Cassandra as one node that owns the whole ring, with everything that waits for other nodes
/// turned off.
final class CassandraBlueprint implements EngineBlueprint {
  /// What Cassandra's own start script opens, for every JDK that we run it on.
  private static final List<String> MODULE_ACCESS =
      Stream.concat(
              Stream.of(
                      "java.base/jdk.internal.misc",
                      "java.base/java.lang.ref",
                      "java.management.rmi/com.sun.jmx.remote.internal.rmi",
                      "java.rmi/sun.rmi.registry",
                      "java.rmi/sun.rmi.server",
                      "java.sql/java.sql",
                      "jdk.unsupported/sun.misc",
                      "jdk.attach/sun.tools.attach")
                  .map(name -> "--add-exports=" + name + "=ALL-UNNAMED"),
              Stream.of(
                      "java.base/java.lang",
                      "java.base/java.lang.module",
                      "java.base/java.lang.reflect",
                      "java.base/java.io",
                      "java.base/java.nio",
                      "java.base/java.util",
                      "java.base/sun.nio.ch",
                      "java.base/jdk.internal.loader",
                      "java.base/jdk.internal.ref",
                      "java.base/jdk.internal.reflect",
                      "java.base/jdk.internal.math",
                      "java.base/jdk.internal.module",
                      "java.base/jdk.internal.util.jar",
                      "jdk.management/com.sun.management.internal")
                  .map(name -> "--add-opens=" + name + "=ALL-UNNAMED"))
          .toList();

  /// The first JDK on which the original security manager of Cassandra 5.0 cannot be loaded.
  private static final int NO_SECURITY_MANAGER = 24;

  /// Twenty times the kernel's own; Cassandra's threads look for work far too often
  /// (docs/decisions/0018).
  private static final Duration TIMER_SLACK = Duration.ofMillis(1);

  private final EngineSettings settings;
  private final EngineJdk jdk;
  private final Path directory;

  CassandraBlueprint(EngineSettings settings, EngineJdk jdk) {
    this.settings = settings;
    this.jdk = jdk;
    this.directory = settings.dataOf(EngineKind.CASSANDRA);
  }

  @Override
  public EngineKind kind() {
    return EngineKind.CASSANDRA;
  }

  @Override
  public void prepare() throws IOException {
    Files.createDirectories(directory);
    Files.createDirectories(settings.logs());
    String sync =
        switch (settings.durability()) {
          // never a periodic_commitlog_sync_lag_block below the period: every write would wait
          case PERIODIC -> "commitlog_sync: periodic\ncommitlog_sync_period: 10000ms";
          case BATCH -> "commitlog_sync: batch";
        };
    // in the durable mode a mutation thread waits for the disk, so it takes many
    int writers = settings.durability() == EngineSettings.Durability.BATCH ? 128 : 16;
    Files.writeString(
        directory.resolve("cassandra.yaml"),
        EngineBlueprint.template(
            "cassandra.yaml",
            Map.of(
                "host",
                settings.ports().host(),
                "cqlPort",
                settings.ports().cql(),
                "storagePort",
                settings.ports().cassandraStorage(),
                "data",
                directory,
                "commitlogSync",
                sync,
                "concurrentWrites",
                writers)));
    Files.writeString(
        directory.resolve("logback.xml"),
        EngineBlueprint.template("cassandra-logback.xml", Map.of("log", log())));
  }

  @Override
  public List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(jdk.java().toString());
    command.add("-Xms64m");
    command.add("-Xmx" + settings.memory().cassandraHeapMiB() + "m");
    command.add("-XX:MaxDirectMemorySize=256m");
    command.add("-XX:+UseSerialGC");
    command.addAll(HugePages.options());
    command.add("-Xss512k");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-XX:ErrorFile=" + settings.logs().resolve("cassandra-crash.log"));
    if (jdk.major() >= NO_SECURITY_MANAGER) {
      command.add("-XX:+UseCompactObjectHeaders");
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.add("-Djdk.attach.allowAttachSelf=true");
    command.add("-Dio.netty.tryReflectionSetAccessible=true");
    command.addAll(MODULE_ACCESS);
    // one node: no ring to learn, no gossip to wait for
    command.add("-Dcassandra.skip_wait_for_gossip_to_settle=0");
    command.add("-Dcassandra.ring_delay_ms=0");
    command.add("-Dcassandra.superuser_setup_delay_ms=0");
    command.add("-Dcassandra.load_ring_state=false");
    command.add("-Dcassandra.migration_delay_ms=0");
    command.add("-Dcassandra-foreground=yes");
    // else a thread is renamed, by a call of the kernel, for every piece of work it takes
    command.add("-Dcassandra.set_sep_thread_name=false");
    // so often a thread wakes up, whatever there is to do, for a clock that measures timeouts of
    // seconds
    command.add("-Dcassandra.approximate_time_precision_ms=20");
    command.add("-Dcassandra.storagedir=" + directory);
    command.add("-Dcassandra.config=" + directory.resolve("cassandra.yaml").toUri());
    command.add("-Dlogback.configurationFile=" + directory.resolve("logback.xml").toUri());
    command.add("-cp");
    command.add(classPath());
    command.add("org.apache.cassandra.service.CassandraDaemon");
    return command;
  }

  @Override
  public Duration timerSlack() {
    return TIMER_SLACK;
  }

  @Override
  public Path log() {
    return settings.logs().resolve("cassandra.log");
  }

  private String classPath() {
    try {
      String jars = EngineBlueprint.classPath(settings, kind());
      return jdk.major() < NO_SECURITY_MANAGER
          ? jars
          : settings.artifacts(kind()).resolve("classes") + ":" + jars;
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
