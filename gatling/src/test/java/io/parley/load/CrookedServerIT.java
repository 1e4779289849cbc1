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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole kit, Gatling and all, against a server that breaks one promise once: the run fails,
/// and says which.
class CrookedServerIT {
  @TempDir private Path results;

  private int exit;

  private Result play(CrookedServer.Fault fault) throws InterruptedException {
    return play(fault, Map.of());
  }

  private Result play(CrookedServer.Fault fault, Map<String, Object> more)
      throws InterruptedException {
    try (CrookedServer server = new CrookedServer(fault)) {
      return play(server, more);
    }
  }

  private Result play(CrookedServer server, Map<String, Object> more) {
    Map<String, Object> options = new TreeMap<>();
    options.put("url", server.url());
    options.put("results", results);
    options.put("users", 4);
    options.put("rate", 40);
    options.put("seconds", 3);
    options.put("ramp", 0);
    options.put("settle", 2);
    options.put("max-lag-ms", 60_000);
    options.put("max-sent-ms", 600_000);
    options.put("max-event-ms", 600_000);
    options.putAll(more);
    List<String> words = new ArrayList<>(List.of("steady-chat"));
    options.forEach((name, value) -> words.add("--" + name + "=" + value));
    exit = LoadProgram.run(words, System.out, System.err);
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
      Result result = play(server, Map.of("trust", certificate.certificate()));
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

  /// What was due before the welcome waited for the server, and not for the generator.
  @Test
  void aServerThatIsSlowToWelcomeIsNoExcuse() throws Exception {
    Result result =
        play(
            CrookedServer.Fault.LATE_WELCOME,
            Map.of("seconds", 5, "settle", 20, "max-lag-ms", 3_000, "max-connect-ms", 1_000));
    assertTrue(result.delivery().faults().isNone(), result.delivery()::toString);
    assertTrue(
        result.verdict().reasons().stream().anyMatch(why -> why.startsWith("arriving to welcomed")),
        result.verdict()::toString);
    assertFailed();
  }

  @Test
  void whatThereIsNoTimeToReadAgainIsNoFault() throws Exception {
    Result result = play(CrookedServer.Fault.SLOW_HISTORY, Map.of("settle", 3));
    int conversations = result.stage().ledger().conversations().size();
    assertTrue(result.stage().readAgain() > 0, "something was read");
    assertTrue(result.stage().readWholly() < conversations, "and not all");
    assertEquals(0, result.stage().unread());
    assertEquals(LoadProgram.PASSED, exit, result.verdict()::toString);
  }

  @Test
  void aServerThatGivesNoHistoryFailsTheRun() throws Exception {
    Result result = play(CrookedServer.Fault.MUTE_HISTORY);
    assertTrue(result.delivery().faults().isNone(), result.delivery()::toString);
    assertEquals(0, result.stage().readAgain());
    assertTrue(result.stage().unread() > 0, "somebody asked, and had no answer");
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
