package io.parley.engines;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// Hears of deaths and hands them out one by one.
final class Deaths implements ProcessListener {
  private static final long PATIENCE_SECONDS = 10;

  private final BlockingQueue<Heard> heard = new ArrayBlockingQueue<>(10_000);

  record Heard(
      String name, int exitCode, String reason, List<String> lastLines, Duration restartIn) {}

  @Override
  public void died(String name, Death death, Duration restartIn) {
    heard.add(new Heard(name, death.exitCode(), death.reason(), death.lastLines(), restartIn));
  }

  Heard next() throws InterruptedException {
    Heard death = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (death == null) {
      throw new AssertionError("nothing died within " + PATIENCE_SECONDS + " s");
    }
    return death;
  }

  List<Duration> nextPauses(int count) throws InterruptedException {
    List<Duration> pauses = new ArrayList<>();
    while (pauses.size() < count) {
      pauses.add(next().restartIn());
    }
    return pauses;
  }
}
