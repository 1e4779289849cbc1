package io.parley.client.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.client.ModelServerSocket;
import io.parley.client.okhttp.Accounts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The example as a program of its own: what it prints, and that it ends.
@Timeout(180)
class ReadmeIT {
  /// Less than the minute for which OkHttp's own threads would keep it.
  private static final long ENDS_WITHIN_SECONDS = 50;

  private final ModelServerSocket server;
  private final Accounts accounts;

  @TempDir private Path folder;

  ReadmeIT() throws Exception {
    server = new ModelServerSocket();
    accounts = new Accounts(new OkHttpClient(), server.httpAddress());
  }

  @AfterEach
  void end() throws Exception {
    server.close();
  }

  @Test
  void sendsPrintsAndEnds() throws Exception {
    create("bob", "another");
    String printed = run();

    assertTrue(printed.contains("Sent[messageId="), printed);
    assertTrue(printed.contains("Online[sessionId="), printed);
  }

  @Test
  void saysThatThePasswordIsWrongAndEnds() throws Exception {
    create("ann", "some other password");
    String printed = run();

    assertTrue(printed.startsWith("Kept[]"), printed);
    assertTrue(printed.contains("Closed[why=UNAUTHENTICATED"), printed);
  }

  private void create(String user, String password) throws Exception {
    Void _ = accounts.create(user, password).get(10, TimeUnit.SECONDS);
  }

  private String run() throws IOException, InterruptedException {
    String source = Files.readString(ReadmeTest.SOURCE);
    String imports =
        source.lines().filter(line -> line.startsWith("import ")).collect(Collectors.joining("\n"));
    URI address = server.httpAddress();
    Path program =
        Files.writeString(
            folder.resolve("Example.java"),
            imports
                + "\nvoid main() throws Exception {\n"
                + ReadmeTest.shown().replace("127.0.0.1:8080", address.getAuthority())
                + "\n}\n");
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                program.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    boolean ended = process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    String printed = Files.readString(out);
    assertTrue(ended, () -> "it does not end; it printed: " + printed);
    assertEquals(0, process.exitValue(), printed);
    return printed;
  }
}
