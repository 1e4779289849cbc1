package io.parley.runtime.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.runtime.config.ByteSize;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {
  private static final KafkaSettings DEFAULTS = KafkaSettings.defaults("localhost:9092", "edge-1");

  @Test
  void kafkasOwnChecksAcceptTheDefaults() {
    Map<String, Object> producing = ClientProperties.producer(DEFAULTS, "main");
    producing.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    producing.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    ProducerConfig producer = new ProducerConfig(producing);
    assertEquals("all", producer.getString(ProducerConfig.ACKS_CONFIG).replace("-1", "all"));
    assertEquals(true, producer.getBoolean(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG));
    assertEquals(0L, producer.getLong(ProducerConfig.MAX_BLOCK_MS_CONFIG));
    Map<String, Object> consuming = ClientProperties.groupMember(DEFAULTS, "main", "routers");
    consuming.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    consuming.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    ConsumerConfig consumer = new ConsumerConfig(consuming);
    assertEquals(10_000, consumer.getInt(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG));
    assertEquals("edge-1-main", consumer.getString(ConsumerConfig.CLIENT_ID_CONFIG));
    assertEquals(false, consumer.getBoolean(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG));
  }

  @Test
  void whatTheLoopsRelyOnCannotBeTakenBack() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> withProperty("acks", "1"));
    assertEquals(
        "properties: acks (expected: names beginning with security., sasl. or ssl.)",
        refused.getMessage());
    assertEquals(
        "SSL",
        ClientProperties.common(withProperty("security.protocol", "SSL"), "x")
            .get("security.protocol"));
  }

  @Test
  void textNeverShowsPasswords() {
    String text = withProperty("sasl.jaas.config", "password=\"hunter2\"").toString();
    assertTrue(text.contains("sasl.jaas.config"), text);
    assertFalse(text.contains("hunter2"), text);
  }

  @Test
  void valuesThatCannotWorkTogetherAreRefused() {
    assertRefused(
        "deliveryTimeout: PT1S (expected: >= PT4.004S)",
        _ -> producer(Duration.ofSeconds(1), "16MiB"));
    assertRefused(
        "maxInFlightBytes: 64MiB (expected: <= bufferMemory, 32MiB)",
        _ -> producer(Duration.ofSeconds(10), "64MiB"));
    assertRefused("queueHighRecords: 10 (expected: >= 11)", _ -> loop(10, 10));
    assertRefused("queueLowRecords: -1 (expected: >= 0)", _ -> loop(10, -1));
  }

  private static void assertRefused(String message, Function<String, Object> making) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> making.apply(message));
    assertEquals(message, refused.getMessage());
  }

  private static KafkaSettings withProperty(String name, String value) {
    return new KafkaSettings(
        "localhost:9092", "edge-1", Map.of(name, value), DEFAULTS.producer(), DEFAULTS.consumer());
  }

  private static ProducerSettings producer(Duration deliveryTimeout, String maxInFlight) {
    ProducerSettings defaults = ProducerSettings.defaults();
    return new ProducerSettings(
        defaults.linger(),
        defaults.batchSize(),
        defaults.compression(),
        defaults.bufferMemory(),
        deliveryTimeout,
        defaults.requestTimeout(),
        defaults.maxInFlightRecords(),
        ByteSize.parse(maxInFlight),
        defaults.retryAfter());
  }

  private static LoopSettings loop(int queueHigh, int queueLow) {
    LoopSettings defaults = LoopSettings.defaults();
    return new LoopSettings(
        defaults.batchMaxRecords(),
        defaults.batchMaxSize(),
        queueHigh,
        queueLow,
        defaults.queueHighSize(),
        defaults.queueLowSize(),
        defaults.commitInterval(),
        defaults.drainTimeout(),
        defaults.retryFirstDelay(),
        defaults.retryMaxDelay());
  }
}
