package io.parley.runtime.kafka;

import io.parley.runtime.config.Require;
import io.parley.runtime.config.Setting;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/// How a service reaches Kafka, and how its producers and consumers behave.
public record KafkaSettings(
    @Setting(
            doc = "`host:port` of some brokers, separated by commas.",
            standard = "127.77.7.7:19092")
        String bootstrapServers,
    @Setting(doc = "What brokers call this process in their logs and quotas.", standard = "parley")
        String clientId,
    @Setting(
            doc =
                "TLS and SASL options under the names of Kafka's own clients: only `security.…`,"
                    + " `sasl.…` and `ssl.…`.",
            secret = true)
        Map<String, String> properties,
    @Setting(doc = "How records are sent.") ProducerSettings producer,
    @Setting(doc = "How records are fetched and handled.") ConsumerSettings consumer) {
  private static final Pattern SECURITY = Pattern.compile("(security|sasl|ssl)\\..+");

  public KafkaSettings {
    Require.filled(bootstrapServers, "bootstrapServers");
    Require.filled(clientId, "clientId");
    properties = Map.copyOf(properties);
    for (String name : properties.keySet()) {
      // Anything else could quietly take back what the loops rely on, such as acks=all
      if (!SECURITY.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "properties: %s (expected: names beginning with security., sasl. or ssl.)"
                .formatted(name));
      }
    }
  }

  public static KafkaSettings defaults(String bootstrapServers, String clientId) {
    return new KafkaSettings(
        bootstrapServers,
        clientId,
        Map.of(),
        ProducerSettings.defaults(),
        ConsumerSettings.defaults());
  }

  /// The same for records that have waited for company elsewhere.
  public KafkaSettings withoutLinger() {
    return new KafkaSettings(
        bootstrapServers, clientId, properties, producer.lingering(Duration.ZERO), consumer);
  }

  /// Without the values of [#properties], which hold passwords.
  @Override
  public String toString() {
    return "KafkaSettings[bootstrapServers=%s, clientId=%s, properties=%s, producer=%s, consumer=%s]"
        .formatted(bootstrapServers, clientId, properties.keySet(), producer, consumer);
  }
}
