package io.parley.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.parley.protocol.v1.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// How messages to many are counted, and what is concluded from that.
class SpreadPartsTest {
  private static final Load.Spread LOAD =
      new Load.Spread(List.of("c"), 1000, 1, 10, new Load.Tempo.InEach(2));

  @Test
  void copiesOfSeveralLanesAreOneMessage() {
    var here = new Copies();
    var there = new Copies();
    here.arrived(3, 50);
    here.arrived(3, 40);
    there.arrived(3, 70);
    there.arrived(5_000, 1);
    here.add(there);
    assertEquals(3, here.of(3));
    assertEquals(70, here.latestOf(3));
    assertEquals(1, here.of(5_000));
    assertEquals(0, here.of(100_000));
    assertEquals(4, here.total());
  }

  @Test
  void aMessageHasArrivedWithItsLastCopy() {
    var tally = new LaneTally();
    tally.sent.set(7);
    tally.sent.set(8);
    for (int i = 1; i <= 3; i++) {
      tally.copied(7, i * 1_000_000L);
    }
    tally.copied(8, 1_000_000);
    tally.settle(3);
    tally.settle(3);
    assertEquals(1, tally.arrived.cardinality());
    assertEquals(1, tally.toLast.getTotalCount());
    assertEquals(3, tally.toLast.getMaxValue() / 1_000, "ms");
    assertEquals(4, tally.toEvent.getTotalCount());
  }

  @Test
  void aSecondCopyIsKnownAfterEventsOfOtherConversations() {
    var numbers = new Lane.Numbers(7, 0, 1);
    var person = new LoadSocket.Person(0, "u", "u", "d", "v");
    EventLoop loop = new DefaultEventLoop();
    var socket = new LoadSocket(person, new Lane(loop, numbers, ""), new CompletableFuture<>());
    assertTrue(socket.isNew(event("c", 1)));
    assertTrue(socket.isNew(event("d", 1)));
    assertFalse(socket.isNew(event("c", 1)));
    assertTrue(socket.isNew(event("c", 2)));
    assertFalse(socket.isNew(event("d", 1)));
  }

  private static Event event(String conversation, long seq) {
    return Event.newBuilder().setConversation(conversation).setSeq(seq).build();
  }

  @Test
  void commandsAreSummedWithoutThoseThatAsk() {
    String stats =
        """
        # Commandstats
        cmdstat_hget:calls=12,usec=34,usec_per_call=2.83
        cmdstat_info:calls=100,usec=1
        cmdstat_evalsha:calls=5,usec=9
        """;
    assertEquals(17, Operations.redisCommands(stats));
  }

  @Test
  void metricsAreSummedByNameAndLabel() {
    String metrics =
        """
        # TYPE calls_total counter
        calls_total{policy="cassandra/router-read",outcome="ok",} 3.0
        calls_total{policy="cassandra/history-read",outcome="failed",} 1.0
        calls_total{policy="redis/look-up",outcome="ok",} 8.0
        calls_total_created{policy="cassandra/router-read",} 1.7E9
        plain 2.0
        """;
    assertEquals(4, Operations.sum(metrics, "calls_total", "policy=\"cassandra/"));
    assertEquals(2, Operations.sum(metrics, "plain", ""));
  }

  @Test
  void aMessageCostsWhatIsUsedBeyondRest() {
    SpreadResult result = result(20);
    // of 3 s of CPU in 10 s, half a second goes on at rest (1 s in 20 s)
    assertEquals((3_000_000 - 500_000) / 20.0, result.microsPerMessage());
    assertEquals((3_000_000 - 500_000) / 200.0, result.microsPerCopy());
    assertEquals((2_000_000 - 500_000) / 20.0, result.microsPerMessage("edge"));
    assertEquals((60 - 20) / 20.0, result.perMessage(Operations.REDIS));
    assertEquals(0.05, result.idleCores());
    assertEquals(200, result.missingCopies());
  }

  @Test
  void whatArrivesAfterItWasMeasuredPaysForNothing() {
    assertEquals((3_000_000 - 500_000) / 15.0, result(20, 15).microsPerMessage());
  }

  @Test
  void messagesThatNobodySentMakeItVoid() {
    SpreadResult result = result(0);
    result.result().tally().unsent = 3;
    assertTrue(
        result.voidBecause(1).contains("3 messages had nobody to send them"),
        result.voidBecause(1)::toString);
  }

  @Test
  void resultsStandSideBySideWithTheirRatio() {
    String table = new SpreadTable(List.of(result(20), result(10)), 1).text();
    assertTrue(table.contains("| Redis commands | 2.00 | 4.00 | 2.00 |"), table);
    assertTrue(table.contains("| CPU of a copy, µs | 12500.00 | 25000.00 | 2.00 |"), table);
    assertTrue(table.contains("| 1,000 members, 2/s | 10 |"), table);
  }

  private static SpreadResult result(int messages) {
    return result(messages, messages);
  }

  private static SpreadResult result(int messages, long arrived) {
    var tally = new LaneTally();
    tally.sent.set(0, messages);
    Usage used = usage(Map.of("edge", 2_000_000L, "kafka", 1_000_000L), 60, 10);
    Usage before = usage(Map.of("edge", 700_000L, "kafka", 0L), 25, 12);
    Usage after = usage(Map.of("edge", 300_000L), 15, 8);
    return new SpreadResult(
        LOAD, new LoadResult(LOAD, tally, arrived * LOAD.copies(), used), before, after);
  }

  private static Usage usage(Map<String, Long> micros, double commands, int seconds) {
    SequencedMap<String, Double> counts = new LinkedHashMap<>();
    counts.put(Operations.REDIS, commands);
    return new Usage(
        new ProcessCpu(new TreeMap<>(micros)),
        0,
        0,
        new Operations(counts),
        seconds * 1_000_000_000L);
  }
}
