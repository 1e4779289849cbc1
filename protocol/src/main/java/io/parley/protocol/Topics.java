package io.parley.protocol;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Every topic between the services: its name, what keys it, how it is split and kept.
///
/// | topic | record | key | partition |
/// |---|---|---|---|
/// | `commands` | `Command` | conversation, in UTF-8 | Kafka's default for the key (murmur2) |
/// | `deliveries` | `Delivery` | none | the edge's slot: [#deliveryPartition] |
/// | `pushes` | `Push` | conversation, in UTF-8 | Kafka's default for the key |
/// | `health` | anything | none | the one there is |
///
/// Which partition a conversation falls on is left to Kafka: nobody but a producer has to know it.
/// It hangs on the number of partitions, and so do order and ids; that number changes only with a
/// new incarnation of the topic.
public record Topics(TopicSpec commands, TopicSpec deliveries, TopicSpec pushes, TopicSpec health) {
  /// A command's partition is the worker part of the ids it makes: 10 bits of a Snowflake.
  public static final int COMMANDS_PARTITIONS_MAX = 1024;

  /// Of a batch of records, not of one: a frame of 64 KiB with all it carries fits many times.
  private static final int BATCH_BYTES_MAX = 1024 * 1024;

  /// A router that was down longer than this has lost commands.
  private static final Duration COMMANDS_KEPT = Duration.ofDays(7);

  /// What an edge has not read by then its devices have caught up with from the store.
  private static final Duration DELIVERIES_KEPT = Duration.ofMinutes(10);

  /// Nobody wants to hear of a message a day late.
  private static final Duration PUSHES_KEPT = Duration.ofDays(1);

  private static final Duration HEALTH_KEPT = Duration.ofMinutes(10);

  public Topics {
    if (commands.partitions() > COMMANDS_PARTITIONS_MAX) {
      throw new IllegalArgumentException(
          "commands.partitions: "
              + commands.partitions()
              + " (expected: <= "
              + COMMANDS_PARTITIONS_MAX
              + ")");
    }
  }

  public static Topics standard() {
    return withPrefix("");
  }

  /// The same topics under other names, for a tenant or a test that shares a cluster.
  ///
  /// @param prefix put before each name as it is, like `acme.`
  public static Topics withPrefix(String prefix) {
    return new Topics(
        new TopicSpec(prefix + "commands", 4, commandsSettings()),
        new TopicSpec(prefix + "deliveries", 64, settings(DELIVERIES_KEPT, Duration.ofMinutes(5))),
        new TopicSpec(prefix + "pushes", 16, settings(PUSHES_KEPT, Duration.ofHours(1))),
        new TopicSpec(prefix + "health", 1, settings(HEALTH_KEPT, Duration.ofMinutes(5))));
  }

  public List<TopicSpec> all() {
    return List.of(commands, deliveries, pushes, health);
  }

  /// How many edges there can be at a time.
  public int edgeSlots() {
    return deliveries.partitions();
  }

  /// An edge reads one partition, which is the number of the slot it leases.
  public int deliveryPartition(int edgeSlot) {
    if (edgeSlot < 0 || edgeSlot >= edgeSlots()) {
      throw new IllegalArgumentException(
          "edgeSlot: " + edgeSlot + " (expected: 0 to " + (edgeSlots() - 1) + ")");
    }
    return edgeSlot;
  }

  /// Ids and decisions rest on the log's time, so it must be the broker's.
  private static Map<String, String> commandsSettings() {
    var settings = new HashMap<>(settings(COMMANDS_KEPT, Duration.ofHours(6)));
    settings.put("message.timestamp.type", "LogAppendTime");
    return settings;
  }

  /// Only whole segments are dropped: records live up to `segment` longer.
  private static Map<String, String> settings(Duration kept, Duration segment) {
    return Map.of(
        "cleanup.policy", "delete",
        "retention.ms", Long.toString(kept.toMillis()),
        "segment.ms", Long.toString(segment.toMillis()),
        "max.message.bytes", Integer.toString(BATCH_BYTES_MAX),
        "compression.type", "producer"); // the broker never compresses anew what came in
  }
}
