package io.parley.standalone.up;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FileReasonTest {
  @Test
  void reasonStandsBehindThePath() {
    assertEquals(
        "/a: there is no such file or folder", FileReason.of(new NoSuchFileException("/a")));
    assertEquals(
        "/a: this user is not allowed to read or write it",
        FileReason.of(new AccessDeniedException("/a")));
    assertEquals(
        "/a: it exists and is not a folder", FileReason.of(new FileAlreadyExistsException("/a")));
    assertEquals(
        "/a: Read-only file system",
        FileReason.of(new FileSystemException("/a", null, "Read-only file system")));
    assertEquals("/a: FileSystemException", FileReason.of(new FileSystemException("/a")));
  }
}
