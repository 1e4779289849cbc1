package io.parley.standalone.up;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/// Another process that holds a data directory until its input ends: a lock of the operating system
/// can only be tested from outside.
final class LockHolder implements AutoCloseable {
  private final Process process;

  /// Returns when it holds the lock.
  LockHolder(Path root) throws IOException {
    String classPath =
        folderOf(DataDirectory.class) + File.pathSeparator + folderOf(LockHolder.class);
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                LockHolder.class.getName(),
                root.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.getInputStream().read() != 'L') {
      throw new IOException("the lock could not be taken from outside");
    }
  }

  public static void main(String[] arguments) throws IOException {
    DataDirectory directory = new DataDirectory(Path.of(arguments[0]));
    directory.lock();
    System.out.write('L');
    System.out.flush();
    int _ = System.in.read();
    directory.close();
  }

  void kill() throws InterruptedException {
    int _ = process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static String folderOf(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath();
  }
}
