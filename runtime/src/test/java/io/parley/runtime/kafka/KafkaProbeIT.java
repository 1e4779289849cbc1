package io.parley.runtime.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engines.EngineKind;
import io.parley.testing.Eventually;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EnginesExtension.class)
class KafkaProbeIT {
  @Test
  void probeSeesUpDownUpWithoutARestartOrMoreThreads(TestEngines engines) {
    try (RealKafka kafka = new RealKafka(engines, "health").withTopic(1)) {
      KafkaProbe probe = probe(kafka);
      try {
        assertUp(probe);
        engines.suspend(EngineKind.KAFKA);
        assertInstanceOf(ProbeResult.Down.class, RealKafka.await(probe.probe()));
        int threads = Thread.activeCount();
        for (int i = 0; i < 5; i++) {
          assertInstanceOf(ProbeResult.Down.class, RealKafka.await(probe.probe()));
        }
        assertTrue(Thread.activeCount() <= threads, "threads: " + Thread.activeCount());
        engines.resume(EngineKind.KAFKA);
        Eventually.eventually(Duration.ofSeconds(30), () -> assertUp(probe));
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
        ProbeResult.Down down =
            assertInstanceOf(ProbeResult.Down.class, RealKafka.await(probe.probe()));
        assertEquals("Kafka has no topic %s.".formatted(kafka.topic), down.reason());
      } finally {
        probe.close();
      }
    }
  }

  private static KafkaProbe probe(RealKafka kafka) {
    return KafkaProbe.create(
        kafka.settings,
        new KafkaProbe.Target(kafka.topic, "edge-1", Duration.ofMillis(1_500)),
        new KafkaProbe.Surroundings(kafka.executor, System::nanoTime, new Random(1)));
  }

  private static void assertUp(KafkaProbe probe) {
    ProbeResult result = RealKafka.await(probe.probe());
    assertInstanceOf(ProbeResult.Up.class, result, result.toString());
  }
}
