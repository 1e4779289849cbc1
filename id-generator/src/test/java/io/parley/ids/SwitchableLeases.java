package io.parley.ids;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// A lease table with a switch for each way a remote one can fail. The step is made in every mode
/// but `THROWING`.
final class SwitchableLeases implements WorkerLeases {
  enum Mode {
    ANSWERING,
    /// The answer waits for [#answerAll].
    HOLDING_BACK,
    /// The step is made, its answer is lost in a failure.
    FAILING,
    THROWING
  }

  WorkerLeases table;
  Mode mode = Mode.ANSWERING;
  private final List<Runnable> heldBack = new ArrayList<>();

  SwitchableLeases(WorkerLeases table) {
    this.table = table;
  }

  @Override
  public CompletionStage<AcquireOutcome> acquire(AcquireRequest request) {
    return step(() -> table.acquire(request));
  }

  @Override
  public CompletionStage<RenewOutcome> renew(WorkerLease lease, Duration ttl, boolean settle) {
    return step(() -> table.renew(lease, ttl, settle));
  }

  @Override
  public CompletionStage<ReleaseOutcome> release(WorkerLease lease, long lastTick) {
    return step(() -> table.release(lease, lastTick));
  }

  void answerAll() {
    List<Runnable> answers = List.copyOf(heldBack);
    heldBack.clear();
    answers.forEach(Runnable::run);
  }

  private <T> CompletionStage<T> step(Supplier<CompletionStage<T>> step) {
    if (mode == Mode.THROWING) {
      throw new IllegalStateException("client is closed");
    }
    CompletionStage<T> made = step.get();
    return switch (mode) {
      case ANSWERING -> made;
      case HOLDING_BACK -> {
        var later = new CompletableFuture<T>();
        heldBack.add(() -> later.complete(made.toCompletableFuture().join()));
        yield later;
      }
      case FAILING, THROWING ->
          CompletableFuture.failedFuture(new IllegalStateException("connection lost"));
    };
  }
}
