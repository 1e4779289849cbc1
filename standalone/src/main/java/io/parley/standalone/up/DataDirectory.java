package io.parley.standalone.up;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The folder that keeps everything of one Parley across restarts.
///
/// ```
/// engines/   what Cassandra, Kafka and Redis store
/// logs/      a log for each process, bounded
/// run/       who runs now: lock, processes, state
/// ```
///
/// The lock is one of the operating system's: it goes with the launcher that holds it, however that
/// ends, so it can never be stale.
public final class DataDirectory implements AutoCloseable {
  private static final long FREE_MIN = 1L << 30;

  private final Path root;
  private @Nullable FileChannel lockFile;

  public DataDirectory(Path root) {
    this.root = root.toAbsolutePath().normalize();
    // the engines' own configuration files give these a meaning
    if (this.root.toString().matches(".*[,:;&<>\"'$\\\\\\p{Cntrl}].*")) {
      throw new IllegalArgumentException(
          "the data directory \"%s\" has a character that the engines cannot take: choose another with --data"
              .formatted(this.root));
    }
  }

  public Path root() {
    return root;
  }

  Path engines() {
    return root.resolve("engines");
  }

  public Path logs() {
    return root.resolve("logs");
  }

  public Path ledger() {
    return root.resolve("run/processes");
  }

  Path state() {
    return root.resolve("run/state");
  }

  /// Takes the folder for this process, making it if needed.
  void lock() throws IOException {
    try {
      Files.createDirectories(root.resolve("run"));
      Files.createDirectories(logs());
    } catch (IOException e) {
      throw new IOException("the data directory " + root + " cannot be made: " + e.getMessage(), e);
    }
    FileChannel channel =
        FileChannel.open(
            root.resolve("run/lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!takes(channel)) {
      channel.close();
      throw new IOException(
          "another ./parley up uses "
              + root
              + ": end it (./parley down --data "
              + root
              + "), or choose another folder with --data");
    }
    lockFile = channel;
  }

  /// Whether a launcher holds the folder now.
  public boolean isLocked() throws IOException {
    Path file = root.resolve("run/lock");
    if (!Files.exists(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return !takes(channel);
    }
  }

  private static boolean takes(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // held by this very process
      return false;
    }
  }

  void requireSpace() throws IOException {
    requireSpace(FREE_MIN);
  }

  void requireSpace(long bytesMin) throws IOException {
    long free = Files.getFileStore(root).getUsableSpace();
    if (free < bytesMin) {
      throw new IOException(
          "%s has %d MiB free (expected: at least %d): make room, or choose another disk with --data"
              .formatted(root, free >> 20, bytesMin >> 20));
    }
  }

  @Override
  public void close() throws IOException {
    if (lockFile != null) {
      lockFile.close();
    }
  }
}
