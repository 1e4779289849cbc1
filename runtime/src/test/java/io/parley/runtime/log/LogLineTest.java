package io.parley.runtime.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogLineTest {
  private static final String NASTY = "a\nb\r\u001b[31m\"c\\\u2028\u202e";

  @Test
  void aHumanLineTellsTimeLevelLoggerTextAndPairs() {
    assertEquals(
        "2026-01-02T03:04:05.006Z WARN  io.parley.Test: sent request=r-1\n",
        encode(LogConfig.Format.HUMAN, "sent", "r-1", null));
  }

  @Test
  void aJsonLineIsOneObject() {
    JsonObject line = new JsonObject(encode(LogConfig.Format.JSON, "sent", "r-1", null));
    assertEquals("2026-01-02T03:04:05.006Z", line.getString("time"));
    assertEquals("WARN", line.getString("level"));
    assertEquals("sent", line.getString("message"));
    assertEquals("r-1", line.getString("request"));
  }

  @Test
  void whatCameFromOutsideStaysOnItsLine() {
    for (LogConfig.Format format : LogConfig.Format.values()) {
      String line = encode(format, NASTY, NASTY, null);
      assertEquals(1, line.lines().count(), line);
      assertFalse(
          line.strip().chars().anyMatch(c -> Character.isISOControl(c) || c == 0x202e), line);
    }
    JsonObject json = new JsonObject(encode(LogConfig.Format.JSON, NASTY, NASTY, null));
    assertEquals(NASTY, json.getString("message"));
    assertEquals(NASTY, json.getString("request"));
  }

  @Test
  void anExceptionsTextCannotForgeALine() {
    Exception forged = new IllegalStateException("bad\n2026-01-01T00:00:00.000Z INFO  all is well");
    String human = encode(LogConfig.Format.HUMAN, "failed", "r-1", forged);
    assertTrue(human.lines().skip(1).allMatch(line -> line.startsWith("    ")), human);
    JsonObject json = new JsonObject(encode(LogConfig.Format.JSON, "failed", "r-1", forged));
    assertTrue(json.getString("exception").contains("all is well"));
  }

  @Test
  void aHugeTextIsCut() {
    assertTrue(encode(LogConfig.Format.JSON, "x".repeat(1_000_000), "r-1", null).length() < 20_000);
  }

  private static String encode(
      LogConfig.Format format, String text, String request, @Nullable Throwable throwable) {
    LoggerContext context = new LoggerContext();
    LoggingEvent event =
        new LoggingEvent(
            "", context.getLogger("io.parley.Test"), Level.WARN, text, throwable, null);
    event.setInstant(Instant.parse("2026-01-02T03:04:05.006Z"));
    event.setKeyValuePairs(List.of(new KeyValuePair("request", request)));
    return new String(LogLine.of(format).encode(event), StandardCharsets.UTF_8);
  }
}
