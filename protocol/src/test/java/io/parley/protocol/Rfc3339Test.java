package io.parley.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.text.ParseException;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Rfc3339Test {
  @Property
  void formatsAsProtobufDoesAndReadsItBack(
      @ForAll @LongRange(min = -62_135_596_800L, max = 253_402_300_799L) long seconds,
      @ForAll @IntRange(max = 999_999_999) int nanos)
      throws ParseException {
    String text = Rfc3339.format(seconds, nanos);
    Timestamp time = Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();
    assertEquals(Timestamps.toString(time), text);
    assertEquals(Instant.ofEpochSecond(seconds, nanos), parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T09:28:00Z, 2026-11-20T09:28:00Z",
    "2026-11-20T09:28:00.5Z, 2026-11-20T09:28:00.500Z",
    "2026-11-20T09:28:00.123456789Z, 2026-11-20T09:28:00.123456789Z",
    "2026-11-20T09:28:00+02:30, 2026-11-20T06:58:00Z",
    "2026-11-20T23:28:00-01:00, 2026-11-21T00:28:00Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z",
  })
  void readsWhatTheRfcAllows(String text, Instant time) {
    assertEquals(time, parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "2026",
        "2026-11-20",
        "2026-11-20T09:28Z",
        "2026-11-20 09:28:00Z",
        "2026-11-20T09:28:00",
        "2026-11-20T09:28:00z",
        "2026-11-20T09:28:00.Z",
        "2026-11-20T09:28:00.1234567891Z",
        "2026-11-20T09:28:00Z ",
        "2026-11-20T09:28:60Z",
        "2026-11-20T24:00:00Z",
        "2026-13-20T09:28:00Z",
        "2026-00-20T09:28:00Z",
        "2026-11-31T09:28:00Z",
        "2026-11-00T09:28:00Z",
        "2023-02-29T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+00:01",
        "10000-01-01T00:00:00Z",
        "-001-01-01T00:00:00Z",
        "2026-11-20T09:28:00+0200",
        "2026-11-20T09:28:00+02",
        "2026-11-20T09:28:00+24:00",
        "٢٠٢٦-11-20T09:28:00Z",
      })
  void refusesWhatIsNoTime(String text) {
    assertNull(parse(text));
  }

  @Test
  void formatsNothingBeyondTheYears1To9999() {
    assertThrows(IllegalArgumentException.class, () -> Rfc3339.format(253_402_300_800L, 0));
    assertThrows(IllegalArgumentException.class, () -> Rfc3339.format(-62_135_596_801L, 0));
    assertThrows(IllegalArgumentException.class, () -> Rfc3339.format(0, -1));
    assertThrows(IllegalArgumentException.class, () -> Rfc3339.format(0, 1_000_000_000));
  }

  private static @Nullable Instant parse(String text) {
    char[] chars = ("<" + text + ">").toCharArray();
    return Rfc3339.parse(chars, 1, text.length());
  }
}
