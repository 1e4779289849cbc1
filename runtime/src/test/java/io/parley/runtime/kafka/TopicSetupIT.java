package io.parley.runtime.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.protocol.TopicSpec;
import io.parley.runtime.resilience.StageFailure;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EnginesExtension.class)
class TopicSetupIT {
  private final String prefix;
  private final KafkaSettings settings;
  private final List<TopicSetup> setups = new ArrayList<>();

  TopicSetupIT(TestEngines engines) {
    prefix = engines.topicPrefix();
    settings = KafkaSettings.defaults(engines.kafka(), "test");
  }

  @BeforeEach
  void connect() {
    for (int i = 0; i < 2; i++) {
      setups.add(TopicSetup.create(settings, 1));
    }
  }

  @AfterEach
  void disconnect() {
    setups.forEach(setup -> setup.close(Duration.ofSeconds(1)));
  }

  @Test
  void missingTopicsAreMadeOnceAndLeftAloneAfterwards() {
    List<TopicSpec> specs =
        List.of(
            spec("commands", 4, Map.of("message.timestamp.type", "LogAppendTime")),
            spec("health", 1, Map.of("retention.ms", "60000")));
    TopicReport first = RealKafka.await(setups.getFirst().ensure(specs));
    assertEquals(
        List.of(prefix + "commands", prefix + "health"),
        first.created().stream().sorted().toList());
    TopicReport second = RealKafka.await(setups.getFirst().ensure(specs));
    assertEquals(new TopicReport(List.of(), List.of()), second);
  }

  @Test
  void differencesAreToldAndNotMended() {
    RealKafka.await(setups.getFirst().ensure(List.of(spec("changed", 2, Map.of()))));
    TopicSpec wanted = spec("changed", 4, Map.of("message.timestamp.type", "LogAppendTime"));
    for (int i = 0; i < 2; i++) {
      TopicReport report = RealKafka.await(setups.getFirst().ensure(List.of(wanted)));
      assertEquals(
          List.of(
              "topic %schanged: partitions: 2 (expected: 4)".formatted(prefix),
              "topic %schanged: message.timestamp.type: CreateTime (expected: LogAppendTime)"
                  .formatted(prefix)),
          report.differences().stream().map(TopicReport.Difference::inWords).toList());
    }
  }

  @Test
  void processesThatRaceAreAllContent() {
    List<TopicSpec> specs = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      specs.add(spec("raced-" + i, 1, Map.of()));
    }
    List<CompletionStage<TopicReport>> reports = new ArrayList<>();
    for (TopicSetup setup : setups) {
      reports.add(ensureRepeatedly(setup, specs));
    }
    List<String> created = new ArrayList<>();
    for (CompletionStage<TopicReport> report : reports) {
      created.addAll(RealKafka.await(report).created());
      assertEquals(List.of(), RealKafka.await(report).differences());
    }
    assertEquals(created.stream().distinct().toList(), created, "nothing is made twice");
    TopicReport afterwards = RealKafka.await(setups.getFirst().ensure(specs));
    assertEquals(new TopicReport(List.of(), List.of()), afterwards);
  }

  /// As the policy of a service would. What an attempt that failed has made is in no report.
  private static CompletionStage<TopicReport> ensureRepeatedly(
      TopicSetup setup, List<TopicSpec> specs) {
    return setup
        .ensure(specs)
        .exceptionallyCompose(failure ->
            StageFailure.of(failure) instanceof UnknownTopicOrPartitionException
                ? ensureRepeatedly(setup, specs)
                : CompletableFuture.failedStage(failure));
  }

  private TopicSpec spec(String name, int partitions, Map<String, String> topicSettings) {
    return new TopicSpec(prefix + name, partitions, topicSettings);
  }
}
