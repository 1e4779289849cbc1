package io.parley.load.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MessageTagTest {
  @Property(tries = 200)
  void whatIsWrittenIsRead(
      @ForAll long run,
      @ForAll @IntRange int number,
      @ForAll long due,
      @ForAll @IntRange(max = 4000) int length) {
    MessageTag tag = new MessageTag(run, number, due);
    assertEquals(tag, MessageTag.parse(tag.text(length)));
  }

  @Test
  void aTextHasItsLengthUnlessTheTagIsLonger() {
    MessageTag tag = new MessageTag(1, 2, 3);
    assertEquals(100, tag.text(100).length());
    assertEquals("1.2.3.", tag.text(1));
  }

  @Test
  void whatOthersWriteIsNoTag() {
    assertNull(MessageTag.parse(""));
    assertNull(MessageTag.parse("good morning"));
    assertNull(MessageTag.parse("well. yes. no. perhaps"));
    assertNull(MessageTag.parse("1.99999999999.1.x"));
  }
}
