package io.parley.testing.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.engines.EngineKind;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EnginesExtension.class)
class EnginesExtensionIT {
  @Test
  void aSuspendedEngineKeepsItsPortAndSaysNothing(TestEngines engines) throws IOException {
    assertEquals("+PONG", ping(engines));
    engines.suspend(EngineKind.REDIS);
    assertThrows(SocketTimeoutException.class, () -> ping(engines));
    engines.resume(EngineKind.REDIS);
    assertEquals("+PONG", ping(engines));
  }

  @Test
  void aKilledEngineComesBack(TestEngines engines) throws IOException {
    engines.kill(EngineKind.REDIS);
    engines.awaitReady(EngineKind.REDIS);
    assertEquals("+PONG", ping(engines));
  }

  @Test
  void aStoppedEngineStaysDownUntilStarted(TestEngines engines) throws IOException {
    engines.stop(EngineKind.REDIS);
    assertThrows(IOException.class, () -> ping(engines));
    engines.start(EngineKind.REDIS);
    assertEquals("+PONG", ping(engines));
  }

  @Test
  void eachTestClassHasNamesOfItsOwn(TestEngines engines) {
    TestEngines others = EngineHostClient.connect().engines();
    assertEquals(engines.redis(), others.redis());
    assertNotEquals(engines.keyspace(), others.keyspace());
  }

  private static String ping(TestEngines engines) throws IOException {
    try (Socket socket = new Socket(engines.redis().getAddress(), engines.redis().getPort())) {
      socket.setSoTimeout(300);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
    }
  }
}
