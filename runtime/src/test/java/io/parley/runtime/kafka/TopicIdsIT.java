package io.parley.runtime.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.runtime.resilience.StageFailure;
import io.parley.testing.Eventually;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EnginesExtension.class)
class TopicIdsIT {
  private final TestEngines engines;
  private final KafkaSettings settings;

  TopicIdsIT(TestEngines engines) {
    this.engines = engines;
    this.settings = KafkaSettings.defaults(engines.kafka(), "test");
  }

  @Test
  void topicMadeAnewIsAnotherLog() {
    try (RealKafka kafka = new RealKafka(engines, "made-anew").withTopic(1);
        TopicIds ids = TopicIds.create(settings);
        Admin operator = Admin.create(Map.of("bootstrap.servers", engines.kafka()))) {
      long first = RealKafka.await(ids.incarnationOf(kafka.topic));
      assertEquals(first, RealKafka.await(ids.incarnationOf(kafka.topic)));
      RealKafka.await(operator.deleteTopics(List.of(kafka.topic)).all().toCompletionStage());
      Eventually.eventually(
          Duration.ofSeconds(30),
          () ->
              RealKafka.await(
                  operator
                      .createTopics(
                          List.of(new NewTopic(kafka.topic, Optional.of(1), Optional.empty())))
                      .all()
                      .toCompletionStage()));
      Eventually.eventually(
          Duration.ofSeconds(30),
          () -> assertNotEquals(first, RealKafka.await(ids.incarnationOf(kafka.topic))));
    }
  }

  @Test
  void topicThatIsNotThereIsAFailure() {
    try (TopicIds ids = TopicIds.create(settings)) {
      CompletionException failed =
          assertThrows(
              CompletionException.class,
              () -> RealKafka.await(ids.incarnationOf(engines.topicPrefix() + "none")));
      assertEquals(UnknownTopicOrPartitionException.class, StageFailure.of(failed).getClass());
    }
  }
}
