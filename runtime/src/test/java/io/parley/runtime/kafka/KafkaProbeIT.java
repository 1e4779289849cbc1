package io.parley.runtime.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engines.EngineKind;
import io.parley.testing.Eventually;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EnginesExtension.class)
class KafkaProbeIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void probeSeesUpDownUpWithoutARestartOrMoreThreads(TestEngines engines) {
    try (RealKafka kafka = new RealKafka(engines, "health").withTopic(1)) {
      KafkaProbe probe = probe(kafka);
      try {
        // The first one also connects, which may take longer than a probe may
        Eventually.eventually(PATIENCE, () -> assertUp(probe));
        engines.suspend(EngineKind.KAFKA);
        assertInstanceOf(ProbeResult.Down.class, RealKafka.await(probe.probe()));
        int threads = Thread.activeCount();
        for (int i = 0; i < 5; i++) {
          assertInstanceOf(ProbeResult.Down.class, RealKafka.await(probe.probe()));
        }
        assertTrue(Thread.activeCount() <= threads, "threads: " + Thread.activeCount());
        engines.resume(EngineKind.KAFKA);
        Eventually.eventually(PATIENCE, () -> assertUp(probe));
        for (int i = 0; i < 20; i++) {
          assertUp(probe);
        }
      } finally {
        probe.close();
      }
    }
  }

  @Test
  void missingTopicIsSaid(TestEngines engines) {
    try (RealKafka kafka = new RealKafka(engines, "no-health")) {
      KafkaProbe probe = probe(kafka);
      try {
        ProbeResult said = new ProbeResult.Down("Kafka has no topic %s.".formatted(kafka.topic));
        Eventually.eventually(PATIENCE, () -> assertEquals(said, RealKafka.await(probe.probe())));
      } finally {
        probe.close();
      }
    }
  }

  private static KafkaProbe probe(RealKafka kafka) {
    return KafkaProbe.create(
        kafka.settings,
        new KafkaProbe.Target(kafka.topic, "edge-1", Duration.ofMillis(1_500)),
        kafka.surroundings);
  }

  private static void assertUp(KafkaProbe probe) {
    ProbeResult result = RealKafka.await(probe.probe());
    assertInstanceOf(ProbeResult.Up.class, result, result.toString());
  }
}
