package io.parley.runtime.kafka;

import java.time.Duration;

/// Whether Kafka answered a probe.
public sealed interface ProbeResult {
  /// A record was written and read back.
  record Up(Duration latency) implements ProbeResult {}

  /// Kafka did not, or not in time.
  ///
  /// @param reason one sentence, without secrets
  record Down(String reason) implements ProbeResult {}
}
