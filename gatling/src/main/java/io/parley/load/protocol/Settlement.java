package io.parley.load.protocol;

import io.parley.load.plan.Setting;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The end of a run: waits for what is on its way, settles what everybody is owed, and has it read
/// again. Blocks.
final class Settlement {
  private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(200);

  /// Quiet for so long is the end; a replay may store something once more a moment later.
  private static final long QUIET_NS = TimeUnit.SECONDS.toNanos(1);

  /// What stood when patience ended has so long to be shown, while more may come.
  private static final long GRACE_NS = TimeUnit.SECONDS.toNanos(5);

  private final Stage stage;

  Settlement(Stage stage) {
    this.stage = stage;
  }

  /// What stood when a run had settled.
  ///
  /// @param quiet all was answered and shown, and everybody connected
  /// @param present who was connected when patience ended, and so was looked at: who comes back
  ///   later was not
  record Settled(boolean quiet, BitSet present, ReadBack.Outcome readAgain) {
    static final Settled NOT_YET = new Settled(false, new BitSet(), ReadBack.Outcome.NOTHING);
  }

  Settled settle() {
    boolean quiet = awaitQuiet(stage.clock().now() + stage.settleNanos());
    stage.ledger().close();
    BitSet present = stage.people().present();
    if (quiet) {
      present.set(0, stage.people().count()); // a moment ago: who goes now was looked at
    } else {
      awaitShown(present, stage.clock().now() + GRACE_NS);
    }
    // before anybody reads again: her device would learn from it what nobody had told it
    stage.ledger().fixLost(of -> stage.people().presentIn(of, present));
    int most = stage.options().number(Setting.READ_AGAIN);
    return new Settled(quiet, present, new ReadBack(stage, present, most).read());
  }

  private boolean awaitQuiet(long until) {
    long quietSince = stage.clock().now();
    while (stage.clock().now() - until < 0) {
      if (!stage.isSettled()) {
        quietSince = stage.clock().now();
      } else if (stage.clock().now() - quietSince >= QUIET_NS) {
        return true;
      }
      LockSupport.parkNanos(LOOK_NS);
    }
    return false;
  }

  private void awaitShown(BitSet present, long until) {
    while (stage.clock().now() - until < 0
        && !stage.ledger().isShown(of -> stage.people().presentIn(of, present))) {
      LockSupport.parkNanos(LOOK_NS);
    }
  }
}
