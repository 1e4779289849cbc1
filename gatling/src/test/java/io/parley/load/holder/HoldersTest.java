package io.parley.load.holder;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HoldersTest {
  private static Holders.Count count(long held, long lost, long refused) {
    return new Holders.Count(held, lost, refused, 0, 0);
  }

  @Test
  void nobodyWaitsForASocketThatIsLostAlready() {
    assertTrue(count(100, 0, 0).isComplete(100, 0));
    assertFalse(count(99, 0, 0).isComplete(100, 5));
    assertTrue(count(97, 3, 0).isComplete(100, 5), "three of five that may be lost");
    assertFalse(count(94, 6, 0).isComplete(100, 5));
  }

  @Test
  void whatCannotBecomeWellIsNotWaitedFor() {
    assertFalse(count(50, 5, 0).isHopeless(5));
    assertTrue(count(50, 6, 0).isHopeless(5));
    assertTrue(count(50, 0, 1).isHopeless(5), "a socket was refused for good");
    assertTrue(new Holders.Count(50, 0, 0, 0, 1).isHopeless(5), "a process died");
  }
}
