package io.parley.runtime.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Whether a file can be logged to.
final class LogFile {
  private LogFile() {}

  /// Makes the folders and the file if they are not there; throws [UncheckedIOException] with a
  /// sentence for people if it cannot.
  static void requireWritable(String file) {
    try {
      Path path = Path.of(file).toAbsolutePath();
      Path folder = path.getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
    } catch (IOException e) {
      throw cannotBeWritten(file, e);
    } catch (InvalidPathException e) {
      throw cannotBeWritten(file, new IOException(e.getReason(), e));
    }
  }

  static UncheckedIOException cannotBeWritten(String file, IOException cause) {
    return new UncheckedIOException(
        "log.file: %s cannot be written (%s)".formatted(file, reason(cause)), cause);
  }

  private static String reason(IOException cause) {
    return switch (cause) {
      case AccessDeniedException denied -> "no permission for " + denied.getFile();
      case FileAlreadyExistsException inTheWay -> inTheWay.getFile() + " is no directory";
      case FileSystemException fault when fault.getReason() != null -> fault.getReason();
      default -> String.valueOf(cause.getMessage());
    };
  }
}
