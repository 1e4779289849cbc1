package io.parley.edge.log;

import io.parley.runtime.kafka.LoopHealth;
import io.parley.runtime.resilience.Backoff;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// How the reading of one slot goes, by loops of which one follows another: what is to be done when
/// one opens or fails, and for how long nothing has been read. It does nothing itself, and is used
/// by one thread at a time.
final class SlotReading {
  private static final Duration RESTART_FIRST = Duration.ofMillis(200);
  private static final Duration RESTART_MAX = Duration.ofSeconds(5);

  /// What reads for so long has recovered. One that fails sooner is counted with its failures
  /// before, so that it is begun anew later each time.
  static final Duration STEADY_AFTER = Duration.ofSeconds(10);

  /// A loop polls every second.
  private static final Duration POLLS_WITHIN = Duration.ofSeconds(5);

  private final Backoff backoff;
  private boolean wasOpened;
  private boolean over;
  private int failures;

  /// Why nothing is read; empty while something is.
  private String reason = "they could not be opened yet";

  private long lapsedAt;
  private long openedAt;

  SlotReading(RandomGenerator random, long now) {
    this.backoff = new Backoff(RESTART_FIRST, RESTART_MAX, random);
    this.lapsedAt = now;
  }

  boolean isOver() {
    return over;
  }

  /// A loop has its place in the log.
  ///
  /// @return whether records may have been missed: another loop read before
  boolean opened(long now) {
    boolean again = wasOpened;
    wasOpened = true;
    reason = "";
    openedAt = now;
    return again;
  }

  /// The loop has ended by itself, or could not be made.
  ///
  /// @return when to begin the next; empty when none is wanted any more
  Optional<Duration> failed(String why, long now) {
    if (over) {
      return Optional.empty();
    }
    boolean wasReading = reason.isEmpty();
    if (wasReading && now - openedAt >= STEADY_AFTER.toNanos()) {
      failures = 0;
      lapsedAt = now;
    }
    failures++;
    reason = why;
    return Optional.of(backoff.delay(failures));
  }

  void end() {
    over = true;
  }

  /// How long ago reading began to fail; asked before it is [#opened] again.
  Duration sinceLapsed(long now) {
    return Duration.ofNanos(now - lapsedAt);
  }

  /// Since when nothing has been read although something should be; a reader that fails again and
  /// again is not well in between.
  ///
  /// @param loop of the present loop; null where there is none
  Optional<Lapse> lapse(@Nullable LoopHealth loop, long now) {
    if (over) {
      return Optional.empty();
    }
    if (!reason.isEmpty()) {
      return Optional.of(new Lapse(reason, sinceLapsed(now)));
    }
    return loop == null ? Optional.empty() : lapse(loop);
  }

  private static Optional<Lapse> lapse(LoopHealth loop) {
    if (loop.sinceLastPoll().compareTo(POLLS_WITHIN) > 0) {
      return Optional.of(new Lapse("their reader hangs", loop.sinceLastPoll()));
    }
    return loop.stalled().stream()
        .max(Comparator.comparing(LoopHealth.Stall::lasting))
        .map(stall -> new Lapse(stall.reason(), stall.lasting()));
  }
}
