package io.parley.load.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// Where results are written: beside Gatling's report of the same run.
public final class Reports {
  static final String JSON = "parley.json";
  static final String TEXT = "parley.txt";

  private final Path folder;

  /// @param results where Gatling has a folder for each run
  /// @param run how the names of those folders begin
  public Reports(Path results, String run) throws IOException {
    Files.createDirectories(results);
    try (Stream<Path> runs = Files.list(results)) {
      Optional<Path> newest =
          runs.filter(path -> path.getFileName().toString().startsWith(run))
              .filter(Files::isDirectory)
              // the name ends with the time
              .max(Comparator.comparing(path -> path.getFileName().toString()));
      this.folder = newest.orElse(results);
    }
  }

  /// @return what people read
  public String write(Result result) throws IOException {
    String text = new DeliveryTable(result).text();
    Files.writeString(folder.resolve(TEXT), text);
    Files.writeString(folder.resolve(JSON), new JsonReport(result).text());
    return text + "\n" + folder.resolve(JSON) + "\n";
  }
}
