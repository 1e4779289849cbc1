package io.parley.engines;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The last lines of a log.
public final class LogTail {
  private static final int BYTES_MAX = 16 * 1024;

  private LogTail() {}

  /// Up to `lines` last lines of those files that exist, the first file's first.
  public static List<String> of(List<Path> files, int lines) {
    return files.stream().distinct().flatMap(file -> of(file, lines).stream()).toList();
  }

  private static List<String> of(Path file, int lines) {
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, in.length() - BYTES_MAX);
      byte[] bytes = new byte[(int) (in.length() - from)];
      in.seek(from);
      in.readFully(bytes);
      List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      // the first line of what was read may lack its beginning
      int whole = from > 0 && all.size() > 1 ? 1 : 0;
      return all.subList(Math.max(whole, all.size() - lines), all.size());
    } catch (IOException e) {
      return List.of("(" + file + " cannot be read: " + e.getMessage() + ")");
    }
  }
}
