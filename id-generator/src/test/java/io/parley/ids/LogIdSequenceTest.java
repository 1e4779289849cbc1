package io.parley.ids;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.ids.LogIdSequence.Resumed;
import io.parley.ids.LogIdSequence.Unreadable;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

class LogIdSequenceTest {
  private static final long EPOCH_MS = 1_704_067_200_000L;
  private static final long START_MS = EPOCH_MS + 80_000_000_000L;
  private static final long PAST_THE_END_MS = EPOCH_MS + (1L << 41);

  @Property
  void equalsTheReferenceModel(
      @ForAll @IntRange(max = 1023) int partition, @ForAll("recordTimes") List<Long> times) {
    assertArrayEquals(reference(partition, times), replay(partition, times));
  }

  @Property
  void idsRiseAndTicksNeverRunBehindTheLog(@ForAll("recordTimes") List<Long> times) {
    long last = 0;
    long latestTick = 0;
    long[] ids = replay(5, times);
    for (int i = 0; i < ids.length; i++) {
      assertTrue(ids[i] > last);
      last = ids[i];
      if (times.get(i) >= EPOCH_MS && times.get(i) < PAST_THE_END_MS) {
        latestTick = Math.max(latestTick, times.get(i) - EPOCH_MS);
      }
      assertTrue(SnowflakeLayout.tick(last) >= latestTick);
      assertEquals(5, SnowflakeLayout.worker(last));
    }
  }

  @Property
  void partitionsOfOneLogNeverShareAnId(
      @ForAll("recordTimes") List<Long> times,
      @ForAll @IntRange(max = 1023) int one,
      @ForAll @IntRange(max = 1023) int other) {
    if (one != other) {
      LongStream both =
          LongStream.concat(Arrays.stream(replay(one, times)), Arrays.stream(replay(other, times)));
      assertEquals(2L * times.size(), both.distinct().count());
    }
  }

  @Example
  void aMillionRecordsReplayAlikeWholeAndFromAnyCommit() {
    int records = 1_000_000;
    int everyKth = 997;
    long[] times = logTimes(records, new SplittableRandom(20_260_101));
    long[] ids = new long[records];
    String[] commits = new String[records / everyKth + 1];
    LogIdSequence sequence = LogIdSequence.beforeFirst(17);
    for (int i = 0; i < records; i++) {
      if (i % everyKth == 0) {
        commits[i / everyKth] = sequence.metadata();
      }
      sequence = sequence.next(times[i]);
      ids[i] = sequence.lastId();
      assertTrue(i == 0 || ids[i] > ids[i - 1]);
    }
    // each stretch from its own commit: a million more; and a few commits right to the end
    for (int commit = 0; commit < commits.length; commit++) {
      int from = commit * everyKth;
      int to = commit % 250 == 0 ? records : Math.min(records, from + everyKth + 1);
      LogIdSequence resumed = resumed(17, commits[commit]);
      for (int i = from; i < to; i++) {
        resumed = resumed.next(times[i]);
        assertEquals(ids[i], resumed.lastId());
      }
    }
  }

  @Example
  void theSequenceCarriesIntoTheNextTickAndNeverIntoTheWorker() {
    LogIdSequence sequence = LogIdSequence.beforeFirst(1023);
    for (int i = 0; i < 10_000; i++) {
      sequence = sequence.next(START_MS);
      assertEquals(START_MS - EPOCH_MS + i / 4096, SnowflakeLayout.tick(sequence.lastId()));
      assertEquals(i % 4096, SnowflakeLayout.sequence(sequence.lastId()));
      assertEquals(1023, SnowflakeLayout.worker(sequence.lastId()));
    }
    // real time is behind the carry: the tick waits for it
    assertEquals(sequence.lastId() + 1, sequence.next(START_MS + 1).lastId());
    assertEquals(
        SnowflakeLayout.compose(START_MS + 3 - EPOCH_MS, 1023, 0),
        sequence.next(START_MS + 3).lastId());
  }

  @Example
  void aRecordWithoutAUsableTimeTakesTheLastTick() {
    LogIdSequence before = LogIdSequence.beforeFirst(3).next(START_MS);
    for (long nothing :
        new long[] {-1, Long.MIN_VALUE, 0, EPOCH_MS - 1, PAST_THE_END_MS, Long.MAX_VALUE}) {
      assertEquals(before.lastId() + 1, before.next(nothing).lastId());
    }
  }

  @Example
  void theFirstRecordWithoutATimeStillHasAPositiveId() {
    assertEquals(1, LogIdSequence.beforeFirst(0).next(-1).lastId());
  }

  @Example
  void aBrokerClockThatJumpsAheadAndBackKeepsIdsRising() {
    long yearMs = 365L * 24 * 3600 * 1000;
    LogIdSequence ahead = LogIdSequence.beforeFirst(3).next(START_MS).next(START_MS + yearMs);
    LogIdSequence back = ahead.next(START_MS + 10);
    assertEquals(ahead.lastId() + 1, back.lastId());
  }

  @Example
  void theVeryLastIdHasNoNext() {
    LogIdSequence last = new LogIdSequence(1023, Long.MAX_VALUE);
    assertThrows(IllegalStateException.class, () -> last.next(START_MS));
  }

  @Example
  void partitionsOutsideTheWorkerBitsAreRefused() {
    assertEquals(
        "partition: 1024 (expected: 0..1023)",
        assertThrows(IllegalArgumentException.class, () -> LogIdSequence.beforeFirst(1024))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> LogIdSequence.beforeFirst(-1));
  }

  @Property
  void metadataComesBack(
      @ForAll @IntRange(max = 1023) int partition, @ForAll("recordTimes") List<Long> times) {
    LogIdSequence sequence = LogIdSequence.beforeFirst(partition);
    for (long time : times) {
      assertEquals(sequence, resumed(partition, sequence.metadata()));
      sequence = sequence.next(time);
    }
    assertTrue(sequence.metadata().length() <= 21);
  }

  @Property
  void garbageInTheMetadataIsAValue(
      @ForAll String garbage, @ForAll @IntRange(max = 1023) int partition) {
    for (String text : new String[] {garbage, "1:" + garbage}) {
      switch (LogIdSequence.resume(partition, text)) {
        case Resumed(LogIdSequence sequence) -> assertEquals(text, sequence.metadata());
        case Unreadable(String reason) -> assertTrue(reason.length() > 0);
      }
    }
  }

  @Example
  void metadataOfAnotherPartitionIsUnreadable() {
    String metadata = LogIdSequence.beforeFirst(3).next(START_MS).metadata();
    assertInstanceOf(Unreadable.class, LogIdSequence.resume(4, metadata));
    for (String text : new String[] {"", "1:", "2:1", "1:-1", "1:01", "1:1:1", " 1:1"}) {
      assertInstanceOf(Unreadable.class, LogIdSequence.resume(0, text), text);
    }
  }

  /// Mostly a clock that goes on, sometimes stands still, steps back, or says nonsense.
  @Provide
  Arbitrary<List<Long>> recordTimes() {
    Arbitrary<Long> sane = Arbitraries.longs().between(START_MS, START_MS + 20);
    Arbitrary<Long> jumps = Arbitraries.longs().between(EPOCH_MS - 5, START_MS + 50_000_000);
    Arbitrary<Long> nonsense =
        Arbitraries.of(-1L, 0L, Long.MIN_VALUE, Long.MAX_VALUE, PAST_THE_END_MS);
    return Arbitraries.frequencyOf(Tuple.of(8, sane), Tuple.of(1, jumps), Tuple.of(1, nonsense))
        .list()
        .ofMaxSize(60);
  }

  /// The rule of the design, in the plainest words: three variables and an if.
  private static long[] reference(int partition, List<Long> times) {
    long tick = 0;
    int sequence = 0;
    long[] ids = new long[times.size()];
    for (int i = 0; i < ids.length; i++) {
      long recordTick = times.get(i) - EPOCH_MS;
      boolean usable = times.get(i) >= EPOCH_MS && times.get(i) < PAST_THE_END_MS;
      if (usable && recordTick > tick) {
        tick = recordTick;
        sequence = 0;
      } else if (sequence == 4095) {
        tick++;
        sequence = 0;
      } else {
        sequence++;
      }
      ids[i] = tick * (1L << 22) + partition * 4096L + sequence;
    }
    return ids;
  }

  private static long[] replay(int partition, List<Long> times) {
    long[] ids = new long[times.size()];
    LogIdSequence sequence = LogIdSequence.beforeFirst(partition);
    for (int i = 0; i < ids.length; i++) {
      sequence = sequence.next(times.get(i));
      ids[i] = sequence.lastId();
    }
    return ids;
  }

  private static long[] logTimes(int records, RandomGenerator random) {
    long[] times = new long[records];
    long now = START_MS;
    for (int i = 0; i < records; i++) {
      int dice = random.nextInt(10_000);
      if (dice < 300) {
        now += random.nextInt(5);
      } else if (dice < 303) {
        now += random.nextInt(-20_000, 20_000);
      }
      times[i] = dice == 9_999 ? -1 : now;
    }
    return times;
  }

  private static LogIdSequence resumed(int partition, String metadata) {
    return assertInstanceOf(Resumed.class, LogIdSequence.resume(partition, metadata)).sequence();
  }
}
