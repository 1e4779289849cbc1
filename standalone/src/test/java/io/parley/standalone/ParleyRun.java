package io.parley.standalone;

import io.parley.engines.EnginePorts;
import io.parley.testing.TestProgram;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A Parley of its own for a test, used as a person uses it: the program is run with a command
/// line, and everything else is seen from outside. Ports and data are nobody else's.
final class ParleyRun implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  // a dead dependency should be seen sooner than an operator needs it
  private static final Map<String, String> QUICK_HEALTH =
      Map.of("PARLEY_HEALTH_INTERVAL", "500ms", "PARLEY_HEALTH_DEADLINE", "1s");

  private final Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final TestProgram program;
  final int edgePort;
  final int adminPort;
  final EnginePorts engines;

  ParleyRun(Path folder) {
    this(folder, Map.of());
  }

  /// @param settings more of them, as environment variables
  ParleyRun(Path folder, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(QUICK_HEALTH);
    all.putAll(settings);
    this.folder = folder;
    program = new TestProgram(all);
    edgePort = program.edgePort();
    adminPort = program.adminPort();
    engines = program.engines();
  }

  /// What one command said, and how it ended.
  record Said(int exit, String text) {
    /// The cells of the row that begins with `name`; cells are two blanks apart.
    List<String> row(String name) {
      return text.lines()
          .filter(line -> line.startsWith(name + " "))
          .map(line -> List.of(line.split(" {2,}", -1)))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no row " + name + " in\n" + text));
    }
  }

  Path data() {
    return folder.resolve("data");
  }

  /// Runs a command to its end.
  Said parley(String... words) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "said", ".txt");
    Process process = start(out, words);
    if (!process.waitFor(180, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(String.join(" ", words) + " did not end:\n" + Files.readString(out));
    }
    return new Said(process.exitValue(), Files.readString(out));
  }

  /// Starts a command that lasts.
  Process start(Path out, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(words));
    if (List.of("up", "status", "down", "logs").contains(words[0])) {
      command.addAll(List.of("--data", data().toString()));
    }
    return program.start(out, command);
  }

  /// The answer of an admin port; status 0 if there was none.
  HttpAnswer admin(int port, String path) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(PATIENCE)
            .build();
    try {
      HttpResponse<String> answer =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new HttpAnswer(answer.statusCode(), answer.body());
    } catch (IOException e) {
      return new HttpAnswer(0, "");
    }
  }

  /// What came back over HTTP.
  record HttpAnswer(int status, String body) {
    String dependency(String name) {
      return new JsonObject(body)
          .getJsonObject("dependencies")
          .getJsonObject(name)
          .getString("status");
    }
  }

  static ServerSocket occupy(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }

  @Override
  public void close() throws IOException {
    client.close();
    try {
      parley("down");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
