package io.parley.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engines.ProcessLedger;
import io.parley.standalone.ParleyRun.HttpAnswer;
import io.parley.standalone.ParleyRun.Said;
import io.parley.testing.Eventually;
import io.parley.testing.SelfSigned;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole system from outside, as a newcomer meets it. Each of these starts engines of its own:
/// they are about exactly that.
class ParleyUpIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;

  /// One life of one system: every stop costs a start, so what can share a start does.
  @Test
  void comesUpNoticesADeadEngineAndEndsWithoutATrace() throws Exception {
    try (ParleyRun run = new ParleyRun(folder)) {
      Path out = folder.resolve("up.txt");
      Process up = run.start(out, "up");
      Eventually.eventually(
          Duration.ofSeconds(90), () -> assertTrue(Files.readString(out).contains("is ready")));
      HttpAnswer ready = run.admin(run.adminPort, "/readyz");
      assertEquals(200, ready.status(), ready.body());
      for (String engine : List.of("cassandra", "kafka", "redis")) {
        assertEquals("up", ready.dependency(engine));
      }
      assertEquals(200, run.admin(run.edgePort, "/").status());
      assertTrue(run.admin(run.adminPort, "/metrics").body().contains("parley_dependency_up"));

      String kafka = run.parley("status").row("kafka").get(1);
      signal("STOP", kafka);
      Eventually.eventually(
          SOON,
          () -> {
            HttpAnswer answer = run.admin(run.adminPort, "/readyz");
            assertEquals(503, answer.status());
            assertEquals("down", answer.dependency("kafka"));
          });
      signal("CONT", kafka);
      Eventually.eventually(
          SOON, () -> assertEquals(200, run.admin(run.adminPort, "/readyz").status()));

      String redis = run.parley("status").row("redis").get(1);
      signal("KILL", redis);
      Eventually.eventually(
          SOON,
          () -> {
            List<String> row = run.parley("status").row("redis");
            assertEquals("up", row.get(4));
            assertNotEquals(redis, row.get(1));
            assertEquals("1x, signal 9", row.get(7));
          });
      String told = Files.readString(out);
      assertTrue(told.contains("redis died (killed by signal 9); its last lines:"), told);

      Said second = run.parley("up");
      assertEquals(1, second.exit());
      assertTrue(second.text().contains("another ./parley up uses"), second.text());

      List<ProcessLedger.Entry> processes = ProcessLedger.read(run.data().resolve("run/processes"));
      up.destroy();
      assertTrue(up.waitFor(60, TimeUnit.SECONDS), "the launcher did not end");
      assertEquals(
          List.of(), processes.stream().filter(entry -> entry.process().isPresent()).toList());
      assertTrue(Files.isDirectory(run.data().resolve("engines/cassandra/data/parley")));
    }
  }

  @Test
  void eachServiceInAProcessOfItsOwnOutlivesAnyOther() throws Exception {
    SelfSigned certificate = SelfSigned.in(folder.resolve("tls"));
    try (ParleyRun run = new ParleyRun(folder, secured(certificate.key(), certificate))) {
      Said up = run.parley("up", "--edges", "2", "--routers", "1", "--detach");
      assertEquals(0, up.exit(), up.text());
      for (int port : List.of(run.edgePort, run.edgePort + 1)) {
        assertTrue(up.text().contains("wss://127.0.0.1:" + port + "/v1/ws"), up.text());
        assertEquals(200, served(certificate, port));
      }
      Said before = run.parley("status");
      assertEquals(0, before.exit(), before.text());
      for (String name : List.of("edge-1", "edge-2", "router-1", "presence", "push")) {
        assertEquals("ready", before.row(name).get(4));
      }
      assertEquals(Integer.toString(run.edgePort + 1), before.row("edge-2").get(2));

      String edge = before.row("edge-1").get(1);
      signal("KILL", edge);
      Eventually.eventually(
          SOON, () -> assertNotEquals(edge, run.parley("status").row("edge-1").get(1)));
      assertEquals(200, run.admin(run.adminPort + 1, "/readyz").status());
      Eventually.eventually(
          SOON, () -> assertEquals("1x, signal 9", run.parley("status").row("edge-1").get(7)));

      signal("KILL", before.row("launcher").get(1));
      Eventually.eventually(
          SOON, () -> assertEquals("dead", run.parley("status").row("launcher").get(4)));
      Said after = run.parley("status");
      assertEquals(1, after.exit());
      assertEquals("ready", after.row("edge-2").get(4), after.text());

      List<ProcessLedger.Entry> processes = ProcessLedger.read(run.data().resolve("run/processes"));
      Said down = run.parley("down");
      assertTrue(down.text().contains("ended what was left"), down.text());
      assertEquals(
          List.of(), processes.stream().filter(entry -> entry.process().isPresent()).toList());
      String logs = run.parley("logs", "edge-2", "-n", "200").text();
      assertTrue(logs.contains("started"), logs);
    }
  }

  @Test
  void aTakenPortIsASentenceThatSaysWhatToDo() throws Exception {
    try (ParleyRun run = new ParleyRun(folder);
        ServerSocket _ = ParleyRun.occupy(run.edgePort)) {
      Said said = run.parley("up");
      assertEquals(1, said.exit());
      assertEquals(
          "parley: port "
              + run.edgePort
              + " on 127.0.0.1, meant for parley, is in use: end what listens there, or set"
              + " edge.port to another\n",
          said.text());
      assertFalse(Files.exists(run.data().resolve("engines")), "nothing was started");
    }
  }

  @Test
  void aKeyThatIsNotTheCertificatesIsSaidBeforeAnythingStarts() throws Exception {
    SelfSigned certificate = SelfSigned.in(folder.resolve("tls"));
    SelfSigned other = SelfSigned.in(folder.resolve("other"));
    String expected =
        "parley: edge.tls.key: not that of the certificate (expected: the certificate's)\n";
    try (ParleyRun run = new ParleyRun(folder, secured(other.key(), certificate))) {
      assertEquals(new Said(1, expected), run.parley("up"));
      assertFalse(Files.exists(run.data().resolve("engines")), "nothing was started");
      assertEquals(new Said(1, expected), run.parley("run", "edge"));
    }
    Path nowhere = folder.resolve("nowhere");
    try (ParleyRun run = new ParleyRun(folder, secured(nowhere, certificate))) {
      Said said = run.parley("run", "edge");
      assertEquals(1, said.exit());
      assertTrue(
          said.text().startsWith("parley: edge.tls.key: " + nowhere + " cannot be read"),
          said.text());
    }
  }

  private static Map<String, String> secured(Path key, SelfSigned certificate) {
    return Map.of(
        "PARLEY_EDGE_TLS_CERTIFICATE", certificate.certificate().toString(),
        "PARLEY_EDGE_TLS_KEY", key.toString());
  }

  private static int served(SelfSigned certificate, int port) throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(certificate.context()).build()) {
      URI uri = URI.create("https://127.0.0.1:" + port + "/");
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static void signal(String name, String pid) throws Exception {
    assertEquals(0, new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start().waitFor());
  }
}
