package io.parley.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ProcessLedgerTest {
  private final List<Process> running = new ArrayList<>();
  private Path file;
  private ProcessLedger ledger;

  @TempDir private Path folder;

  @BeforeEach
  void open() {
    file = folder.resolve("run/processes");
    ledger = new ProcessLedger(file);
  }

  @AfterEach
  void end() {
    running.forEach(Process::destroyForcibly);
  }

  @Test
  void nothingWasRecordedWhereThereIsNoFile() throws IOException, InterruptedException {
    assertEquals(List.of(), ProcessLedger.read(file));
    assertEquals(List.of(), ProcessLedger.endLeftovers(file));
  }

  @Test
  void recordedProcessIsFoundUntilForgotten() throws Exception {
    Process kafka = run("exec sleep 600");
    Process redis = run("exec sleep 600");
    ledger.record("kafka", kafka.toHandle());
    ledger.record("redis", redis.toHandle());

    List<ProcessLedger.Entry> both = ProcessLedger.read(file);
    assertEquals(List.of("kafka", "redis"), names(both));
    assertEquals(kafka.toHandle(), both.getFirst().process().orElseThrow());

    ledger.forget("kafka");
    ledger.forget("nobody");
    assertEquals(List.of("redis"), names(ProcessLedger.read(file)));
  }

  @Test
  void laterProcessOfANameReplacesTheEarlier() throws Exception {
    ledger.record("redis", run("exec sleep 600").toHandle());
    Process second = run("exec sleep 600");
    ledger.record("redis", second.toHandle());

    assertEquals(
        List.of(second.pid()),
        ProcessLedger.read(file).stream().map(ProcessLedger.Entry::pid).toList());
  }

  @Test
  void endedProcessIsNotFound() throws Exception {
    Process process = run("exec sleep 600");
    ledger.record("redis", process.toHandle());
    process.destroyForcibly().waitFor();

    assertTrue(ProcessLedger.read(file).getFirst().process().isEmpty());
    assertEquals(List.of(), ProcessLedger.endLeftovers(file));
  }

  @Test
  void processThatGotTheIdLaterIsNotTakenForOurs() throws Exception {
    Process other = run("exec sleep 600");
    long startedMs = other.info().startInstant().orElseThrow().toEpochMilli();
    write("redis " + other.pid() + " " + (startedMs - 60_000));

    assertTrue(ProcessLedger.read(file).getFirst().process().isEmpty());
    assertEquals(List.of(), ProcessLedger.endLeftovers(file));
    assertTrue(other.isAlive());
    assertFalse(Files.exists(file));
  }

  @Test
  void leftoversAreAskedToEnd() throws Exception {
    Path ready = folder.resolve("ready");
    Process polite =
        run(
            "trap 'exit 7' TERM; : > '"
                + ready
                + "'; while :; do read -r _ < '"
                + fifo()
                + "'; done");
    await(ready);
    ledger.record("redis", polite.toHandle());

    assertEquals(List.of("redis"), ProcessLedger.endLeftovers(file, Script.LONG));
    assertEquals(7, polite.waitFor());
    assertFalse(Files.exists(file));
  }

  @Test
  void leftoversThatDoNotHearAreGoneToo() throws Exception {
    Path ready = folder.resolve("ready");
    Process deaf = run("trap '' TERM; : > '" + ready + "'; exec sleep 600");
    await(ready);
    ledger.record("kafka", deaf.toHandle());

    assertEquals(List.of("kafka"), ProcessLedger.endLeftovers(file, Duration.ofMillis(50)));
    assertFalse(deaf.toHandle().isAlive());
  }

  @Test
  void suspendedLeftoversEndWithoutBeingKilled() throws Exception {
    Process suspended = run("exec sleep 600");
    ledger.record("cassandra", suspended.toHandle());
    Signals.send(suspended.pid(), "STOP");

    assertEquals(List.of("cassandra"), ProcessLedger.endLeftovers(file, Script.LONG));
    assertEquals(128 + 15, suspended.waitFor());
  }

  @Test
  void unreadableLinesArePassedOver() throws Exception {
    Process process = run("exec sleep 600");
    ledger.record("redis", process.toHandle());
    String good = Files.readString(file);
    write("", "kafka", "kafka x 1", "kafka 1 2 3", "kafka 99999999999999999999 1", good.strip());

    assertEquals(List.of("redis"), names(ProcessLedger.read(file)));
  }

  @Test
  void bytesThatAreNoTextArePassedOver() throws Exception {
    Files.createDirectories(file.getParent());
    byte[] garbage = "\u00ff\u00fe\u0000\u0080\nredis 1 2\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file, garbage);

    assertEquals(List.of("redis"), names(ProcessLedger.read(file)));
  }

  @Test
  void impossibleIdsAreNobody() throws Exception {
    write("a -1 0", "b 0 0", "c 9223372036854775807 0");

    assertEquals(3, ProcessLedger.read(file).size());
    assertEquals(List.of(), ProcessLedger.endLeftovers(file));
  }

  private void write(String... lines) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(lines));
  }

  /// A pipe that nobody writes to: opening it waits.
  private Path fifo() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    return pipe;
  }

  private Process run(String script) throws IOException {
    Process process = new ProcessBuilder("sh", "-c", script).start();
    running.add(process);
    return process;
  }

  private static void await(Path made) {
    while (!Files.exists(made)) {
      Thread.onSpinWait();
    }
  }

  private static List<String> names(List<ProcessLedger.Entry> entries) {
    return entries.stream().map(ProcessLedger.Entry::name).toList();
  }
}
