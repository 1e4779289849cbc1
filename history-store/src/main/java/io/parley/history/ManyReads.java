package io.parley.history;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Reads of one kind of which a call makes many: only so many of one call are under way at once,
/// and only so many over all calls. The others wait in line, and where the line is full one more is
/// refused. Any thread.
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
    this.ofOne = ofOne;
    this.turnstile = new Turnstile(OF_ALL, IN_LINE, onRefusal);
  }

  /// What was read, in the order of the items.
  public <T, R> CompletionStage<List<R>> each(List<T> items, Function<T, CompletionStage<R>> read) {
    return Lanes.each(items, ofOne, item -> turnstile.pass(() -> read.apply(item)));
  }
}
