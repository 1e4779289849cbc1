package io.parley.engines;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The last lines of a log.
public final class LogTail {
  private static final int BYTES_FIRST = 64 * 1024;
  static final int BYTES_MAX = 4 * 1024 * 1024;

  private LogTail() {}

  /// Up to `lines` last lines of those files that exist, the first file's first; fewer where they
  /// are longer than 4 MiB together.
  public static List<String> of(List<Path> files, int lines) {
    return files.stream().distinct().flatMap(file -> of(file, lines).stream()).toList();
  }

  private static List<String> of(Path file, int lines) {
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    try (FileChannel in = FileChannel.open(file)) {
      long end = in.size();
      int wanted = BYTES_FIRST;
      byte[] bytes = last(in, end, wanted);
      // one line end more than lines: the first of them may lack its beginning
      while (lineEnds(bytes) <= lines && wanted < Math.min(BYTES_MAX, end)) {
        wanted *= 4;
        bytes = last(in, end, wanted);
      }
      List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      int whole = wanted < end && all.size() > 1 ? 1 : 0;
      return all.subList(Math.max(whole, all.size() - lines), all.size());
    } catch (IOException e) {
      return List.of("(" + file + " cannot be read: " + e.getMessage() + ")");
    }
  }

  /// Fewer bytes if the file becomes shorter meanwhile.
  private static byte[] last(FileChannel in, long end, int count) throws IOException {
    long from = Math.max(0, end - count);
    ByteBuffer buffer = ByteBuffer.allocate((int) (end - from));
    int read = 0;
    while (buffer.hasRemaining() && read >= 0) {
      read = in.read(buffer, from + buffer.position());
    }
    byte[] bytes = new byte[buffer.position()];
    buffer.flip().get(bytes);
    return bytes;
  }

  private static int lineEnds(byte[] bytes) {
    int ends = 0;
    for (byte each : bytes) {
      if (each == '\n') {
        ends++;
      }
    }
    return ends;
  }
}
