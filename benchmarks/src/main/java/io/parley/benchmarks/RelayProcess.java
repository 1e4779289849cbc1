package io.parley.benchmarks;

import io.parley.benchmarks.relay.Relay;
import io.parley.engines.HugePages;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A raw relay that runs beside nothing else, as a process with the options of an edge.
final class RelayProcess implements Target, AutoCloseable {
  private static final String NAME = "relay";
  private static final long END_PATIENCE_S = 10;

  /// As `./parley up` schedules what it starts.
  private static final List<String> AS_A_BATCH =
      List.of(
          "/bin/sh",
          "-c",
          "chrt -b 0 true 2>/dev/null && exec chrt -b 0 \"$@\"; exec \"$@\"",
          NAME);

  /// As `./parley` starts a service.
  private static final List<String> AS_AN_EDGE =
      List.of(
          "-XX:+UseCompactObjectHeaders",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private final Process process;
  private final URI socket;

  private RelayProcess(Process process, URI socket) {
    this.process = process;
    this.socket = socket;
  }

  /// @param jvm options of heap and collector
  /// @param tls null: plain text
  static RelayProcess start(List<String> jvm, @Nullable OwnCertificate tls) throws IOException {
    List<String> command = new ArrayList<>(AS_A_BATCH);
    command.add(JdkTool.path("java").toString());
    command.addAll(AS_AN_EDGE);
    command.addAll(HugePages.options());
    command.addAll(jvm);
    command.addAll(List.of("-cp", classPath(), Relay.class.getName()));
    if (tls != null) {
      command.addAll(List.of(tls.certificate().toString(), tls.key().toString()));
    }
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    // it says one line and is not read again
    var out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    String port = out.readLine();
    if (port == null) {
      throw new IOException("the relay did not start");
    }
    String scheme = tls == null ? "ws" : "wss";
    return new RelayProcess(process, URI.create(scheme + "://127.0.0.1:" + port + "/v1/ws"));
  }

  /// Tests are handed over a class path that `java.class.path` does not show.
  private static String classPath() {
    return System.getProperty(
        "surefire.test.class.path", System.getProperty("java.class.path", ""));
  }

  @Override
  public List<URI> sockets() {
    return List.of(socket);
  }

  /// Whoever says a name is let in by it.
  @Override
  public List<LoadSocket.Person> people(String prefix, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new LoadSocket.Person(i, prefix + i, prefix + i, "bench", prefix + (i ^ 1)))
        .toList();
  }

  @Override
  public SequencedMap<String, Long> processes() {
    SequencedMap<String, Long> pids = new LinkedHashMap<>();
    pids.put(NAME, process.pid());
    return pids;
  }

  @Override
  public String edge() {
    return NAME;
  }

  @Override
  public Operations operations() {
    return Operations.NONE;
  }

  /// It ends by itself when nobody can say anything to it any more.
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(END_PATIENCE_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
