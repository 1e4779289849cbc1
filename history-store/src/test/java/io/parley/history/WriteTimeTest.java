package io.parley.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class WriteTimeTest {
  private static long id(long tick, long worker, long sequence) {
    return tick << 22 | worker << 12 | sequence;
  }

  @Test
  void theWorkerIsNotPartOfIt() {
    assertEquals(5 * 4096 + 7, WriteTime.of(id(5, 0, 7)));
    assertEquals(5 * 4096 + 7, WriteTime.of(id(5, 1023, 7)));
    assertEquals(((1L << 41) - 1) * 4096 + 4095, WriteTime.of(Long.MAX_VALUE));
  }

  @Property(tries = 1_000)
  void itRisesWithTickAndSequenceWhateverTheWorkers(
      @ForAll @LongRange(max = (1L << 41) - 2) long tick,
      @ForAll @IntRange(max = 1023) int worker,
      @ForAll @IntRange(max = 1023) int other,
      @ForAll @IntRange(max = 4094) int sequence) {
    long here = WriteTime.of(id(tick, worker, sequence));
    assertTrue(here < WriteTime.of(id(tick, other, sequence + 1)));
    assertTrue(here < WriteTime.of(id(tick + 1, other, 0)));
  }
}
