package io.parley.runtime.kafka;

import java.util.List;
import java.util.concurrent.CompletionStage;

/// Does with one partition's records what a service does. Made by a [PartitionHandlerFactory] when
/// the partition is assigned, closed when it is taken away; another one may have handled the same
/// records before, or may be doing so now elsewhere, when this process was taken for dead.
///
/// Called on the loop's thread, which all partitions of a loop share: it must return at once and
/// complete its stage later, on any thread.
public interface PartitionHandler extends AutoCloseable {
  /// Handles a batch: consecutive records in the order of the log, at least one. The next batch
  /// comes after the stage has completed, never before.
  ///
  /// Completing with a text commits the batch, and the text with it (at most [#METADATA_MAX_LENGTH]
  /// characters; empty for none): whoever takes the partition over gets it as
  /// [StartPosition#metadata()]. Failing, or throwing, makes the loop hand over the same batch
  /// again, later and later, for ever: nothing is skipped. What must be skipped is for the handler
  /// to skip.
  CompletionStage<String> handle(List<InboundRecord> batch);

  /// No batch will follow. One may still be under way, if it did not end in the time a drain allows
  /// or if the partition was lost; its result is ignored.
  @Override
  default void close() {}

  /// Well under the 4,096 bytes that brokers allow.
  int METADATA_MAX_LENGTH = 1_024;
}
