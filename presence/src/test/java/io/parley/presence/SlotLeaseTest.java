package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlotLeaseTest {
  @Test
  void itsTextIsReadBack() {
    for (SlotLease lease :
        List.of(
            new SlotLease(0, 0), new SlotLease(17, Long.MAX_VALUE), new SlotLease(1_000, -1L))) {
      assertEquals(lease, SlotLease.parse(lease.text()));
    }
    assertEquals("7:00000000000000ff", new SlotLease(7, 255).text());
  }

  @Test
  void whatAnotherVersionMayHaveWrittenIsNoLease() {
    for (String text :
        List.of("", ":", "7", "7:ff", "x:00000000000000ff", "7:00000000000000fx", "v2|7|1234")) {
      assertNull(SlotLease.parse(text), text);
    }
  }

  @Test
  void itLivesWhileItsSlotIsLeasedUnderItsEpoch() {
    SlotTable slots = new SlotTable(Map.of(7, 255L));
    assertTrue(slots.livesAs("7:00000000000000ff"));
    assertFalse(slots.livesAs("7:00000000000000fe"));
    assertFalse(slots.livesAs("8:00000000000000ff"));
    assertFalse(slots.livesAs("v2"));
  }
}
