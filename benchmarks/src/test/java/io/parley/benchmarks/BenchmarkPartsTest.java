package io.parley.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the benchmark reads, writes and concludes, without a socket.
class BenchmarkPartsTest {
  @Test
  void aTagIsReadAsItWasWritten() {
    var tag = new MessageTag(12, 3_456, -987_654_321_000L);
    assertEquals(tag, MessageTag.parse(tag.text()));
  }

  @Test
  void theTagOfTheLongestRunIsAClientMessageId() {
    var tag = new MessageTag(Long.MAX_VALUE, Integer.MAX_VALUE, Long.MIN_VALUE);
    assertTrue(tag.text().length() <= 64, tag.text());
  }

  @Test
  void otherPeoplesIdsAreNoTags() {
    for (String text : List.of("", "abc", "a_b", "a_b_", "a_b_ä", "_ _ _")) {
      assertNull(MessageTag.parse(text), text);
    }
  }

  @Test
  void cpuIsReadBehindANameThatHoldsAnything() {
    assertEquals(
        (7 + 5) * 10_000,
        ProcessCpu.parse("42 (a) b (c) S 1 42 42 0 -1 4194304 100 0 0 0 7 5 0 0 20 0 9 0 555 1 2"));
  }

  @Test
  void theMachinesTimeIsThatOfAllThatIsNotIdle() {
    assertEquals(
        (1 + 2 + 3 + 6 + 7 + 8) * 10_000,
        ProcessCpu.parseMachine("cpu  1 2 3 4 5 6 7 8 0 0\ncpu0 1"));
  }

  @Test
  void aProcessWithTwoNamesIsCountedOnce() {
    SequencedMap<String, Long> pids = new LinkedHashMap<>();
    pids.put("launcher", 1L);
    pids.put("kafka", 2L);
    pids.put("parley", 1L);
    assertEquals(List.of("parley", "kafka"), List.copyOf(ProcessCpu.distinct(pids).keySet()));
  }

  @Test
  void aResultWhoseGeneratorWasTheLimitIsVoid() {
    assertEquals(List.of(), result(1_000_000, 100).voidBecause(1));
    assertEquals(1, result(9_500_000, 100).voidBecause(1).size());
    assertEquals(List.of(), result(9_500_000, 100).voidBecause(2));
    assertEquals(1, result(1_000_000, 5_000).voidBecause(1).size());
  }

  @Test
  void thePriceIsThatOfAllProcessesForEachDelivery() {
    LoadResult result = result(0, 0);
    assertEquals(300, result.microsPerDelivered());
    assertEquals(1000, result.deliveredPerSecond());
    assertEquals(0.05, result.used().otherCores());
    String table = new ResultTable(List.of(result), 1).text();
    assertTrue(table.contains("| 500/s | 300 | 0.30 | 100 | 200 |"), table);
  }

  @Test
  void theMachineIsNamedAsFarAsItTells(@TempDir Path root) throws IOException {
    String software =
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + ", JDK "
            + Runtime.version();
    assertEquals("On 4 processors, " + software, Machine.line(root, 4));
    write(root, "proc/cpuinfo", "processor\t: 0\nmodel name\t: Some CPU\nmodel name\t: Some CPU\n");
    write(root, "proc/meminfo", "MemTotal:       25165824 kB\nMemFree:  1 kB\n");
    write(root, "sys/devices/system/cpu/cpuidle/current_governor", "menu\n");
    String machine = "On 2 processors (Some CPU), 24.0 GiB, " + software;
    assertEquals(machine, Machine.line(root, 2));
    write(root, "sys/devices/system/cpu/cpuidle/current_governor", "haltpoll\n");
    assertEquals(machine, Machine.line(root, 2));
    write(root, "sys/module/haltpoll/parameters/guest_halt_poll_ns", "0\n");
    assertEquals(machine + ", idle processors halt at once", Machine.line(root, 2));
    write(root, "sys/module/haltpoll/parameters/guest_halt_poll_ns", "200000\n");
    assertEquals(
        machine + ", idle processors poll for up to 200000 ns before they halt",
        Machine.line(root, 2));
  }

  private static void write(Path root, String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static LoadResult result(long generatorMicros, long lagMicros) {
    var tally = new LaneTally();
    LaneTally.record(tally.lag, lagMicros * 1000);
    SequencedMap<String, Long> micros = new LinkedHashMap<>();
    micros.put("edge", 1_000_000L);
    micros.put("kafka", 2_000_000L);
    return new LoadResult(
        new Load.Open(500),
        tally,
        10_000,
        new Usage(
            new ProcessCpu(micros),
            generatorMicros,
            3_500_000 + generatorMicros,
            Operations.NONE,
            10_000_000_000L));
  }
}
