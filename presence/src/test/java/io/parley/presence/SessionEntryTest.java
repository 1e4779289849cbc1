package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.parley.presence.SessionEntry.Standing;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionEntryTest {
  private static final SlotTable SLOTS = new SlotTable(Map.of(3, 77L, 4, 88L));
  private static final SessionEntry OURS = new SessionEntry(4, 88, 10);

  @Test
  void anEntryIsReadAsItWasWritten() {
    SessionEntry entry = new SessionEntry(63, Long.MAX_VALUE, 1L << 60);
    assertEquals("63:7fffffffffffffff:1000000000000000", entry.text());
    assertEquals(entry, SessionEntry.parse(entry.text()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "3",
        "3:4d:1",
        "x:000000000000004d:0000000000000001",
        "3:000000000000004x:0000000000000001",
        "3:000000000000004d:0000000000000001:more"
      })
  void whatCannotBeReadIsNothing(String text) {
    assertNull(SessionEntry.parse(text));
  }

  @Test
  void onlyANewerSessionOnALivingEdgeDoesNotGiveWay() {
    assertEquals(Standing.NEWER, standing(new SessionEntry(3, 77, 11)), "newer, and lives");
    assertEquals(Standing.GIVES_WAY, standing(new SessionEntry(3, 77, 9)), "older");
    assertEquals(Standing.GIVES_WAY, standing(new SessionEntry(3, 76, 11)), "an earlier lease");
    assertEquals(Standing.GIVES_WAY, standing(new SessionEntry(5, 77, 11)), "an edge that is gone");
    assertEquals(Standing.GIVES_WAY, standing(new SessionEntry(3, 77, 10)), "before a move");
    assertEquals(Standing.OURS, standing(OURS));
    assertEquals(Standing.ABSENT, OURS.against("", SLOTS));
    assertEquals(Standing.GIVES_WAY, OURS.against("v2|3|11", SLOTS), "another version's");
  }

  private static Standing standing(SessionEntry there) {
    return OURS.against(there.text(), SLOTS);
  }

  @Test
  void leasesThatCannotBeReadAreNone() {
    SlotTable table =
        SlotTable.parse(
            Map.of(
                "3", "000000000000004d:1767225600000:edge-1",
                "x", "000000000000004d:1767225600000:edge-1",
                "5", "another way",
                "6", "zz:1:edge"));
    assertEquals(Map.of(3, 77L), table.epochs());
  }
}
