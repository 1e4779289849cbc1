package io.parley.runtime.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/// What the loop knows about one assigned partition, and what it decides about it: what to hand
/// over next, when to stop fetching, what may be committed. No I/O, no clock: times come in as
/// nanoseconds of a monotonic clock.
///
/// Belongs to the loop's thread, but for [#isAwaited].
final class PartitionQueue {
  private final LoopSettings settings;
  private final ArrayDeque<InboundRecord> waiting = new ArrayDeque<>();
  private long waitingBytes;

  /// The batch being handled, or the one that failed and will be handed over again.
  private @Nullable List<InboundRecord> batch;

  private boolean inFlight;
  private boolean sealed;
  private volatile boolean awaited;
  private boolean fetching = true;
  private int failures;
  private long retryAt;
  private @Nullable OffsetAndMetadata handledTo;
  private long committedOffset = -1;

  PartitionQueue(LoopSettings settings) {
    this.settings = settings;
  }

  /// What to change about fetching.
  enum Flow {
    KEEP,
    PAUSE,
    RESUME
  }

  void add(InboundRecord record) {
    waiting.add(record);
    waitingBytes += record.sizeBytes();
    awaited = true;
  }

  /// Whether something waits for the end of the batch under way: records behind it, or whoever
  /// wants the queue to come to rest. To wake a poll is dear, and else for nothing. Any thread.
  boolean isAwaited() {
    return awaited;
  }

  /// The batch to hand over now, if any; it is under way from here on.
  Optional<List<InboundRecord>> next(long now) {
    if (sealed || inFlight) {
      return Optional.empty();
    }
    if (batch == null) {
      if (waiting.isEmpty()) {
        return Optional.empty();
      }
      batch = takeBatch();
    } else if (now - retryAt < 0) {
      return Optional.empty();
    }
    inFlight = true;
    return Optional.of(batch);
  }

  private List<InboundRecord> takeBatch() {
    List<InboundRecord> taken =
        new ArrayList<>(Math.min(waiting.size(), settings.batchMaxRecords()));
    long bytes = 0;
    while (!waiting.isEmpty() && taken.size() < settings.batchMaxRecords()) {
      long size = waiting.getFirst().sizeBytes();
      if (!taken.isEmpty() && bytes + size > settings.batchMaxSize().bytes()) {
        break;
      }
      taken.add(waiting.removeFirst());
      bytes += size;
    }
    waitingBytes -= bytes;
    awaited = !waiting.isEmpty();
    return List.copyOf(taken);
  }

  /// The batch under way has been handled. Counts even after [#seal]: it was, so it may be
  /// committed. Answers with the offset after it.
  long handled(String metadata) {
    OffsetAndMetadata after = underWay().getLast().next(metadata);
    handledTo = after;
    batch = null;
    inFlight = false;
    failures = 0;
    return after.offset();
  }

  /// The batch under way has failed; the same one is handed over again after `delay`.
  void failed(long now, Duration delay) {
    underWay();
    inFlight = false;
    failures++;
    retryAt = now + delay.toNanos();
  }

  private List<InboundRecord> underWay() {
    if (batch == null || !inFlight) {
      throw new IllegalStateException("a batch ended that was not under way");
    }
    return batch;
  }

  /// Hands over nothing more. What waits is dropped: it was not handled, so it is not committed.
  void seal() {
    sealed = true;
    waiting.clear();
    waitingBytes = 0;
    awaited = true;
  }

  /// Where fetching should change; the answer is taken as done.
  Flow flow() {
    boolean high =
        waiting.size() >= settings.queueHighRecords()
            || waitingBytes >= settings.queueHighSize().bytes();
    boolean low =
        waiting.size() <= settings.queueLowRecords()
            && waitingBytes <= settings.queueLowSize().bytes();
    if (fetching && high) {
      fetching = false;
      return Flow.PAUSE;
    }
    if (!fetching && low) {
      fetching = true;
      return Flow.RESUME;
    }
    return Flow.KEEP;
  }

  /// What has been handled and is not committed yet.
  Optional<OffsetAndMetadata> toCommit() {
    return handledTo == null || handledTo.offset() == committedOffset
        ? Optional.empty()
        : Optional.of(handledTo);
  }

  void committed(long offset) {
    committedOffset = offset;
  }

  /// Where the loop has something to do without anything new arriving.
  Optional<Long> dueAt() {
    return batch != null && !inFlight && !sealed ? Optional.of(retryAt) : Optional.empty();
  }

  boolean inFlight() {
    return inFlight;
  }

  boolean isFetching() {
    return fetching;
  }

  /// Failures in a row; 0 when the last batch was handled.
  int failures() {
    return failures;
  }

  int waitingRecords() {
    return waiting.size();
  }

  long waitingBytes() {
    return waitingBytes;
  }
}
