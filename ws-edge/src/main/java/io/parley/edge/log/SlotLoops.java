package io.parley.edge.log;

import io.parley.runtime.kafka.LoopHealth;
import io.parley.runtime.kafka.PartitionHandler;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Makes what reads the deliveries of a slot from their end.
@FunctionalInterface
interface SlotLoops {
  /// May block, and may fail.
  ///
  /// @param opened called when the loop has its place in the log, for who handles what comes
  /// @param failed called when the loop has ended by itself
  SlotLoop make(int slot, Supplier<PartitionHandler> opened, Consumer<Throwable> failed);

  /// A [ConsumerLoop][io.parley.runtime.kafka.ConsumerLoop], as far as it is needed here.
  interface SlotLoop {
    void start();

    CompletionStage<Void> stop(Duration within);

    LoopHealth health();
  }
}
