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

  ReadBack.Outcome settle() {
    boolean quiet = awaitQuiet(stage.clock().now() + stage.settleNanos());
    stage.ledger().close();
    BitSet present = stage.people().present();
    if (!quiet) {
      awaitShown(present, stage.clock().now() + GRACE_NS);
    }
    // before anybody reads again: her device would learn from it what nobody had told it
    stage.ledger().fixLost(of -> stage.people().presentIn(of, present));
    return new ReadBack(stage, stage.options().number(Setting.READ_AGAIN)).read();
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
