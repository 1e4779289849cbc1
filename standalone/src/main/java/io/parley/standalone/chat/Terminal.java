package io.parley.standalone.chat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The terminal that this process runs in, by `stty`: what every Unix has.
final class Terminal implements AutoCloseable {
  private static final File TTY = new File("/dev/tty");
  private static final int COLUMNS_UNKNOWN = 80;
  private static final long PATIENCE_SECONDS = 5;

  private final String before;
  private final Thread restore = new Thread(this::restore, "parley-terminal");

  private Terminal(String before) {
    this.before = before;
  }

  /// Whether a person sits at both ends.
  static boolean isThere() {
    try {
      Process asked = new ProcessBuilder("sh", "-c", "test -t 0 && test -t 1").inheritIO().start();
      return asked.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && asked.exitValue() == 0;
    } catch (IOException e) {
      return false; // no shell, no terminal
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Lets characters through one by one, and does not show them; until closed, or the end of this
  /// process by anything but kill -9.
  static Terminal open() throws IOException {
    Terminal terminal = new Terminal(stty("-g"));
    Runtime.getRuntime().addShutdownHook(terminal.restore);
    String _ = stty("-icanon", "-echo", "min", "1");
    return terminal;
  }

  int columns() {
    try {
      String[] size = stty("size").split(" ", -1);
      int columns = size.length == 2 ? Integer.parseInt(size[1]) : 0;
      return columns > 0 ? columns : COLUMNS_UNKNOWN;
    } catch (IOException | NumberFormatException e) {
      return COLUMNS_UNKNOWN;
    }
  }

  private static String stty(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(List.of(arguments));
    Process stty = new ProcessBuilder(command).redirectInput(TTY).start();
    String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || stty.exitValue() != 0) {
        throw new IOException("stty " + String.join(" ", arguments) + " failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return said.strip();
  }

  private void restore() {
    try {
      String _ = stty(before);
    } catch (IOException e) {
      // the terminal is gone, and with it what was to be restored
    }
  }

  @Override
  public void close() {
    restore();
    try {
      boolean _ = Runtime.getRuntime().removeShutdownHook(restore);
    } catch (IllegalStateException e) {
      // this process is ending already
    }
  }
}
