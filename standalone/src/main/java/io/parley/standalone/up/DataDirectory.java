package io.parley.standalone.up;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
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
  /// The one that is meant when nobody says.
  public static final Path STANDARD = Path.of(".parley");

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

  /// Of the keys that sign tokens.
  public Path keys() {
    return root.resolve("keys");
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

  /// What a command needs to find this folder again, with a blank before it; nothing if it is the
  /// one that is meant anyway.
  public String option() {
    if (root.equals(STANDARD.toAbsolutePath())) {
      return "";
    }
    String name = root.toString();
    // a root has no quotes of its own
    return " --data " + (name.matches("[\\p{L}\\p{N}/._-]+") ? name : "'" + name + "'");
  }

  /// Makes the folder, if there is none.
  public void make() throws IOException {
    try {
      Files.createDirectories(root.resolve("run"));
      Files.createDirectories(logs());
    } catch (FileSystemException e) {
      throw unusable("made", e);
    }
  }

  /// Takes the folder for this process, making it if needed.
  void lock() throws IOException {
    make();
    FileChannel channel = open(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!takes(channel)) {
      channel.close();
      throw taken();
    }
    lockFile = channel;
  }

  /// Fails as [#lock] would while a launcher holds the folder.
  public void requireUnlocked() throws IOException {
    if (isLocked()) {
      throw taken();
    }
  }

  /// Whether a launcher holds the folder now.
  public boolean isLocked() throws IOException {
    if (!Files.exists(root.resolve("run/lock"))) {
      return false;
    }
    try (FileChannel channel = open(StandardOpenOption.WRITE)) {
      return !takes(channel);
    }
  }

  private FileChannel open(StandardOpenOption... how) throws IOException {
    try {
      return FileChannel.open(root.resolve("run/lock"), how);
    } catch (FileSystemException e) {
      throw unusable("used", e);
    }
  }

  private IOException unusable(String verb, FileSystemException cause) {
    return new IOException(
        "the data directory %s cannot be %s (%s): choose another with --data"
            .formatted(root, verb, FileReason.of(cause)),
        cause);
  }

  private IOException taken() {
    return new IOException(
        "another ./parley up uses %s: end it (./parley down%s), or choose another folder with --data"
            .formatted(root, option()));
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
