package io.parley.edge.accounts;

import io.parley.runtime.Surroundings;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Surroundings that a test steps.
final class SteppedWorld {
  final ManualClock clock = ManualClock.atStart();
  final ManualExecutor executor = new ManualExecutor(clock);
  final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
  final Surroundings surroundings =
      new Surroundings(clock, clock::nanoTime, random, executor, executor);
}
