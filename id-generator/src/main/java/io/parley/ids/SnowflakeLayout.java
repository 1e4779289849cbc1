package io.parley.ids;

import de.mkammerer.snowflakeid.structure.Structure;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;

/// The Snowflake layout: 41 bits of milliseconds since [#EPOCH] (the *tick*), 10 bits of worker, 12
/// bits of sequence; always a positive long. Tick 0 with sequence 0 is never given out, so 0 is no
/// id and can mean "before everything".
///
/// A *position* is an id without its worker bits: `tick * 4096 + sequence`. Counting one up carries
/// from the sequence into the tick by itself, which is why both id sources count in positions and
/// put the worker in last: an overflow cannot reach the worker bits.
///
/// The widths, their limits and the end of time come from the Snowflake library's `Structure`. Its
/// generator is not used: it starts every tick at sequence 0 and cannot be resumed inside one, on
/// overflow it spins or throws, and when the clock steps back it throws.
public final class SnowflakeLayout {
  public static final Instant EPOCH = Instant.parse("2024-01-01T00:00:00Z");

  static final Structure STRUCTURE = new Structure(41, 10, 12);
  private static final int SEQUENCE_BITS = STRUCTURE.getSequenceBits();
  private static final int TICK_SHIFT = STRUCTURE.getGeneratorBits() + SEQUENCE_BITS;

  /// Workers are 0 to one less than this; so are the partitions of a log that ids come from.
  public static final int WORKERS = Math.toIntExact(STRUCTURE.maxGenerators());

  static final int SEQUENCES = Math.toIntExact(STRUCTURE.maxSequenceIds());
  static final long MAX_TICK = STRUCTURE.maxTimestamps() - 1;
  static final long MAX_POSITION = lastPositionOf(MAX_TICK);

  /// The first instant that has no ids any more.
  public static final Instant END =
      STRUCTURE.calculateWraparoundDate(new WallTicks(InstantSource.fixed(EPOCH)));

  private static final int MAX_DIGITS = 19;

  private SnowflakeLayout() {}

  public static long compose(long tick, int worker, int sequence) {
    require("tick", tick, MAX_TICK);
    require("worker", worker, WORKERS - 1);
    require("sequence", sequence, SEQUENCES - 1);
    return tick << TICK_SHIFT | (long) worker << SEQUENCE_BITS | sequence;
  }

  /// Milliseconds since [#EPOCH].
  public static long tick(long id) {
    return id >>> TICK_SHIFT;
  }

  public static Instant timestamp(long id) {
    return EPOCH.plusMillis(tick(id));
  }

  public static int worker(long id) {
    return (int) (id >>> SEQUENCE_BITS) & (WORKERS - 1);
  }

  public static int sequence(long id) {
    return (int) id & (SEQUENCES - 1);
  }

  /// No id made at or after the millisecond of `instant` is smaller than this, none made before it
  /// is as large. 0 for an instant before [#EPOCH].
  ///
  /// @throws IllegalArgumentException from [#END] on
  public static long firstIdAt(Instant instant) {
    if (instant.isBefore(EPOCH)) {
      return 0;
    }
    if (!instant.isBefore(END)) {
      throw new IllegalArgumentException("instant: " + instant + " (expected: < " + END + ")");
    }
    return compose(instant.toEpochMilli() - EPOCH.toEpochMilli(), 0, 0);
  }

  /// The id a client wrote; empty for anything but the one decimal form of a positive long.
  public static OptionalLong parse(String text) {
    long value = parseDecimal(text);
    return value > 0 ? OptionalLong.of(value) : OptionalLong.empty();
  }

  /// -1 for anything but the shortest ASCII decimal form of 0 to Long.MAX_VALUE. (Long.parseLong
  /// would also take signs, leading zeros and the digits of other scripts.)
  static long parseDecimal(String text) {
    int length = text.length();
    if (length == 0 || length > MAX_DIGITS || (length > 1 && text.charAt(0) == '0')) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      value = value * 10 + (digit - '0');
    }
    // 19 digits overflow at most once, into the negative
    return value < 0 ? -1 : value;
  }

  static long position(long id) {
    return tick(id) << SEQUENCE_BITS | sequence(id);
  }

  static long firstPositionOf(long tick) {
    return tick << SEQUENCE_BITS;
  }

  static long lastPositionOf(long tick) {
    return tick << SEQUENCE_BITS | (SEQUENCES - 1);
  }

  static long tickOfPosition(long position) {
    return position >> SEQUENCE_BITS;
  }

  static long idAt(long position, int worker) {
    return compose(tickOfPosition(position), worker, (int) position & (SEQUENCES - 1));
  }

  private static void require(String name, long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 0.." + max + ")");
    }
  }
}
