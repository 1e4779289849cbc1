package io.parley.testing.engines;

import io.parley.engines.EngineKind;
import io.parley.engines.EnginePorts;
import java.net.InetSocketAddress;
import java.time.Duration;

/// The engines of this build, and names that no other test class uses.
///
/// A fault stays until it is taken back; the extension takes back what a test leaves behind.
public final class TestEngines {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final EnginePorts ports;
  private final EngineHostClient host;
  private final String unique;

  TestEngines(EnginePorts ports, EngineHostClient host, String unique) {
    this.ports = ports;
    this.host = host;
    this.unique = unique;
  }

  public InetSocketAddress cassandra() {
    return address(EngineKind.CASSANDRA);
  }

  /// What Kafka's clients call `bootstrap.servers`.
  public String kafka() {
    return ports.host() + ":" + ports.kafka();
  }

  public InetSocketAddress redis() {
    return address(EngineKind.REDIS);
  }

  /// Three servers of their own, formed now, for one test class: it ends them.
  public RedisCluster redisCluster() {
    return host.redisCluster();
  }

  /// What Redisson calls an address.
  public String redisUrl() {
    return "redis://" + ports.host() + ":" + ports.redis();
  }

  public InetSocketAddress address(EngineKind kind) {
    return new InetSocketAddress(ports.host(), ports.clientPort(kind));
  }

  /// A keyspace name of this test class. The test creates it.
  public String keyspace() {
    return "test_" + unique;
  }

  /// Put this before every topic and consumer group.
  public String topicPrefix() {
    return "test-" + unique + "-";
  }

  /// Put this before every Redis key.
  public String keyPrefix() {
    return "test:" + unique + ":";
  }

  /// SIGSTOP: connections stay, answers stop.
  public void suspend(EngineKind kind) {
    host.call("suspend", kind);
  }

  /// SIGCONT, then waits until it answers again.
  public void resume(EngineKind kind) {
    host.call("resume", kind);
    awaitReady(kind);
  }

  /// kill -9. The engine is started again at once, with its data; [#awaitReady] waits for that.
  public void kill(EngineKind kind) {
    host.call("kill", kind);
  }

  /// An orderly stop. It stays down until [#start].
  public void stop(EngineKind kind) {
    host.call("stop", kind);
  }

  public void start(EngineKind kind) {
    host.call("start", kind);
    awaitReady(kind);
  }

  public void awaitReady(EngineKind kind) {
    host.await(kind, PATIENCE);
  }

  void healAll() {
    for (EngineKind kind : EngineKind.values()) {
      host.call("heal", kind);
      awaitReady(kind);
    }
  }
}
