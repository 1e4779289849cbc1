package io.parley.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.protocol.v1.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What sockets are found to cost, and how the budget is written down, without a socket.
class BudgetPartsTest {
  private static final long SECOND = 1_000_000_000;
  private static final ProcessMemory NOTHING = new ProcessMemory(0, 0);

  @Test
  void residentMemoryIsWhatTheKernelSays() throws IOException {
    String status = "Name:\tjava\nVmPeak:\t 9 kB\nVmRSS:\t   204800 kB\nRssAnon:\t 7 kB\n";
    assertEquals(200 << 20, ProcessMemory.parseResident(status));
    assertThrows(IOException.class, () -> ProcessMemory.parseResident("Name:\tgone\n"));
  }

  @Test
  void theHeapIsBothGenerationsAndNothingElse() {
    String info =
        """
        4711:
         DefNew     total 14784K, used 12K [0x00, 0x00, 0x00)
          eden space 13184K,   0% used [0x00, 0x00, 0x00)
         Tenured    total 21888K, used 20000K [0x00, 0x00, 0x00)
         Metaspace       used 43210K, committed 43904K, reserved 1114112K
        """;
    assertEquals(20_012 * 1024, ProcessMemory.parseHeap(info));
  }

  @Test
  void aSocketCostsWhatIsUsedBeyondThoseThatWereThere() {
    SocketResult result = result(1_000_000, 60);
    assertEquals(3_500, result.residentBytes());
    assertEquals(2_000, result.heapBytes());
    assertEquals(500, result.keptBytes());
    assertEquals(100, result.grownBytes());
    // 1.2 s in a minute, of which 0.6 s go on without them, a little more before than after:
    // 10 ms a second for 1,000
    assertEquals(10, result.idleMicros(), 1e-9);
    assertEquals(30, result.idleMicrosOfAll(), 1e-9);
  }

  @Test
  void aFolderThatIsGoneAlreadyIsNoFault(@TempDir Path folder) throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.writeString(data.resolve("file"), "x");
    RunningSystem.deleteTree(data);
    assertFalse(Files.exists(data));
    RunningSystem.deleteTree(data);
  }

  @Test
  void handshakesAreThoseOfOneCoreOfTheEdge() {
    SocketResult result = result(1_000_000, 60);
    assertEquals(200, result.handshakeMicros());
    assertEquals(5_000, result.handshakesPerCore());
    assertEquals(2_000, result.handshakesPerSecond());
  }

  @Test
  void whatDisturbsIsTold() {
    assertEquals(List.of(), result(1_800_000, 60).idleVoidBecause(1));
    SocketResult crowded = result(9_000_000, 60);
    assertEquals(1, crowded.idleVoidBecause(1).size(), "others");
    assertEquals(List.of(), crowded.memoryVoidBecause(), "which is theirs alone");
    SocketResult good = result(1_800_000, 60);
    var shaken = new SocketResult(1_000, "edge-1", good.cpu(), good.memory(), 2, 3);
    assertEquals(List.of("2 sockets were closed"), shaken.idleVoidBecause(1));
    assertEquals(List.of("2 sockets were closed"), shaken.memoryVoidBecause());
    assertEquals(List.of("3 connections were refused"), shaken.handshakesVoidBecause(1));
  }

  @Test
  void aGoalIsMetOnItsOwnSide() {
    assertTrue(new Goal.AtMost(4).isMet(4));
    assertFalse(new Goal.AtMost(4).isMet(4.01));
    assertTrue(new Goal.AtLeast(4_000).isMet(4_000));
    assertFalse(new Goal.AtLeast(4_000).isMet(3_999));
  }

  @Test
  void figuresHaveTheDigitsThatSaySomething() {
    assertEquals("3.51", BudgetTable.number(3.507));
    assertEquals("12.3", BudgetTable.number(12.34));
    assertEquals("15,000", BudgetTable.number(15_000.4));
    assertEquals("-0.05", BudgetTable.number(-0.049));
  }

  @Test
  void eachFigureStandsBesideTheGoalAndTheRelay() {
    var table = new BudgetTable(1);
    table.add(new Compared<>(result(1_800_000, 60), result(1_800_000, 40)), false);
    String text = table.text();
    assertTrue(
        text.contains("| an idle session: resident memory, KB | ≤ 4 | 3.50 | met | 3.50 | 1.00 |"),
        text);
    assertTrue(
        text.contains(
            "| an idle session: CPU of the edge, µs a second | ≤ 2 | 10.0 | missed | 20.0 | 0.50"
                + " |"),
        text);
    assertTrue(text.contains("| of it live heap, KB |  | 2.00 |  | 2.00 | 1.00 |"), text);
    assertFalse(text.contains("VOID"), text);
  }

  @Test
  void aFigureThatSaysNothingIsMarkedWhereverItStands() {
    var table = new BudgetTable(1);
    table.add(new Compared<>(result(9_000_000, 60), result(1_800_000, 60)), false);
    table.add(new Compared<>(result(1_800_000, 60), result(9_000_000, 60)), true);
    String text = table.text();
    List<String> idle =
        text.lines().filter(row -> row.startsWith("| an idle session: CPU of the edge")).toList();
    assertTrue(idle.getFirst().contains(" (VOID) | void | "), text);
    assertTrue(idle.getLast().matches(".* \\| (met|missed) \\| \\S+ \\(VOID\\) \\| .*"), text);
    assertTrue(text.contains("| ≤ 4 | 3.50 | met | 3.50 | 1.00 |"), "memory is theirs alone");
    assertTrue(
        text.contains(
            "| an idle session: resident memory, KB, over TLS | ≤ 9 | 3.50 | met | 3.50 | 1.00 |"),
        text);
    assertTrue(text.contains("VOID: 1,000 sockets, idle: others"), text);
    assertTrue(text.contains("VOID: 1,000 sockets, idle, the relay: others"), text);
  }

  @Test
  void memoryIsVoidWhereSocketsWereClosed() {
    SocketResult good = result(1_800_000, 60);
    var shaken = new SocketResult(1_000, "edge-1", good.cpu(), good.memory(), 2, 0);
    var table = new BudgetTable(1);
    table.add(new Compared<>(shaken, good), false);
    String text = table.text();
    assertTrue(text.contains("resident memory, KB | ≤ 4 | 3.50 (VOID) | void | 3.50 |"), text);
    assertTrue(text.contains("VOID: 1,000 sockets, memory: 2 sockets were closed"), text);
  }

  @Test
  void messagesAreJudgedAtTheRateOfTheBudgetAlone() {
    Compared<MessageResults> results =
        new Compared<>(
            messages(new Load.Open(1_000), 500, 0), messages(new Load.Open(1_000), 50, 0));
    var table = new BudgetTable(1);
    table.add(results.here(), results.relay(), true);
    assertTrue(
        table
            .text()
            .contains("| 1000/s: CPU of all for a message, µs | ≤ 700 | 500 | met | 50.0 | 10.0 |"),
        table.text());
    assertFalse(table.text().contains("VOID"), table.text());
    var other = new BudgetTable(1);
    MessageResults fast = messages(new Load.Open(2_000), 500, 0);
    other.add(fast, fast, true);
    assertTrue(other.text().contains("| 2000/s: CPU of all for a message, µs |  | 500 |  |"));
    var lossy = new BudgetTable(1);
    lossy.add(messages(new Load.Open(1_000), 500, 2), fast, true);
    assertTrue(lossy.text().contains("VOID: 1000/s: 2 messages were missing"), lossy.text());
  }

  @Test
  void whatWasRefusedIsNamedBesideWhatIsMissing() {
    LoadResult result = messages(new Load.Closed(100, 8), 100, 2).pairs().getFirst();
    result.tally().errors.put(Code.RATE_LIMITED, 2);
    assertEquals(
        List.of("2 messages were missing, refused {RATE_LIMITED=2}"), result.voidBecause(1));
  }

  @Test
  void theLimitHasAGoalForEachPromise() {
    MessageResults results = messages(new Load.Closed(100, 8), 100, 0);
    var safe = new BudgetTable(1);
    safe.add(results, results, true);
    assertTrue(safe.text().contains("messages a second | ≥ 15,000 | 10,000 | missed |"));
    assertTrue(safe.text().contains("safe against a power cut | ≥ 8,000 | 10,000 | met |"));
    var fast = new BudgetTable(1);
    fast.add(results, results, false);
    assertFalse(fast.text().contains("power cut"), fast.text());
  }

  @Test
  void aGroupIsJudgedByItsTailAtARateAndByItsCopiesAtTheLimit() {
    MessageResults rate = group(500, new Load.Tempo.InEach(10));
    var atRate = new BudgetTable(1);
    atRate.add(rate, rate, true);
    String text = atRate.text();
    assertTrue(
        text.contains("| 500 members, 10/s: CPU of all for a copy, µs | ≤ 6 | 5.00 | met |"));
    assertTrue(text.contains("| due to the last copy, p99, ms | ≤ 15 | 0.00 | met |"), text);
    MessageResults most = group(500, new Load.Tempo.AsAnswersCome(8));
    var atMost = new BudgetTable(1);
    atMost.add(most, most, true);
    text = atMost.text();
    assertTrue(
        text.contains("| 500 members, max, 8 x 1: CPU of all for a copy, µs | ≤ 6 | 5.00 |"));
    assertTrue(text.contains("| copies a second, everything on this machine |  | 10,000 |"), text);
    assertFalse(text.contains("p99"), text);
    var other = new BudgetTable(1);
    MessageResults large = group(501, new Load.Tempo.InEach(10));
    other.add(large, large, true);
    assertFalse(other.text().contains("≤"), "the budget names 500");
  }

  /// 100,000 copies in ten seconds, of five microseconds each.
  private static MessageResults group(int members, Load.Tempo tempo) {
    var load = new Load.Spread(List.of("c"), members, 1, 100, tempo);
    LoadResult result =
        new LoadResult(load, new LaneTally(), 100_000, usage(Map.of("edge", 500_000L), 0, 10));
    Usage nothing = usage(Map.of("edge", 0L), 0, 10);
    return new MessageResults(List.of(), List.of(new SpreadResult(load, result, nothing, nothing)));
  }

  /// 1,000 sockets: connected in half a second, idle for a minute, beside what a minute costs
  /// without them.
  private static SocketResult result(long machineMicros, int idleSeconds) {
    Map<String, Long> idle = Map.of("edge-1", 1_200_000L, "redis", 1_200_000L);
    return new SocketResult(
        1_000,
        "edge-1",
        new SocketResult.Cpu(
            usage(Map.of("edge-1", 800_000L, "redis", 0L), 800_000, 60),
            new Usage(cpu(Map.of("edge-1", 200_000L)), 0, 200_000, Operations.NONE, SECOND / 2),
            usage(idle, machineMicros, idleSeconds),
            usage(Map.of("edge-1", 400_000L, "redis", 0L), 400_000, 60)),
        new SocketResult.Memory(
            NOTHING,
            new ProcessMemory(3_500_000, 2_000_000),
            new ProcessMemory(500_000, 0),
            new ProcessMemory(600_000, 0)),
        0,
        0);
  }

  /// Ten seconds with 10,000 messages a second.
  private static MessageResults messages(Load load, long microsEach, int missing) {
    var tally = new LaneTally();
    tally.sent.set(0, 100);
    tally.arrived.set(0, 100 - missing);
    Usage used = usage(Map.of("edge", microsEach * 100_000), 100_000 * microsEach, 10);
    return new MessageResults(List.of(new LoadResult(load, tally, 100_000, used)), List.of());
  }

  private static Usage usage(Map<String, Long> micros, long machineMicros, int seconds) {
    return new Usage(cpu(micros), 0, machineMicros, Operations.NONE, seconds * SECOND);
  }

  private static ProcessCpu cpu(Map<String, Long> micros) {
    return new ProcessCpu(new TreeMap<>(micros));
  }
}
