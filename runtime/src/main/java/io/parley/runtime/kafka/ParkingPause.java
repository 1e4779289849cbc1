package io.parley.runtime.kafka;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Parks the loop's thread. An end that comes before the wait makes it return at once.
final class ParkingPause implements Inbox.Pause {
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile @Nullable Thread waiter;

  @Override
  public void await(long nanos) {
    // Named before looking, so that one of the two sides always sees the other
    waiter = Thread.currentThread();
    if (!ended.getAndSet(false)) {
      LockSupport.parkNanos(this, nanos);
      ended.set(false);
    }
  }

  @Override
  public void end() {
    ended.set(true);
    Thread thread = waiter;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }
}
