package io.parley.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// What the engines were asked for, counted by Redis itself and by the services: until a moment, or
/// between two.
///
/// @param counts by what is counted
record Operations(SequencedMap<String, Double> counts) {
  static final Operations NONE = new Operations(new LinkedHashMap<>());

  /// Those that scripts execute among them.
  static final String REDIS = "Redis commands";

  static final String KAFKA = "Kafka records";

  /// Reads and writes by the policies that bound them: one call may be one statement or a batch.
  static final String CASSANDRA = "Cassandra calls";

  static Operations read(RunningSystem system) throws IOException {
    double records = 0;
    double calls = 0;
    for (URI page : system.metrics()) {
      try (InputStream in = page.toURL().openStream()) {
        String metrics = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        records += sum(metrics, "parley_produced_records_total", "");
        calls += sum(metrics, "parley_policy_calls_total", "policy=\"cassandra/");
      }
    }
    SequencedMap<String, Double> counts = new LinkedHashMap<>();
    counts.put(REDIS, redisCommands(commandStats(system.engine("redis"))));
    counts.put(KAFKA, records);
    counts.put(CASSANDRA, calls);
    return new Operations(counts);
  }

  Operations since(Operations earlier) {
    SequencedMap<String, Double> between = new LinkedHashMap<>();
    counts.forEach((name, count) -> between.put(name, count - earlier.of(name)));
    return new Operations(between);
  }

  Operations and(Operations other) {
    SequencedMap<String, Double> together = new LinkedHashMap<>(counts);
    other.counts.forEach((name, more) -> together.merge(name, more, Double::sum));
    return new Operations(together);
  }

  double of(String name) {
    return counts.getOrDefault(name, 0.0);
  }

  /// The sum of a metric where its labels have this.
  static double sum(String metrics, String name, String label) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /// Lines such as `cmdstat_hget:calls=12,usec=…`; not those that ask for this.
  static double redisCommands(String stats) {
    return stats
        .lines()
        .filter(line -> line.startsWith("cmdstat_") && !line.startsWith("cmdstat_info:"))
        .map(line -> line.substring(line.indexOf("calls=") + "calls=".length()))
        .mapToDouble(rest -> Double.parseDouble(rest.substring(0, rest.indexOf(','))))
        .sum();
  }

  private static String commandStats(InetSocketAddress redis) throws IOException {
    try (Socket socket = new Socket(redis.getAddress(), redis.getPort());
        BufferedReader answer =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      socket.getOutputStream().write("INFO commandstats\r\n".getBytes(StandardCharsets.US_ASCII));
      String length = answer.readLine();
      if (length == null || !length.startsWith("$")) {
        throw new IOException("Redis said " + length + " (expected: the length of its statistics)");
      }
      char[] text = new char[Integer.parseInt(length.substring(1))];
      int read = 0;
      while (read < text.length) {
        int more = answer.read(text, read, text.length - read);
        if (more < 0) {
          throw new IOException("Redis broke off its statistics");
        }
        read += more;
      }
      return new String(text);
    }
  }
}
