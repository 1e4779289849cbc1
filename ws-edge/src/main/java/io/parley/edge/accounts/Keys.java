package io.parley.edge.accounts;

import io.parley.runtime.FaultText;
import io.parley.runtime.Surroundings;
import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys as last read from their directory, read again and again. A directory that cannot be
/// read, or has lost all its keys, changes nothing: that is more likely a mistake than a wish to
/// log everybody out. [#ring] is for any thread.
final class Keys {
  private static final Logger log = LoggerFactory.getLogger(Keys.class);

  private final KeyDirectory directory;
  private final AccountsConfig.Tokens config;
  private final Surroundings surroundings;
  private final AccountsMetrics metrics;
  private volatile KeyRing ring = KeyRing.EMPTY;
  private volatile @Nullable Future<?> next;
  private volatile boolean stopped;

  Keys(
      KeyDirectory directory,
      AccountsConfig.Tokens config,
      Surroundings surroundings,
      AccountsMetrics metrics) {
    this.directory = directory;
    this.config = config;
    this.surroundings = surroundings;
    this.metrics = metrics;
  }

  KeyRing ring() {
    return ring;
  }

  /// Blocks until there are keys.
  void start() throws IOException {
    directory.makeFirst();
    KeyRing read = directory.read();
    if (read.keys().isEmpty()) {
      throw new IOException("no key in the directory of keys can be read");
    }
    take(read);
    readLater();
  }

  void stop() {
    stopped = true;
    Future<?> waiting = next;
    if (waiting != null) {
      waiting.cancel(false);
    }
  }

  private void readLater() {
    if (stopped) {
      return;
    }
    try {
      next =
          surroundings
              .timer()
              .schedule(
                  () -> surroundings.blocking().execute(this::readAgain),
                  config.readKeysEvery().toNanos(),
                  TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      log.atDebug().log("keys are not read again: ending");
    }
  }

  private void readAgain() {
    try {
      KeyRing read = directory.read();
      if (read.keys().isEmpty()) {
        throw new IOException("no key is left");
      }
      take(read);
    } catch (IOException | RuntimeException e) {
      metrics.keysUnreadable();
      log.atError()
          .addKeyValue("reason", FaultText.of(e))
          .log("keys cannot be read; those read before stay");
    }
    readLater();
  }

  private void take(KeyRing read) {
    ring = read;
    read.signer(surroundings.clock().instant(), config.signWithKeysAfter())
        .ifPresent(
            signer -> metrics.keysRead(read.keys().size(), signer.madeAt().getEpochSecond()));
  }
}
