package io.parley.engines;

/// The three engines, in the order in which they are started and shown.
public enum EngineKind {
  CASSANDRA("cassandra", "Cassandra"),
  KAFKA("kafka", "Kafka"),
  REDIS("redis", "Redis");

  private final String id;
  private final String title;

  EngineKind(String id, String title) {
    this.id = id;
    this.title = title;
  }

  /// The name in folders, logs, `/readyz` and commands.
  public String id() {
    return id;
  }

  /// The name for people.
  public String title() {
    return title;
  }
}
