package io.parley.load.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class TempoTest {
  private static final double NEVER = Double.POSITIVE_INFINITY;

  @Test
  void messagesAddUpAtTheRate() {
    Tempo tempo = Tempo.steady(10, 100);
    assertEquals(3.5, tempo.after(3, 5), 1e-9);
    assertEquals(NEVER, tempo.after(99, 11));
    assertEquals(NEVER, tempo.after(101, 0.1));
  }

  @Test
  void theyAddUpOverPiecesOfDifferentRates() {
    Tempo tempo =
        new Tempo(
            List.of(new Tempo.Piece(0, 10), new Tempo.Piece(1, 0), new Tempo.Piece(2, 100)), 3);
    assertEquals(2.1, tempo.after(0, 20), 1e-9);
    assertEquals(2.05, tempo.after(1.5, 5), 1e-9);
    assertEquals(NEVER, tempo.after(0, 111));
  }

  @Test
  void stepsRise() {
    Tempo tempo = Tempo.rising(5, 100, 50, 3, 10);
    assertEquals(35, tempo.seconds());
    assertEquals(
        List.of(0, 1, 2, 3), List.of(at(tempo, 4.9), at(tempo, 5), at(tempo, 15), at(tempo, 99)));
    assertEquals(200, tempo.pieces().getLast().perSecond());
  }

  private static int at(Tempo tempo, double second) {
    return tempo.pieceAt(second);
  }

  @Test
  void burstsAreLoudAtTheEndOfEachPeriod() {
    Tempo tempo = Tempo.bursts(2, 10, 20, 5, 40);
    assertEquals(
        List.of(2.0, 2.0, 20.0, 2.0, 20.0),
        List.of(
            rate(tempo, 0), rate(tempo, 14.9), rate(tempo, 15), rate(tempo, 20), rate(tempo, 39)));
  }

  private static double rate(Tempo tempo, double second) {
    return tempo.pieces().get(tempo.pieceAt(second)).perSecond();
  }

  @Test
  void aTempoBeginsAtTheBeginning() {
    assertThrows(IllegalArgumentException.class, () -> new Tempo(List.of(), 1));
    assertThrows(
        IllegalArgumentException.class, () -> new Tempo(List.of(new Tempo.Piece(1, 1)), 2));
  }
}
