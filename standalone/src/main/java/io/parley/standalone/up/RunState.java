package io.parley.standalone.up;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// What a launcher means to run, in a file beside the ledger: the ledger knows which processes
/// there are, this knows which there should be. One line a process, words separated by tabs.
public final class RunState {
  private final Path file;
  private final SequencedMap<String, Row> rows = new LinkedHashMap<>();

  RunState(Path file) {
    this.file = file;
  }

  /// What a process is to the launcher.
  public enum Role {
    LAUNCHER,
    ENGINE,
    SERVICE
  }

  /// @param host where `port` and `adminPort` are; 0 for none
  /// @param deaths how often it died without being asked to
  /// @param lastExit the exit code of the last death
  public record Row(
      String name, Role role, String host, int port, int adminPort, int deaths, int lastExit) {
    Row diedWith(int exit) {
      return new Row(name, role, host, port, adminPort, deaths + 1, exit);
    }

    private String line() {
      return String.join(
          "\t",
          List.of(
              name,
              role.name(),
              host,
              Integer.toString(port),
              Integer.toString(adminPort),
              Integer.toString(deaths),
              Integer.toString(lastExit)));
    }

    private static Row parse(String line) {
      String[] words = line.split("\t", -1);
      return new Row(
          words[0],
          Role.valueOf(words[1]),
          words[2],
          Integer.parseInt(words[3]),
          Integer.parseInt(words[4]),
          Integer.parseInt(words[5]),
          Integer.parseInt(words[6]));
    }
  }

  synchronized void add(Row row) throws IOException {
    rows.put(row.name(), row);
    write();
  }

  synchronized void died(String name, int exit) throws IOException {
    Row row = rows.get(name);
    if (row != null) {
      rows.put(name, row.diedWith(exit));
      write();
    }
  }

  /// What a launcher wrote; empty if none has run, or it ended in order.
  public static List<Row> read(DataDirectory directory) throws IOException {
    if (!Files.exists(directory.state())) {
      return List.of();
    }
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(directory.state())) {
      try {
        rows.add(Row.parse(line));
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
        throw new IOException(directory.state() + " cannot be read: \"" + line + "\"", e);
      }
    }
    return rows;
  }

  void delete() throws IOException {
    Files.deleteIfExists(file);
  }

  private void write() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, Row> row : rows.entrySet()) {
      text.append(row.getValue().line()).append('\n');
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
