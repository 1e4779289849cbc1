package io.parley.load.verdict;

import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLongArray;

/// Looks for the rate at which a system breaks: messages are counted by the step in which they were
/// due, and by whether their answer came in time. Any thread may count.
///
/// A message without an answer is as bad as one with a late answer, so a step is looked at only
/// when its last message has had its time.
public final class StepMeter {
  /// Of a good step's messages so many are answered in time.
  private static final double GOOD = 0.99;

  private final long[] rates;
  private final AtomicLongArray due;
  private final AtomicLongArray inTime;
  private final AtomicLongArray saidLate;

  /// @param rates of the steps, rising
  public StepMeter(long[] rates) {
    this.rates = rates.clone();
    this.due = new AtomicLongArray(rates.length);
    this.inTime = new AtomicLongArray(rates.length);
    this.saidLate = new AtomicLongArray(rates.length);
  }

  public int steps() {
    return rates.length;
  }

  public long rate(int step) {
    return rates[step];
  }

  public void due(int step) {
    due.incrementAndGet(step);
  }

  public void answeredInTime(int step) {
    inTime.incrementAndGet(step);
  }

  /// The generator was late with it.
  public void saidLate(int step) {
    saidLate.incrementAndGet(step);
  }

  /// Whether a step tells of the system, and not of a generator that was late itself.
  public boolean isOfTheSystem(int step) {
    return saidLate.get(step) <= (1 - GOOD) * due.get(step);
  }

  public double share(int step) {
    return due.get(step) == 0 ? 1 : (double) inTime.get(step) / due.get(step);
  }

  /// A step without messages proves nothing, and is not good, unless it was to be silent.
  public boolean isGood(int step) {
    return rates[step] == 0 || (due.get(step) > 0 && share(step) >= GOOD);
  }

  /// The first of these steps that was not good.
  ///
  /// @param over so many steps have had their time
  public OptionalInt broken(int over) {
    for (int step = 0; step < Math.min(over, rates.length); step++) {
      if (!isGood(step)) {
        return OptionalInt.of(step);
      }
    }
    return OptionalInt.empty();
  }

  /// The last rate that was good; 0 if none was.
  public long lastGood(int over) {
    int bad = broken(over).orElse(Math.min(over, rates.length));
    return bad == 0 ? 0 : rates[bad - 1];
  }
}
