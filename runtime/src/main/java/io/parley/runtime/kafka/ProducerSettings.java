package io.parley.runtime.kafka;

import io.parley.runtime.config.ByteSize;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.Require;
import io.parley.runtime.config.Setting;
import java.time.Duration;

/// How records are sent. That every replica in sync must have a record before it counts as sent
/// (`acks=all`), and that a resend never doubles it (idempotence), is not a setting.
public record ProducerSettings(
    // The one wait on a message's way (docs/decisions/0025): what shares a request here goes on
    // together. At 1,000 messages a second a millisecond more saves some 70 µs of each
    // (docs/costs.md)
    @Setting(
            doc =
                "How long commands wait for others to share a request with; one that comes alone"
                    + " goes at once.",
            standard = "4ms",
            max = "1s")
        Duration linger,
    // Twice Kafka's: under load batches fill before they have lingered, and a request is what
    // costs. The buffer holds one batch per partition, 256 of which fit four times over.
    @Setting(
            doc = "The most that one request carries for one partition.",
            standard = "32KiB",
            min = "1KiB",
            max = "1MiB")
        ByteSize batchSize,
    // Commands of some 200 bytes in small batches gain little, and processors are scarcer than
    // disks on one machine; lz4 where the network is
    @Setting(doc = "How batches are compressed.", standard = "none") Compression compression,
    @Setting(
            doc = "The most that waits to be sent, counted in batches.",
            standard = "32MiB",
            min = "1MiB",
            max = "1GiB")
        ByteSize bufferMemory,
    // Kafka's 2 minutes outlast every user: better to say no and let the client resend
    @Setting(
            doc = "When a record that no broker has confirmed is given up.",
            standard = "10s",
            min = "100ms",
            max = "5m")
        Duration deliveryTimeout,
    // Twice within the delivery timeout, so that one stuck broker does not fail a record
    @Setting(
            doc = "When an unanswered request is given up and sent again.",
            standard = "4s",
            min = "100ms",
            max = "1m")
        Duration requestTimeout,
    @Setting(
            doc = "Unconfirmed records beyond which a send is refused.",
            standard = "20000",
            min = "1",
            max = "1000000")
        int maxInFlightRecords,
    // Half the buffer, since batches that are not full take room too
    @Setting(
            doc = "Unconfirmed bytes beyond which a send is refused.",
            standard = "16MiB",
            min = "1KiB",
            max = "1GiB")
        ByteSize maxInFlightBytes,
    @Setting(
            doc = "What a refused sender is told to wait.",
            standard = "1s",
            min = "10ms",
            max = "1m")
        Duration retryAfter) {

  public ProducerSettings {
    Require.atLeast(Duration.ZERO, linger, "linger");
    Require.atLeast(new ByteSize(1_024), batchSize, "batchSize");
    Require.atLeast(batchSize, bufferMemory, "bufferMemory");
    Require.positive(requestTimeout, "requestTimeout");
    Require.atLeast(linger.plus(requestTimeout), deliveryTimeout, "deliveryTimeout");
    Require.atLeast(1, maxInFlightRecords, "maxInFlightRecords");
    Require.atLeast(new ByteSize(1), maxInFlightBytes, "maxInFlightBytes");
    if (maxInFlightBytes.compareTo(bufferMemory) > 0) {
      throw new IllegalArgumentException(
          "maxInFlightBytes: %s (expected: <= bufferMemory, %s)"
              .formatted(maxInFlightBytes, bufferMemory));
    }
    Require.positive(retryAfter, "retryAfter");
  }

  ProducerSettings lingering(Duration linger) {
    return new ProducerSettings(
        linger,
        batchSize,
        compression,
        bufferMemory,
        deliveryTimeout,
        requestTimeout,
        maxInFlightRecords,
        maxInFlightBytes,
        retryAfter);
  }

  public static ProducerSettings defaults() {
    return ConfigReader.standard(ProducerSettings.class);
  }
}
