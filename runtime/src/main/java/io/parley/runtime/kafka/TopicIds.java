package io.parley.runtime.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;

/// Tells one incarnation of a topic from another: a topic that was deleted and created again has
/// the same name and begins at the same offsets, but is another log.
///
/// Any thread may ask; stages complete on the client's thread, within [#WITHIN], and fail with
/// Kafka's own exceptions.
public final class TopicIds implements AutoCloseable {
  private static final Duration WITHIN = Duration.ofSeconds(5);
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private final Admin admin;

  TopicIds(Admin admin) {
    this.admin = admin;
  }

  /// With a client, and thus a thread, of its own until [#close]. Resolves addresses, which can
  /// block.
  public static TopicIds create(KafkaSettings settings) {
    Map<String, Object> properties = ClientProperties.common(settings, "topic-ids");
    int withinMs = ClientProperties.ms(WITHIN);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, withinMs);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, withinMs);
    return new TopicIds(Admin.create(properties));
  }

  /// The incarnation there is now. 64 of the 128 bits that Kafka gave it, at random.
  public CompletionStage<Long> incarnationOf(String topic) {
    DescribeTopicsOptions options =
        new DescribeTopicsOptions().timeoutMs(ClientProperties.ms(WITHIN));
    return admin
        .describeTopics(List.of(topic), options)
        .allTopicNames()
        .toCompletionStage()
        .thenApply(described -> incarnation(Objects.requireNonNull(described.get(topic), topic)));
  }

  private static long incarnation(TopicDescription description) {
    Uuid id = description.topicId();
    return id.getMostSignificantBits() ^ id.getLeastSignificantBits();
  }

  /// Waits for a second at most.
  @Override
  public void close() {
    admin.close(FAREWELL);
  }
}
