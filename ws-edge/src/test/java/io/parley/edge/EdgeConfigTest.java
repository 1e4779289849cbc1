package io.parley.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.config.ConfigResult;
import java.time.Duration;
import java.util.List;
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

  private static EdgeConfig.Tls tls(String yaml) {
    var read = ConfigReader.read(EdgeConfig.class, "test", "tls:\n" + yaml, Map.of());
    return assertInstanceOf(ConfigResult.Valid.class, read).config() instanceof EdgeConfig config
        ? config.tls()
        : fail();
  }

  private static String fault(String yaml) {
    var read = ConfigReader.read(EdgeConfig.class, "test", "tls:\n" + yaml, Map.of());
    return assertInstanceOf(ConfigResult.Invalid.class, read).faults().getFirst().toString();
  }

  @Test
  void thereIsNoTlsUnlessBothFilesAreNamed() {
    assertFalse(ConfigReader.standard(EdgeConfig.class).tls().isOn());
    assertTrue(tls("  certificate: a.crt\n  key: a.key").isOn());
    String noKey = fault("  certificate: a.crt");
    assertTrue(noKey.startsWith("tls.key: empty (expected: a file"), noKey);
    String noCertificate = fault("  key: a.key");
    assertTrue(noCertificate.startsWith("tls.certificate: empty"), noCertificate);
  }

  /// Past it nobody could bring a request before the connection's deadline.
  @Test
  void aHandshakeOfTlsLeavesTimeForTheFirstRequest() {
    assertEquals(Duration.ofSeconds(9), tls("  handshake-within: 9s").handshakeWithin());
    String late = fault("  handshake-within: 10s");
    assertTrue(late.startsWith("tls.handshake-within: "), late);
  }

  @Test
  void theOldestVersionOfTlsIsOneOfTwo() {
    assertEquals(List.of("TLSv1.3"), tls("  version-min: 1.3").versions());
    assertEquals(List.of("TLSv1.3", "TLSv1.2"), tls("  version-min: 1.2").versions());
    String old = fault("  version-min: 1.1");
    assertTrue(old.contains("1.1 (expected: 1.2 or 1.3)"), old);
  }
}
