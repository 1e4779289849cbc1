package io.parley.runtime.kafka;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// One assigned partition: first to be opened, then handled, at last closed. Belongs to the loop's
/// thread.
final class AssignedPartition {
  private final TopicPartition id;
  private final LoopSettings settings;
  private final StartAt startAt;
  private PartitionQueue queue;
  private @Nullable PartitionHandler handler;
  private boolean closed;
  private String metadata = "";

  /// The first record that is not handled yet; none before it was opened.
  private OptionalLong next = OptionalLong.empty();

  /// Where the log goes on that this has to go back to.
  private OptionalLong cutAt = OptionalLong.empty();

  private long batchBegunAt;
  private int batchRecords;
  private boolean overdue;
  private int openFailures;
  private long openAt;
  private boolean opensLater;
  private @Nullable Trouble trouble;

  /// Why nothing is being handled, and since when.
  record Trouble(long since, String reason) {}

  AssignedPartition(TopicPartition id, StartAt startAt, LoopSettings settings) {
    this.id = id;
    this.startAt = startAt;
    this.settings = settings;
    this.queue = new PartitionQueue(settings);
  }

  void opened(PartitionHandler handler, StartPosition start) {
    this.handler = handler;
    this.metadata = start.metadata();
    this.next = OptionalLong.of(start.offset());
    this.cutAt = OptionalLong.empty();
    this.queue = new PartitionQueue(settings);
    openFailures = 0;
    opensLater = false;
    trouble = null;
  }

  void openFailed(long now, Duration delay, Throwable failure) {
    openFailures++;
    openAt = now + delay.toNanos();
    opensLater = true;
    suffer(now, failure);
  }

  /// Whether it waits to be opened, and may be now.
  boolean wantsOpening(long now) {
    return handler == null && !queue.inFlight() && (!opensLater || now - openAt >= 0);
  }

  /// Closes what is open and makes it be opened anew, once the batch under way has ended, where
  /// handling has come to.
  ///
  /// @param notBeyond the log was cut here, and goes on differently
  @Nullable PartitionHandler restart(OptionalLong notBeyond) {
    queue.seal();
    if (notBeyond.isPresent()) {
      cutAt = OptionalLong.of(Math.min(notBeyond.getAsLong(), cutAt.orElse(Long.MAX_VALUE)));
    }
    PartitionHandler open = handler;
    handler = null;
    return open;
  }

  /// No more of anything. Completions that come later are for nobody.
  @Nullable PartitionHandler close() {
    queue.seal();
    closed = true;
    PartitionHandler open = handler;
    handler = null;
    return open;
  }

  void begun(List<InboundRecord> batch, long now) {
    batchBegunAt = now;
    batchRecords = batch.size();
    overdue = false;
  }

  /// Whether the batch under way has become one, just now, that takes longer than `patience`.
  boolean becomesOverdue(long now, Duration patience) {
    if (overdue || !queue.inFlight() || now - batchBegunAt < patience.toNanos()) {
      return false;
    }
    overdue = true;
    trouble = trouble == null ? new Trouble(batchBegunAt, "BatchUnderWay") : trouble;
    return true;
  }

  void handled(String metadata) {
    next = OptionalLong.of(queue.handled(metadata));
    this.metadata = metadata;
    trouble = null;
  }

  void failed(long now, Duration delay, Throwable failure) {
    queue.failed(now, delay);
    suffer(now, failure);
  }

  private void suffer(long now, Throwable failure) {
    // The class and not the message, which may quote what users wrote
    String reason = failure.getClass().getSimpleName();
    trouble = new Trouble(trouble == null ? now : trouble.since(), reason);
  }

  TopicPartition id() {
    return id;
  }

  StartAt startAt() {
    return next.isEmpty()
        ? startAt
        : new StartAt.Offset(Math.min(next.getAsLong(), cutAt.orElse(Long.MAX_VALUE)));
  }

  PartitionQueue queue() {
    return queue;
  }

  @Nullable PartitionHandler handler() {
    return handler;
  }

  boolean isClosed() {
    return closed;
  }

  /// What was last returned by a handler, here or elsewhere.
  String metadata() {
    return metadata;
  }

  long batchBegunAt() {
    return batchBegunAt;
  }

  int batchRecords() {
    return batchRecords;
  }

  /// Failures in a row, of opening or of handling.
  int failures() {
    return Math.max(openFailures, queue.failures());
  }

  @Nullable Trouble trouble() {
    return trouble;
  }

  /// Nanoseconds until there is something to do without anything arriving; [Long#MAX_VALUE] for
  /// never.
  long dueIn(long now) {
    if (queue.inFlight()) {
      return Long.MAX_VALUE;
    }
    if (handler == null) {
      return opensLater ? Math.max(0, openAt - now) : 0;
    }
    return queue.dueAt().map(at -> Math.max(0, at - now)).orElse(Long.MAX_VALUE);
  }
}
