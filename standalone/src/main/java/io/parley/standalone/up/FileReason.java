package io.parley.standalone.up;

import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// What the file system did not do, for people: the JDK's own message is often nothing but a path.
public final class FileReason {
  private FileReason() {}

  /// `PATH: reason`.
  public static String of(FileSystemException fault) {
    String reason =
        switch (fault) {
          case NoSuchFileException _ -> "there is no such file or folder";
          case AccessDeniedException _ -> "this user is not allowed to read or write it";
          case FileAlreadyExistsException _ -> "it exists and is not a folder";
          case NotDirectoryException _ -> "it is not a folder";
          case DirectoryNotEmptyException _ -> "the folder is not empty";
          default ->
              fault.getReason() == null ? fault.getClass().getSimpleName() : fault.getReason();
        };
    return fault.getFile() == null ? reason : fault.getFile() + ": " + reason;
  }
}
