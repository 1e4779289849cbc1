package io.parley.runtime.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.protocol.TopicSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

class TopicSetupTest {
  private static final TopicSpec COMMANDS =
      new TopicSpec(
          "commands",
          4,
          Map.of("message.timestamp.type", "LogAppendTime", "retention.ms", "604800000"));

  @Test
  void topicAsItShouldBeHasNoDifferences() {
    assertEquals(List.of(), differences(4, 3, "LogAppendTime"));
  }

  @Test
  void threeCopiesAreWorthNothingUnlessTwoConfirm() {
    assertEquals(
        List.of("topic commands: min.insync.replicas: 1 (expected: 2)"),
        differences(4, 3, "LogAppendTime", "1").stream()
            .map(TopicReport.Difference::inWords)
            .toList());
  }

  @Test
  void eachDifferenceIsTold() {
    List<String> told =
        differences(8, 1, "CreateTime").stream().map(TopicReport.Difference::inWords).toList();
    assertEquals(
        List.of(
            "topic commands: partitions: 8 (expected: 4)",
            "topic commands: replication: 1 (expected: 3)",
            "topic commands: message.timestamp.type: CreateTime (expected: LogAppendTime)"),
        told);
  }

  private static List<TopicReport.Difference> differences(
      int partitions, int replication, String timestampType) {
    return differences(partitions, replication, timestampType, "2");
  }

  private static List<TopicReport.Difference> differences(
      int partitions, int replication, String timestampType, String minInsync) {
    List<Node> replicas =
        IntStream.range(0, replication).mapToObj(id -> new Node(id, "localhost", 1)).toList();
    List<TopicPartitionInfo> infos =
        IntStream.range(0, partitions)
            .mapToObj(id -> new TopicPartitionInfo(id, replicas.getFirst(), replicas, replicas))
            .toList();
    Config config =
        new Config(
            List.of(
                new ConfigEntry("message.timestamp.type", timestampType),
                new ConfigEntry("retention.ms", "604800000"),
                new ConfigEntry("min.insync.replicas", minInsync),
                new ConfigEntry("segment.ms", "1")));
    return TopicSetup.differences(
        COMMANDS, 3, new TopicDescription("commands", false, infos), config);
  }
}
