package io.parley.load.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Where results are written: beside Gatling's report of the same run.
public final class Reports {
  static final String JSON = "parley.json";
  static final String TEXT = "parley.txt";

  /// As Gatling has it.
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// Gatling counts from what the time was once.
  private static final Duration CLOCKS_DIFFER = Duration.ofMillis(200);

  private final Path folder;

  /// @param results where Gatling has a folder for each run
  /// @param run how the names of those folders begin; the time follows
  /// @param begun not after this run's folder was named: another may have been since
  public Reports(Path results, String run, Instant begun) throws IOException {
    Files.createDirectories(results);
    String earliest = run + TIME.format(begun.minus(CLOCKS_DIFFER));
    try (Stream<Path> runs = Files.list(results)) {
      Optional<Path> own =
          runs.filter(Files::isDirectory)
              .filter(path -> name(path).startsWith(run) && name(path).compareTo(earliest) >= 0)
              .min(Comparator.comparing(Reports::name));
      this.folder = own.orElse(results);
    }
  }

  Path folder() {
    return folder;
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  /// @return what people read
  public String write(Result result) throws IOException {
    String text = new DeliveryTable(result).text();
    Files.writeString(folder.resolve(TEXT), text);
    Files.writeString(folder.resolve(JSON), new JsonReport(result).text());
    return text + "\n" + folder.resolve(JSON) + "\n";
  }
}
