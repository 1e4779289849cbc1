package io.parley.runtime;

import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// The outside world of a unit test: nothing in it moves by itself, and a seed repeats its chances.
///
/// @param executor both the timer and what may block
public record ManualSurroundings(
    ManualClock clock, ManualExecutor executor, Surroundings surroundings) {
  private static final RandomGeneratorFactory<RandomGenerator> RANDOM =
      RandomGeneratorFactory.of("L64X128MixRandom");

  public static ManualSurroundings create() {
    return seeded(1);
  }

  public static ManualSurroundings seeded(long seed) {
    ManualClock clock = ManualClock.atStart();
    ManualExecutor executor = new ManualExecutor(clock);
    return new ManualSurroundings(
        clock,
        executor,
        new Surroundings(clock, clock::nanoTime, RANDOM.create(seed), executor, executor));
  }
}
