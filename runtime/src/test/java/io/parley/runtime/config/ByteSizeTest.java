package io.parley.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({"0,0", "512,512", "64KiB,65536", "16MiB,16777216", "2GiB,2147483648", "1536,1536"})
  void readsAndWritesTheSame(String text, long bytes) {
    assertEquals(bytes, ByteSize.parse(text).bytes());
    assertEquals(text, ByteSize.parse(text).toString());
  }

  @Test
  void refusesWhatIsNoSize() {
    for (String text : new String[] {"", "-1", "1.5GiB", "64KB", "999999999999999999"}) {
      assertThrows(IllegalArgumentException.class, () -> ByteSize.parse(text), text);
    }
  }
}
