package io.parley.runtime.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/// Sets up the process's logs. Events go through a bounded queue to a thread of its own, because a
/// slow disk or terminal must not hold up an event loop; what finds the queue full is dropped and
/// counted.
public final class Logging implements AutoCloseable {
  private static final int QUEUE = 8_192;
  private static final String FILE_SIZE_MAX = "10MB";
  private static final int OLD_FILES = 3;

  private final LoggerContext context;
  private final CountingAppender appender;

  private Logging(LoggerContext context, CountingAppender appender) {
    this.context = context;
    this.appender = appender;
  }

  /// Replaces whatever was set up before. If the file cannot be written, what was set up before
  /// stays, and an [UncheckedIOException] says why.
  public static Logging start(LogConfig config) {
    return start(config, (LoggerContext) LoggerFactory.getILoggerFactory());
  }

  static Logging start(LogConfig config, LoggerContext context) {
    if (!config.file().isEmpty()) {
      // Logback itself would only note it where nobody looks
      LogFile.requireWritable(config.file());
    }
    context.reset();
    OutputStreamAppender<ILoggingEvent> output =
        config.file().isEmpty() ? new ConsoleAppender<>() : rolling(context, config.file());
    LogLine line = LogLine.of(config.format());
    line.setContext(context);
    line.start();
    output.setContext(context);
    output.setEncoder(line);
    output.start();
    if (!output.isStarted()) {
      context.reset();
      new QuietStart().configure(context);
      throw LogFile.cannotBeWritten(config.file(), new IOException("Logback refuses it"));
    }

    CountingAppender queue = new CountingAppender();
    queue.setContext(context);
    queue.setQueueSize(QUEUE);
    queue.setDiscardingThreshold(0);
    queue.setNeverBlock(true);
    queue.addAppender(output);
    queue.start();

    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.valueOf(config.level().name()));
    root.addAppender(queue);
    config
        .levels()
        .forEach((logger, level) ->
            context
                .getLogger(logger)
                .setLevel(Level.valueOf(LogConfig.levelOf(logger, level).name())));
    return new Logging(context, queue);
  }

  private static RollingFileAppender<ILoggingEvent> rolling(LoggerContext context, String file) {
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setFile(file);
    FixedWindowRollingPolicy window = new FixedWindowRollingPolicy();
    window.setContext(context);
    window.setParent(appender);
    window.setFileNamePattern(file + ".%i");
    window.setMinIndex(1);
    window.setMaxIndex(OLD_FILES);
    window.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
    size.setContext(context);
    size.setMaxFileSize(FileSize.valueOf(FILE_SIZE_MAX));
    size.start();
    appender.setRollingPolicy(window);
    appender.setTriggeringPolicy(size);
    return appender;
  }

  /// Events that were dropped because the queue was full.
  public Collector metrics() {
    return new Collector() {
      @Override
      public List<MetricFamilySamples> collect() {
        return List.of(
            new CounterMetricFamily(
                "parley_log_events_dropped_total",
                "Log events dropped because the queue to the output was full",
                appender.dropped.get()));
      }
    };
  }

  /// Writes what is queued, for a bounded time.
  @Override
  public void close() {
    context.stop();
  }

  private static final class CountingAppender extends AsyncAppender {
    private final AtomicLong dropped = new AtomicLong();

    @Override
    protected void append(ILoggingEvent event) {
      if (getRemainingCapacity() == 0) {
        dropped.incrementAndGet();
      } else {
        super.append(event);
      }
    }
  }
}
