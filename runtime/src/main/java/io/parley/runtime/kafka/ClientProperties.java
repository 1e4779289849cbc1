package io.parley.runtime.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;

/// Our settings in the words of Kafka's clients. What is decided here and not in the settings is
/// what the rest of the package relies on.
final class ClientProperties {
  /// Metadata of a topic that is idle must stay: fetching it anew would fail the next send, which
  /// never waits.
  private static final Duration KEEP_METADATA = Duration.ofDays(365);

  private ClientProperties() {}

  /// What every client has in common; `use` tells this process's clients apart.
  static Map<String, Object> common(KafkaSettings settings, String use) {
    Map<String, Object> properties = new HashMap<>(settings.properties());
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, settings.clientId() + "-" + use);
    // We count for ourselves: no telemetry requests to brokers, no JMX
    properties.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    properties.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
    return properties;
  }

  static Map<String, Object> producer(KafkaSettings settings, String use) {
    ProducerSettings producer = settings.producer();
    Map<String, Object> properties = common(settings, use);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // send() never waits: not for metadata, not for memory
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0L);
    properties.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, KEEP_METADATA.toMillis());
    properties.put(ProducerConfig.LINGER_MS_CONFIG, producer.linger().toMillis());
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, producer.batchSize().asInt());
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, producer.compression().configValue());
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, producer.bufferMemory().bytes());
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, ms(producer.deliveryTimeout()));
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, ms(producer.requestTimeout()));
    return properties;
  }

  static Map<String, Object> consumer(KafkaSettings settings, String use) {
    ConsumerSettings consumer = settings.consumer();
    Map<String, Object> properties = common(settings, use);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // Where to begin is decided by the loop, and an offset that is gone must be heard of
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, consumer.maxPollRecords());
    properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, consumer.fetchMinSize().asInt());
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, consumer.fetchMaxSize().asInt());
    properties.put(
        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, consumer.partitionFetchMaxSize().asInt());
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, ms(consumer.fetchMaxWait()));
    properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, ms(consumer.requestTimeout()));
    return properties;
  }

  static Map<String, Object> groupMember(KafkaSettings settings, String use, String groupId) {
    ConsumerSettings consumer = settings.consumer();
    Map<String, Object> properties = consumer(settings, use);
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
    properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, ms(consumer.sessionTimeout()));
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, ms(consumer.heartbeatInterval()));
    properties.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, ms(consumer.maxPollInterval()));
    return properties;
  }

  static int ms(Duration duration) {
    return Math.toIntExact(duration.toMillis());
  }
}
