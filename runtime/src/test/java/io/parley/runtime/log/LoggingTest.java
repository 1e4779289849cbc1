package io.parley.runtime.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggingTest {
  @TempDir private Path folder;

  private final LoggerContext context = context();

  @Test
  void whatIsLoggedIsInTheFileWhenLoggingHasEnded() throws IOException {
    Path file = folder.resolve("made/parley.log");
    Logging logging = Logging.start(config(file), context);
    context.getLogger("io.parley.Test").info("hello");
    logging.close();
    assertTrue(Files.readString(file).contains("io.parley.Test: hello"));
  }

  @Test
  void startingAgainOnTheSameFileGoesOnInIt() throws IOException {
    Path file = folder.resolve("parley.log");
    Logging _ = Logging.start(config(file), context);
    context.getLogger("io.parley.Test").info("one");
    Logging again = Logging.start(config(file), context);
    context.getLogger("io.parley.Test").info("two");
    again.close();
    assertEquals(2, Files.readAllLines(file).size());
  }

  @Test
  void aFileThatCannotBeWrittenIsASentenceAndChangesNothing() throws IOException {
    Path inTheWay = Files.writeString(folder.resolve("file"), "");
    Path below = inTheWay.resolve("parley.log");
    ListAppender<ILoggingEvent> before = new ListAppender<>();
    before.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(before);

    assertEquals(
        "log.file: " + below + " cannot be written (" + inTheWay + " is no directory)",
        assertThrows(UncheckedIOException.class, () -> Logging.start(config(below), context))
            .getMessage());
    assertEquals(
        "log.file: " + folder + " cannot be written (Is a directory)",
        assertThrows(UncheckedIOException.class, () -> Logging.start(config(folder), context))
            .getMessage());

    context.getLogger("io.parley.Test").warn("still here");
    assertEquals("still here", before.list.getFirst().getMessage());
    assertEquals(Level.WARN, root.getLevel());
    assertNull(context.getLogger("io.parley").getLevel());
    assertFalse(Files.exists(below));
  }

  private static LoggerContext context() {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    return context;
  }

  private static LogConfig config(Path file) {
    return new LogConfig(
        LogConfig.Format.HUMAN,
        LogConfig.Level.INFO,
        Map.of("io.parley", "debug"),
        file.toString());
  }
}
