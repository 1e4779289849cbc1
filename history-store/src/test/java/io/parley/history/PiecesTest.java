package io.parley.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PiecesTest {
  @Test
  void aListIsCutWhereItIsTooLong() {
    assertEquals(List.of(), Pieces.of(List.of(), 2));
    assertEquals(List.of(List.of(1, 2)), Pieces.of(List.of(1, 2), 2));
    assertEquals(
        List.of(List.of(1, 2), List.of(3, 4), List.of(5)), Pieces.of(List.of(1, 2, 3, 4, 5), 2));
  }

  @Test
  void whatIsTooHeavyIsAloneAndNothingIsLost() {
    assertEquals(
        List.of(List.of(3, 4), List.of(9), List.of(1), List.of(8), List.of(7)),
        Pieces.of(List.of(3, 4, 9, 1, 8, 7), 7, weight -> weight));
  }
}
