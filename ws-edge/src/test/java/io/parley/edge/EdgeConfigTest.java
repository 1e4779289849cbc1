package io.parley.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EdgeConfigTest {
  /// Clients are told it in whole seconds, so there is none below one.
  @Test
  void aHeartbeatIsAtLeastASecond() {
    var read = ConfigReader.read(EdgeConfig.class, "test", "heartbeat: 999ms", Map.of());
    ConfigResult.Invalid<?> invalid = assertInstanceOf(ConfigResult.Invalid.class, read);
    assertEquals(1, invalid.faults().size(), invalid.faults().toString());
  }
}
