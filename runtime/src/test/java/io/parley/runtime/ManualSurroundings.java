package io.parley.runtime;

import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.util.random.RandomGenerator;

/// The outside world of a unit test: nothing in it moves by itself.
public record ManualSurroundings(
    ManualClock clock, ManualExecutor executor, Surroundings surroundings) {
  public static ManualSurroundings create() {
    ManualClock clock = ManualClock.atStart();
    ManualExecutor executor = new ManualExecutor(clock);
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    return new ManualSurroundings(
        clock, executor, new Surroundings(clock, clock::nanoTime, random, executor, executor));
  }
}
