package io.parley.load.plan;

import java.util.ArrayList;
import java.util.List;

/// How many messages a second all people together send, over the time of a run.
///
/// @param pieces each holds until the next begins; the first begins at 0
/// @param seconds when the run is over
public record Tempo(List<Piece> pieces, double seconds) {
  /// @param from seconds after the beginning
  public record Piece(double from, double perSecond) {}

  public Tempo {
    pieces = List.copyOf(pieces);
    if (pieces.isEmpty() || pieces.getFirst().from() != 0) {
      throw new IllegalArgumentException("tempo: (expected: pieces, the first from 0)");
    }
  }

  public static Tempo steady(double perSecond, double seconds) {
    return new Tempo(List.of(new Piece(0, perSecond)), seconds);
  }

  /// Silence while people arrive, then steps of the same length, each faster by `step`.
  public static Tempo rising(
      double silence, double first, double step, int steps, double stepSeconds) {
    List<Piece> pieces = new ArrayList<>(List.of(new Piece(0, 0)));
    for (int i = 0; i < steps; i++) {
      pieces.add(new Piece(silence + i * stepSeconds, first + i * step));
    }
    return new Tempo(pieces, silence + steps * stepSeconds);
  }

  /// `calm`, and once every `every` seconds for `loud` seconds `times` as much.
  public static Tempo bursts(double calm, double times, double every, double loud, double seconds) {
    List<Piece> pieces = new ArrayList<>(List.of(new Piece(0, calm)));
    for (double from = every - loud; from < seconds; from += every) {
      pieces.add(new Piece(from, calm * times));
      pieces.add(new Piece(from + loud, calm));
    }
    return new Tempo(pieces, seconds);
  }

  /// Which piece holds at this time.
  public int pieceAt(double second) {
    int at = 0;
    while (at + 1 < pieces.size() && pieces.get(at + 1).from() <= second) {
      at++;
    }
    return at;
  }

  /// When the rates since `from` have added up to so many messages; infinite: not in this run.
  public double after(double from, double messages) {
    double left = messages;
    double now = from;
    for (int at = pieceAt(from); at < pieces.size() && now < seconds; at++) {
      double end = at + 1 < pieces.size() ? pieces.get(at + 1).from() : seconds;
      double rate = pieces.get(at).perSecond();
      if (rate * (end - now) >= left && rate > 0) {
        return now + left / rate;
      }
      left -= rate * (end - now);
      now = end;
    }
    return Double.POSITIVE_INFINITY;
  }
}
