package io.parley.standalone.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A log as it grows, in whole lines; also where it is cut short, is gone for a moment, or another
/// file takes its place: the one that was open is read to its end first. For one thread; it stays
/// open as long as the process.
final class FollowedLog {
  static final int CHUNK = 64 * 1024;

  private final Path path;
  private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
  private @Nullable FileChannel in;
  private @Nullable Object identity;

  /// Where the first line begins that was not given yet.
  private long offset;

  private FollowedLog(Path path) {
    this.path = path;
  }

  static FollowedLog fromStart(Path path) throws IOException {
    FollowedLog log = new FollowedLog(path);
    log.open();
    return log;
  }

  static FollowedLog fromEnd(Path path) throws IOException {
    FollowedLog log = fromStart(path);
    log.offset = log.in == null ? 0 : log.in.size();
    return log;
  }

  /// Gives what has come since the last time.
  void read(Consumer<String> to) throws IOException {
    give(to, false);
    Object now = identity();
    if (now != null && !now.equals(identity)) {
      give(to, true);
      if (in != null) {
        in.close();
      }
      open();
      give(to, false);
    }
  }

  private void open() throws IOException {
    // asked before: if it is replaced in between, the next look finds out
    identity = identity();
    offset = 0;
    try {
      in = FileChannel.open(path);
    } catch (NoSuchFileException e) {
      in = null;
      identity = null;
    }
  }

  /// Which file is there, whatever its name; null if none is.
  private @Nullable Object identity() throws IOException {
    try {
      Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return Objects.requireNonNullElse(key, path);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /// @param all also what has no line end, because none will come
  private void give(Consumer<String> to, boolean all) throws IOException {
    if (in == null) {
      return;
    }
    if (in.size() < offset) {
      offset = 0;
    }
    int end;
    do {
      int read = fill(in);
      end = afterLastLineEnd(read);
      // a line longer than the buffer comes in pieces
      if (end == 0 && (all || read == CHUNK)) {
        end = read;
      }
      new String(buffer.array(), 0, end, StandardCharsets.UTF_8).lines().forEach(to);
      offset += end;
    } while (end > 0);
  }

  private int fill(FileChannel from) throws IOException {
    buffer.clear();
    int read = 0;
    while (buffer.hasRemaining() && read >= 0) {
      read = from.read(buffer, offset + buffer.position());
    }
    return buffer.position();
  }

  private int afterLastLineEnd(int length) {
    int end = length;
    while (end > 0 && buffer.get(end - 1) != '\n') {
      end--;
    }
    return end;
  }
}
