package io.parley.ids;

import io.parley.ids.IdOutcome.Minted;
import io.parley.ids.IdOutcome.Refused;
import io.parley.ids.Tenure.Now;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Where threads meet to mint: holds the current tenure and the last position, and lets [Tenure]
/// decide. Any thread.
///
/// One lock, held for two clock reads and some arithmetic, not a compare-and-set loop: a loop could
/// mint from a tenure that was withdrawn between its read and its write, and the layout's 4,096 ids
/// a millisecond are the narrower limit anyway.
final class MintGate {
  private final LeaseTerms terms;
  private final WallTicks wall;
  private final LongSupplier nanoTime;

  // Guarded by this
  private @Nullable Tenure tenure;
  private long lastPosition;

  MintGate(LeaseTerms terms, InstantSource wall, LongSupplier nanoTime) {
    this.terms = terms;
    this.wall = new WallTicks(wall);
    this.nanoTime = nanoTime;
  }

  synchronized IdOutcome next() {
    IdOutcome outcome = peek();
    if (outcome instanceof Minted(long id)) {
      lastPosition = SnowflakeLayout.position(id);
    }
    return outcome;
  }

  synchronized IdOutcome peek() {
    Tenure current = tenure;
    return current == null
        ? new Refused(RefusalReason.NO_LEASE, terms.renewEvery())
        : current.mint(lastPosition, new Now(wall.getTicks(), nanoTime.getAsLong()), terms);
  }

  /// @param current null: none
  synchronized void hold(@Nullable Tenure current) {
    tenure = current;
  }

  /// The last tick minted, under any tenure.
  synchronized long lastTick() {
    return SnowflakeLayout.tickOfPosition(lastPosition);
  }
}
