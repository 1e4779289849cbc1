package io.parley.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.parley.load.report.Result;
import io.parley.testing.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole kit, Gatling and all, against a server that breaks one promise once: the run fails,
/// and says which.
class CrookedServerIT {
  @TempDir private Path results;

  private int exit;

  private Result play(CrookedServer.Fault fault) throws InterruptedException {
    try (CrookedServer server = new CrookedServer(fault)) {
      return play(server, "");
    }
  }

  private Result play(CrookedServer server, String trust) {
    exit =
        LoadProgram.run(
            List.of(
                "steady-chat",
                "--trust=" + trust,
                "--url=" + server.url(),
                "--results=" + results,
                "--users=4",
                "--rate=40",
                "--seconds=3",
                "--ramp=0",
                "--settle=2",
                "--max-lag-ms=60000",
                "--max-sent-ms=600000",
                "--max-event-ms=600000"),
            System.out,
            System.err);
    return LoadSimulation.lastResult().orElseThrow();
  }

  @Test
  void anHonestServerPasses() throws Exception {
    Result result = play(CrookedServer.Fault.NONE);
    assertTrue(result.delivery().sent().acknowledged() > 50, result.delivery()::toString);
    assertEquals(List.of(0L, 0L, 0L), counts(result), result.delivery()::toString);
    assertEquals(LoadProgram.PASSED, exit, result.verdict()::toString);
    assertReports("\"verdict\" : \"PASSED\"");
  }

  @Test
  void aServerOfTlsIsTrustedByTheFileThatIsSaid() throws Exception {
    SelfSigned certificate = SelfSigned.in(results.resolve("tls"));
    SslContext tls =
        SslContextBuilder.forServer(certificate.certificate().toFile(), certificate.key().toFile())
            .build();
    try (CrookedServer server = new CrookedServer(CrookedServer.Fault.NONE, tls)) {
      Result result = play(server, certificate.certificate().toString());
      assertTrue(result.delivery().sent().acknowledged() > 50, result.delivery()::toString);
      assertEquals(LoadProgram.PASSED, exit, result.verdict()::toString);
    }
  }

  @Test
  void aLossFailsTheRun() throws Exception {
    Result result = play(CrookedServer.Fault.LOSS);
    assertTrue(result.delivery().faults().lost() > 0, result.delivery()::toString);
    assertFailed();
  }

  @Test
  void aDoubleFailsTheRun() throws Exception {
    Result result = play(CrookedServer.Fault.DOUBLE);
    assertEquals(List.of(0L, 1L, 0L), counts(result), result.delivery()::toString);
    assertFailed();
  }

  @Test
  void aReorderFailsTheRun() throws Exception {
    Result result = play(CrookedServer.Fault.REORDER);
    assertTrue(result.delivery().faults().reordered() > 0, result.delivery()::toString);
    assertFailed();
  }

  /// It was acknowledged and shown to everybody: only who reads again finds out.
  @Test
  void whatIsForgottenLaterFailsTheRun() throws Exception {
    Result result = play(CrookedServer.Fault.FORGET);
    assertEquals(List.of(0L, 0L, 0L), counts(result), result.delivery()::toString);
    assertEquals(1, result.delivery().faults().forgotten(), result.delivery()::toString);
    assertFailed();
  }

  /// Whoever reads again makes up for it on her own device, and it was lost all the same.
  @Test
  void whatIsThereAndIsNotToldFailsTheRun() throws Exception {
    Result result = play(CrookedServer.Fault.MISS);
    assertTrue(result.delivery().faults().lost() > 0, result.delivery()::toString);
    assertEquals(0, result.delivery().faults().forgotten(), result.delivery()::toString);
    assertFailed();
  }

  @Test
  void anEventToSomebodyWhoIsNoMemberFailsTheRun() throws Exception {
    Result result = play(CrookedServer.Fault.LEAK);
    assertEquals(List.of(0L, 0L, 0L), counts(result), result.delivery()::toString);
    assertTrue(result.delivery().faults().wrong() > 0, result.delivery()::toString);
    assertFailed();
  }

  @Test
  void aConnectionThatTheServerEndsFailsTheRun() throws Exception {
    Result result = play(CrookedServer.Fault.DROP);
    assertTrue(result.delivery().faults().isNone(), result.delivery()::toString);
    assertEquals(1, result.stage().meter().drops());
    assertFailed();
  }

  private void assertFailed() throws IOException {
    assertEquals(LoadProgram.FAILED, exit);
    assertReports("\"verdict\" : \"FAILED\"");
  }

  private void assertReports(String json) throws IOException {
    try (Stream<Path> runs = Files.list(results)) {
      Path run = runs.findFirst().orElseThrow();
      assertTrue(Files.readString(run.resolve("parley.json")).contains(json));
      assertTrue(Files.readString(run.resolve("parley.txt")).contains("LOST"));
      assertTrue(Files.exists(run.resolve("index.html")), "Gatling's report");
    }
  }

  private static List<Long> counts(Result result) {
    return List.of(
        result.delivery().faults().lost(),
        result.delivery().faults().doubled(),
        result.delivery().faults().reordered());
  }
}
