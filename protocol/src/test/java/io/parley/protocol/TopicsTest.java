package io.parley.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TopicsTest {
  private final Topics topics = Topics.standard();

  @Test
  void namesAndPartitionsAreAsDocumented() {
    assertEquals(
        List.of("commands 4", "deliveries 64", "pushes 16", "health 1"),
        topics.all().stream().map(topic -> topic.name() + " " + topic.partitions()).toList());
  }

  @Test
  void prefixStandsBeforeEveryName() {
    assertEquals(
        List.of("acme.commands", "acme.deliveries", "acme.pushes", "acme.health"),
        Topics.withPrefix("acme.").all().stream().map(TopicSpec::name).toList());
  }

  @Test
  void commandsHaveTheBrokersTime() {
    assertEquals("LogAppendTime", topics.commands().settings().get("message.timestamp.type"));
  }

  @Test
  void everyTopicIsBoundedInTimeAndBatch() {
    for (TopicSpec topic : topics.all()) {
      assertTrue(Long.parseLong(topic.settings().getOrDefault("retention.ms", "-1")) > 0);
      assertTrue(
          Integer.parseInt(topic.settings().getOrDefault("max.message.bytes", "-1"))
              >= 4 * FrameLimits.DEFAULT.maxBytes());
    }
  }

  @Test
  void edgeSlotIsItsPartition() {
    assertEquals(0, topics.deliveryPartition(0));
    assertEquals(63, topics.deliveryPartition(63));
    assertEquals(
        "edgeSlot: 64 (expected: 0 to 63)",
        assertThrows(IllegalArgumentException.class, () -> topics.deliveryPartition(64))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> topics.deliveryPartition(-1));
  }

  @Test
  void commandsHaveNoMorePartitionsThanIdsHaveWorkers() {
    TopicSpec wide = topics.commands().withPartitions(Topics.COMMANDS_PARTITIONS_MAX + 1);
    assertEquals(
        "commands.partitions: 1025 (expected: <= 1024)",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Topics(wide, topics.deliveries(), topics.pushes(), topics.health()))
            .getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "é", "a b", "\n"})
  void namesKafkaWouldRefuseAreRefusedHere(String prefix) {
    assertThrows(IllegalArgumentException.class, () -> Topics.withPrefix(prefix));
  }

  @Test
  void aTopicHasAtLeastOnePartition() {
    assertThrows(IllegalArgumentException.class, () -> new TopicSpec("t", 0, Map.of()));
  }
}
