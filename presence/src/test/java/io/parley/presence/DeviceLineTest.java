package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceLineTest {
  @Test
  void eachDeviceHasALine() {
    assertEquals(
        List.of(new DeviceLine("phone", "1:a:b"), new DeviceLine("=^.^=", "2:c:d")),
        DeviceLine.parse("\nphone 1:a:b\n=^.^= 2:c:d"));
    assertEquals(List.of(new DeviceLine("phone", "1:a:b")), DeviceLine.parse("\nphone 1:a:b"));
  }

  @Test
  void nobodyIsNoLine() {
    assertEquals(List.of(), DeviceLine.parse(""));
    assertEquals(List.of(), DeviceLine.parse("another form"));
  }

  /// Each is counted as one that leads nowhere.
  @Test
  void whatHasNoEntryIsALineAllTheSame() {
    assertEquals(
        List.of(
            new DeviceLine("phone", ""), new DeviceLine("laptop", ""), new DeviceLine("x", "1")),
        DeviceLine.parse("\nphone\nlaptop \nx 1"));
    assertEquals(List.of(new DeviceLine("", "")), DeviceLine.parse("\n"));
  }
}
