package io.parley.history;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Reads of one kind of which a call makes many: only so many of one call are under way at once,
/// and only so many over all calls. The others wait in line, and where the line of devices' reads
/// is full one more is refused. Any thread.
public final class ManyReads {
  /// Rows read at once over all callers, and in line behind them: when everybody comes back at
  /// once, lists wait for each other and leave room for pages.
  private static final int OF_ALL = 128;

  private static final int IN_LINE = 8_192;

  private final int ofOne;
  private final Turnstile turnstile;

  /// @param ofOne how many of one call are under way at once
  /// @param onRefusal told of each read that found the line full
  public ManyReads(int ofOne, Runnable onRefusal) {
    this(ofOne, new Turnstile(OF_ALL, IN_LINE, onRefusal));
  }

  private ManyReads(int ofOne, Turnstile turnstile) {
    this.ofOne = ofOne;
    this.turnstile = turnstile;
  }

  /// Those of a router, of which none is refused: it asks for no more than its conversations under
  /// way need, and what is refused it would have to ask for again.
  ///
  /// @param ofAll how many are under way at once over all calls
  static ManyReads ofRouter(int ofOne, int ofAll) {
    return new ManyReads(ofOne, Turnstile.ofBoundedCallers(ofAll));
  }

  /// What was read, in the order of the items.
  public <T, R> CompletionStage<List<R>> each(List<T> items, Function<T, CompletionStage<R>> read) {
    return Lanes.each(items, ofOne, item -> turnstile.pass(() -> read.apply(item)));
  }
}
