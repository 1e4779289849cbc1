package io.parley.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DecimalTest {
  @Property
  void readsEveryLong(@ForAll long value) {
    assertEquals(OptionalLong.of(value), parse(Long.toString(value)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "007, 7",
    "1e3, 1000",
    "-1.5E1, -15",
    "2.0, 2",
    "0e999999999, 0",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808",
    "9.223372036854775807e18, 9223372036854775807",
  })
  void readsIntegersHoweverWritten(String text, long value) {
    assertEquals(OptionalLong.of(value), parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "--1",
        "abc",
        "1a",
        " 1",
        "1 ",
        "0x10",
        "1.5",
        "1e-1",
        "9223372036854775808",
        "-9223372036854775809",
        "1e19",
        "1e999999999",
        "1e-999999999",
        "1e99999999999",
        "NaN",
        "Infinity",
        "٣",
        "11111111111111111111111111111111111111111",
      })
  void refusesWhatIsNo64BitInteger(String text) {
    assertEquals(OptionalLong.empty(), parse(text));
  }

  private static OptionalLong parse(String text) {
    char[] chars = ("9" + text + "9").toCharArray();
    return Decimal.parse(chars, 1, text.length());
  }
}
