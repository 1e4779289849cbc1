package io.parley.runtime.kafka;

/// Makes the handler of a partition that has just been assigned. Called on the loop's thread; when
/// it throws it is asked again later, and the partition counts as stalled.
///
/// Every record from the start position on will be handed over, so this is also the moment from
/// which a loop that starts at the end of a partition misses nothing.
@FunctionalInterface
public interface PartitionHandlerFactory {
  PartitionHandler open(LogPartition partition, StartPosition start);
}
