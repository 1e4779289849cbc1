package io.parley.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GroupHeadTest {
  @Test
  void whoHasItsWordOrALargerOneIsToldTheHead() {
    GroupHead head = GroupHead.begunAt(at(5)).movedTo(at(9));
    assertEquals(at(9), head.tells(at(5)));
    assertEquals(at(9), head.tells(at(7)));
    assertEquals(at(12), head.tells(at(12)), "nothing is taken back");
  }

  @Test
  void whoHasASmallerWordIsToldThatAlone() {
    assertEquals(at(4), GroupHead.begunAt(at(5)).movedTo(at(9)).tells(at(4)));
  }

  @Test
  void itDoesNotGoBack() {
    GroupHead head = GroupHead.begunAt(at(5)).movedTo(at(9));
    assertEquals(head, head.movedTo(at(7)));
    assertEquals(head, head.movedTo(at(9)));
  }

  @Test
  void aLargerHeadIsLargerAsTextAndOfOneHeadThatForFewer() {
    GroupHead begun = GroupHead.begunAt(at(5));
    assertTrue(begun.movedTo(at(16)).text().compareTo(begun.movedTo(at(9)).text()) > 0);
    assertTrue(GroupHead.begunAt(at(9)).text().compareTo(begun.movedTo(at(9)).text()) > 0);
  }

  @Test
  void whatItWroteItReadsAndNothingElse() {
    GroupHead head = GroupHead.begunAt(at(5)).movedTo(at(9));
    assertEquals(head, GroupHead.parse(head.text()));
    assertNull(GroupHead.parse(""));
    assertNull(GroupHead.parse(at(5)));
    assertNull(GroupHead.parse(at(5) + "/v2"));
    assertNull(GroupHead.parse("v2/" + at(5)));
  }

  private static String at(long seq) {
    return NewsSpan.text(seq, 100 + seq);
  }
}
