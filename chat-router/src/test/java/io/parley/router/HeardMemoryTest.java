package io.parley.router;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.protocol.ConversationId;
import org.junit.jupiter.api.Test;

class HeardMemoryTest {
  private static final ConversationId GROUP = group(1);

  private static ConversationId group(int number) {
    byte[] bytes = new byte[ConversationId.COINED_BYTES];
    bytes[0] = (byte) number;
    return ConversationId.group(bytes);
  }

  @Test
  void hourIsThatOfTheMembersWhoNotedIt() {
    HeardMemory heard = new HeardMemory(() -> 10);
    assertEquals(HeardMemory.NEVER, heard.touchedHour(GROUP, 0));
    heard.touched(GROUP, 7, 3);
    assertEquals(7, heard.touchedHour(GROUP, 3));
    assertEquals(HeardMemory.NEVER, heard.touchedHour(GROUP, 4));
    heard.touched(GROUP, HeardMemory.NEVER, 4);
    assertEquals(7, heard.touchedHour(GROUP, 3));
  }

  @Test
  void newMembersAreNotedInAnHourThatTheOthersHaveNoted() {
    HeardMemory heard = new HeardMemory(() -> 10);
    heard.touched(GROUP, 7, 3);
    heard.touched(GROUP, 7, 3);
    heard.touched(GROUP, 7, 4);
    assertEquals(HeardMemory.NEVER, heard.touchedHour(GROUP, 3));
    assertEquals(7, heard.touchedHour(GROUP, 4));
    heard.touched(GROUP, 8, 4);
    assertEquals(8, heard.touchedHour(GROUP, 4));
  }

  @Test
  void whatIsToldStaysTold() {
    HeardMemory heard = new HeardMemory(() -> 10);
    heard.told(GROUP, 5);
    heard.told(GROUP, 3);
    heard.touched(GROUP, 7, 3);
    assertEquals(5, heard.toldSeq(GROUP));
    heard.told(GROUP, 6);
    assertEquals(6, heard.toldSeq(GROUP));
    assertEquals(7, heard.touchedHour(GROUP, 3));
  }

  @Test
  void longestUnusedGoFirstEachOfItsKind() {
    HeardMemory heard = new HeardMemory(() -> 2);
    heard.told(GROUP, 1);
    heard.told(group(2), 2);
    assertEquals(1, heard.toldSeq(GROUP));
    heard.told(group(3), 3);
    for (int i = 0; i < 5; i++) {
      heard.told(ConversationId.direct("ann", "u" + i), 4);
    }
    assertEquals(1, heard.toldSeq(GROUP));
    assertEquals(0, heard.toldSeq(group(2)));
    assertEquals(3, heard.toldSeq(group(3)));
    assertEquals(4, heard.toldSeq(ConversationId.direct("ann", "u4")));
    assertEquals(0, heard.toldSeq(ConversationId.direct("ann", "u0")));
  }
}
