package io.parley.ids;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.mkammerer.snowflakeid.SnowflakeIdGenerator;
import de.mkammerer.snowflakeid.options.Options;
import java.time.Instant;
import java.util.OptionalLong;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class SnowflakeLayoutTest {
  private static final long LAST_TICK = (1L << 41) - 1;

  @Property
  void partsComeBackFromTheId(
      @ForAll @LongRange(max = LAST_TICK) long tick,
      @ForAll @IntRange(max = 1023) int worker,
      @ForAll @IntRange(max = 4095) int sequence) {
    long id = SnowflakeLayout.compose(tick, worker, sequence);
    assertTrue(id >= 0);
    assertEquals(tick, SnowflakeLayout.tick(id));
    assertEquals(worker, SnowflakeLayout.worker(id));
    assertEquals(sequence, SnowflakeLayout.sequence(id));
    assertEquals(id, SnowflakeLayout.idAt(SnowflakeLayout.position(id), worker));
    assertEquals(Instant.parse("2024-01-01T00:00:00Z").plusMillis(tick), timestamp(id));
  }

  @Property
  void theLibraryPacksTheSameWay(
      @ForAll @LongRange(max = LAST_TICK) long tick, @ForAll @IntRange(max = 1023) int worker) {
    long now = SnowflakeLayout.EPOCH.toEpochMilli() + tick;
    var library =
        SnowflakeIdGenerator.createCustom(
            worker,
            new WallTicks(() -> Instant.ofEpochMilli(now)),
            SnowflakeLayout.STRUCTURE,
            new Options(Options.SequenceOverflowStrategy.THROW_EXCEPTION));
    for (int sequence = 0; sequence < 3; sequence++) {
      assertEquals(library.next(), SnowflakeLayout.compose(tick, worker, sequence));
    }
  }

  @Example
  void theLayoutIsTheProtocols() {
    assertEquals(1024, SnowflakeLayout.WORKERS);
    assertEquals(4096, SnowflakeLayout.SEQUENCES);
    assertEquals(LAST_TICK, SnowflakeLayout.MAX_TICK);
    assertEquals(Long.MAX_VALUE, SnowflakeLayout.compose(LAST_TICK, 1023, 4095));
    assertEquals(1L << 22, SnowflakeLayout.compose(1, 0, 0));
    assertEquals(1L << 12, SnowflakeLayout.compose(0, 1, 0));
    assertEquals(Instant.parse("2093-09-06T15:47:35.552Z"), SnowflakeLayout.END);
  }

  @Example
  void partsOutsideTheLayoutAreRefused() {
    assertRefused("tick: -1 (expected: 0..2199023255551)", -1, 0, 0);
    assertRefused("tick: 2199023255552 (expected: 0..2199023255551)", LAST_TICK + 1, 0, 0);
    assertRefused("worker: 1024 (expected: 0..1023)", 0, 1024, 0);
    assertRefused("sequence: 4096 (expected: 0..4095)", 0, 0, 4096);
  }

  @Property
  void firstIdAtSplitsIdsByTime(
      @ForAll @LongRange(min = 1, max = LAST_TICK) long tick,
      @ForAll @IntRange(max = 1023) int worker,
      @ForAll @IntRange(max = 4095) int sequence) {
    long first = SnowflakeLayout.firstIdAt(SnowflakeLayout.EPOCH.plusMillis(tick).plusNanos(7));
    assertTrue(SnowflakeLayout.compose(tick, worker, sequence) >= first);
    assertTrue(SnowflakeLayout.compose(tick - 1, worker, sequence) < first);
  }

  @Example
  void firstIdAtKnowsBothEndsOfTime() {
    assertEquals(0, SnowflakeLayout.firstIdAt(Instant.MIN));
    assertEquals(0, SnowflakeLayout.firstIdAt(SnowflakeLayout.EPOCH));
    assertEquals(
        SnowflakeLayout.compose(LAST_TICK, 0, 0),
        SnowflakeLayout.firstIdAt(SnowflakeLayout.END.minusNanos(1)));
    assertThrows(
        IllegalArgumentException.class, () -> SnowflakeLayout.firstIdAt(SnowflakeLayout.END));
    assertThrows(IllegalArgumentException.class, () -> SnowflakeLayout.firstIdAt(Instant.MAX));
  }

  @Property
  void aPositiveLongIsParsedAsPrinted(@ForAll @LongRange(min = 1) long id) {
    assertEquals(OptionalLong.of(id), SnowflakeLayout.parse(Long.toString(id)));
  }

  @Property
  void parsingNeverThrowsAndTakesNoOtherForm(@ForAll String text) {
    SnowflakeLayout.parse(text).ifPresent(id -> assertEquals(text, Long.toString(id)));
  }

  @Example
  void whatIsNoIdIsNotParsed() {
    for (String text :
        new String[] {
          "",
          "0",
          "-1",
          "+1",
          "01",
          " 1",
          "1 ",
          "1_0",
          "0x1",
          "\u0661",
          "9223372036854775808",
          "9999999999999999999",
          "18446744073709551617",
          "1".repeat(10_000)
        }) {
      assertEquals(OptionalLong.empty(), SnowflakeLayout.parse(text), text);
    }
    assertEquals(OptionalLong.of(Long.MAX_VALUE), SnowflakeLayout.parse("9223372036854775807"));
  }

  @Property
  void wallTicksStayWithinOneOfTheLayout(@ForAll long epochMs) {
    long tick = WallTicks.ofEpochMilli(epochMs);
    long exact = Math.subtractExact(Math.max(epochMs, 0), SnowflakeLayout.EPOCH.toEpochMilli());
    assertEquals(Math.clamp(exact, -1, LAST_TICK + 1), tick);
  }

  private static Instant timestamp(long id) {
    return SnowflakeLayout.timestamp(id);
  }

  private static void assertRefused(String message, long tick, int worker, int sequence) {
    var refused =
        assertThrows(
            IllegalArgumentException.class, () -> SnowflakeLayout.compose(tick, worker, sequence));
    assertEquals(message, refused.getMessage());
  }
}
