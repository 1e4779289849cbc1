package io.parley.runtime.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/// Writes one event as one line, whatever the event holds: a line break or an escape sequence that
/// came from outside must neither begin a line of its own nor reach a terminal.
abstract sealed class LogLine extends EncoderBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /// A longer text says nothing more, and would let one event fill the disk.
  private static final int TEXT_MAX = 16 * 1024;

  static LogLine of(LogConfig.Format format) {
    return switch (format) {
      case HUMAN -> new Human();
      case JSON -> new Json();
    };
  }

  abstract void write(ILoggingEvent event, StringBuilder line);

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(256);
    write(event, line);
    return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  static String time(ILoggingEvent event) {
    return TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
  }

  static List<KeyValuePair> pairs(ILoggingEvent event) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    return pairs == null ? List.of() : pairs;
  }

  static String throwable(ILoggingEvent event) {
    return event.getThrowableProxy() == null
        ? ""
        : ThrowableProxyUtil.asString(event.getThrowableProxy());
  }

  /// Appends text with everything escaped that is not plainly a character of it.
  static void escape(String text, StringBuilder to) {
    int length = Math.min(text.length(), TEXT_MAX);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> to.append('\\').append(c);
        case '\n' -> to.append("\\n");
        case '\r' -> to.append("\\r");
        case '\t' -> to.append("\\t");
        default -> {
          if (Character.isISOControl(c) || isInvisible(c)) {
            to.append("\\u").append(HEX.toHexDigits(c));
          } else {
            to.append(c);
          }
        }
      }
    }
    if (length < text.length()) {
      to.append("…");
    }
  }

  private static final java.util.HexFormat HEX = java.util.HexFormat.of();

  /// Line separators of Unicode, and what turns the direction of text.
  private static boolean isInvisible(char c) {
    return c == '\u2028'
        || c == '\u2029'
        || (c >= '\u202a' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069');
  }

  /// `2026-01-01T00:00:00.000Z INFO io.parley.edge.Sockets: text key=value`, a stack trace indented
  /// below.
  static final class Human extends LogLine {
    @Override
    void write(ILoggingEvent event, StringBuilder line) {
      line.append(time(event)).append(' ');
      line.append(String.format("%-5s", event.getLevel())).append(' ');
      line.append(event.getLoggerName()).append(": ");
      escape(event.getFormattedMessage(), line);
      for (KeyValuePair pair : pairs(event)) {
        line.append(' ').append(pair.key).append('=');
        escape(String.valueOf(pair.value), line);
      }
      for (String frame : throwable(event).lines().toList()) {
        line.append("\n    ");
        escape(frame.strip(), line);
      }
    }
  }

  /// One JSON object.
  static final class Json extends LogLine {
    @Override
    void write(ILoggingEvent event, StringBuilder line) {
      line.append("{\"time\":\"").append(time(event));
      line.append("\",\"level\":\"").append(event.getLevel());
      field("logger", event.getLoggerName(), line.append('"'));
      field("thread", event.getThreadName(), line);
      field("message", event.getFormattedMessage(), line);
      for (KeyValuePair pair : pairs(event)) {
        field(pair.key, String.valueOf(pair.value), line);
      }
      String throwable = throwable(event);
      if (!throwable.isEmpty()) {
        field("exception", throwable, line);
      }
      line.append('}');
    }

    private static void field(String name, String value, StringBuilder line) {
      line.append(",\"");
      escape(name, line);
      line.append("\":\"");
      escape(value, line);
      line.append('"');
    }
  }
}
