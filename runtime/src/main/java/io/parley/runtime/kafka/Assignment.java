package io.parley.runtime.kafka;

import io.parley.runtime.resilience.Backoff;
import io.parley.runtime.resilience.StageFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The partitions a loop has been given, and what happens to their records between the fetch and
/// the commit. Belongs to the loop's thread; only completions of handlers come from others, through
/// the inbox.
final class Assignment {
  private static final Logger LOG = LoggerFactory.getLogger(Assignment.class);

  /// When a batch that does not end is worth a word.
  static final Duration OVERDUE_AFTER = Duration.ofSeconds(10);

  private final Consumer<byte[], byte[]> consumer;
  private final PartitionHandlerFactory handlers;
  private final LoopSettings settings;
  private final Tools tools;
  private final StartPositions startPositions;
  private final Map<TopicPartition, AssignedPartition> partitions = new LinkedHashMap<>();

  /// What the parts of a loop share.
  record Tools(Inbox inbox, LongSupplier nanoTime, Backoff backoff, ConsumerLoopMetrics metrics) {}

  Assignment(
      Consumer<byte[], byte[]> consumer,
      PartitionHandlerFactory handlers,
      LoopSettings settings,
      Tools tools) {
    this.consumer = consumer;
    this.handlers = handlers;
    this.settings = settings;
    this.tools = tools;
    this.startPositions = new StartPositions(consumer, settings.drainTimeout());
  }

  /// Takes partitions in, without a word to the brokers: they stay paused until [#open].
  void add(Map<TopicPartition, StartAt> added) {
    added.forEach(
        (id, startAt) -> partitions.put(id, new AssignedPartition(id, startAt, settings)));
    consumer.pause(added.keySet());
    // A position of their own, or the poll would look for committed ones and fail without any
    consumer.seekToBeginning(added.keySet());
  }

  /// Opens what waits for it: finds where to begin, makes the handler, starts fetching.
  void open() {
    long now = now();
    List<AssignedPartition> due =
        partitions.values().stream().filter(partition -> partition.wantsOpening(now)).toList();
    if (due.isEmpty()) {
      return;
    }
    Map<TopicPartition, StartPosition> starts;
    try {
      starts = startPositions.find(due);
    } catch (OffsetOutOfRangeException e) {
      restart(e);
      return;
    } catch (RetriableException e) {
      due.forEach(partition -> postpone(partition, e));
      return;
    }
    for (AssignedPartition partition : due) {
      StartPosition start = starts.get(partition.id());
      if (start == null) {
        throw new IllegalStateException("no start position for " + partition.id());
      }
      try {
        tellDetour(partition, start.offset());
        partition.opened(handlers.open(LogPartition.of(partition.id()), start), start);
        consumer.resume(List.of(partition.id()));
      } catch (RuntimeException e) {
        postpone(partition, e);
      }
    }
  }

  /// Where the log does not have what was wanted.
  private void tellDetour(AssignedPartition partition, long from) {
    if (partition.startAt() instanceof StartAt.Offset(long wanted) && from != wanted) {
      if (from > wanted) {
        LOG.error("{}: {} is gone from the log; going on at {}", partition.id(), wanted, from);
        tools.metrics().recordsMissed();
      } else {
        LOG.warn("{}: the log ends before {}; going on at {}", partition.id(), wanted, from);
        tools.metrics().endLost();
      }
    }
  }

  private void postpone(AssignedPartition partition, RuntimeException failure) {
    Duration delay = tools.backoff().delay(partition.failures() + 1);
    LOG.warn("{} cannot be opened, next try in {} ms", partition.id(), delay.toMillis(), failure);
    partition.openFailed(now(), delay, failure);
  }

  /// Queues what a poll brought.
  void take(ConsumerRecords<byte[], byte[]> records) {
    if (records.isEmpty()) {
      return;
    }
    long bytes = 0;
    for (TopicPartition id : records.partitions()) {
      AssignedPartition partition = partitions.get(id);
      if (partition == null || partition.handler() == null) {
        throw new IllegalStateException("records of " + id + ", which is not open");
      }
      for (ConsumerRecord<byte[], byte[]> record : records.records(id)) {
        InboundRecord inbound = new InboundRecord(record);
        partition.queue().add(inbound);
        bytes += inbound.sizeBytes();
      }
    }
    tools.metrics().fetched(records.count(), bytes);
  }

  /// Takes note of the batches that have ended.
  void settle() {
    for (Completion ended = tools.inbox().take(); ended != null; ended = tools.inbox().take()) {
      if (!ended.partition().isClosed()) {
        settle(ended);
      }
    }
  }

  private void settle(Completion ended) {
    AssignedPartition partition = ended.partition();
    long now = now();
    Throwable cause = ended.failure();
    if (cause == null) {
      partition.handled(Objects.requireNonNull(ended.metadata()));
      Duration took = Duration.ofNanos(ended.endedAt() - partition.batchBegunAt());
      tools.metrics().handled(partition.batchRecords(), took);
    } else {
      Duration delay = tools.backoff().delay(partition.queue().failures() + 1);
      LOG.warn(
          "{} failed to handle {} records, again in {} ms",
          partition.id(),
          partition.batchRecords(),
          delay.toMillis(),
          cause);
      partition.failed(now, delay, cause);
      tools.metrics().handlingFailed();
    }
  }

  private static @Nullable Throwable faultOf(@Nullable String metadata) {
    if (metadata == null) {
      return new NullPointerException("metadata");
    }
    if (metadata.length() > PartitionHandler.METADATA_MAX_LENGTH) {
      return new IllegalArgumentException(
          "metadata: %d characters (expected: <= %d)"
              .formatted(metadata.length(), PartitionHandler.METADATA_MAX_LENGTH));
    }
    return null;
  }

  /// Hands over what may be.
  void dispatch() {
    long now = now();
    for (AssignedPartition partition : partitions.values()) {
      PartitionHandler handler = partition.handler();
      if (handler != null) {
        partition.queue().next(now).ifPresent(batch -> handOver(partition, handler, batch));
      }
    }
  }

  private void handOver(
      AssignedPartition partition, PartitionHandler handler, List<InboundRecord> batch) {
    partition.begun(batch, now());
    CompletionStage<String> handling;
    try {
      handling = handler.handle(batch);
    } catch (RuntimeException e) {
      handling = CompletableFuture.failedStage(e);
    }
    PartitionQueue queue = partition.queue();
    CompletionStage<String> _ =
        handling.whenComplete((metadata, failure) -> {
          Throwable cause = failure == null ? faultOf(metadata) : StageFailure.of(failure);
          tools.inbox().put(new Completion(partition, metadata, cause, now()));
          // asked after that: whoever puts records behind it from here on finds it
          if (cause != null || queue.isAwaited()) {
            tools.inbox().wake();
          }
        });
  }

  /// Stops and starts fetching at the marks.
  void controlFlow() {
    List<TopicPartition> pause = new ArrayList<>();
    List<TopicPartition> resume = new ArrayList<>();
    for (AssignedPartition partition : partitions.values()) {
      if (partition.handler() != null) {
        switch (partition.queue().flow()) {
          case KEEP -> {}
          case PAUSE -> pause.add(partition.id());
          case RESUME -> resume.add(partition.id());
        }
      }
    }
    if (!pause.isEmpty()) {
      consumer.pause(pause);
    }
    if (!resume.isEmpty()) {
      consumer.resume(resume);
    }
  }

  /// The log does not have what these would fetch next: it has dropped old records, or lost new
  /// ones. They are opened anew after the batch under way has ended: where handling has come to, or
  /// where the log was cut, or at whichever end of it is nearest.
  void restart(OffsetOutOfRangeException gone) {
    Map<TopicPartition, OffsetAndMetadata> cuts =
        gone instanceof LogTruncationException cut ? cut.divergentOffsets() : Map.of();
    for (TopicPartition id : gone.offsetOutOfRangePartitions().keySet()) {
      AssignedPartition partition = partitions.get(id);
      if (partition != null) {
        OffsetAndMetadata cut = cuts.get(id);
        if (cut != null) {
          LOG.warn("{}: the log was cut at {} and goes on differently", id, cut.offset());
          tools.metrics().endLost();
        }
        consumer.pause(List.of(id));
        consumer.seekToBeginning(List.of(id));
        closeHandler(
            id,
            partition.restart(cut == null ? OptionalLong.empty() : OptionalLong.of(cut.offset())));
      }
    }
  }

  /// Says which batches do not end.
  void watch() {
    long now = now();
    for (AssignedPartition partition : partitions.values()) {
      if (partition.becomesOverdue(now, OVERDUE_AFTER)) {
        LOG.warn(
            "{}: a batch of {} records has been under way for {} s",
            partition.id(),
            partition.batchRecords(),
            OVERDUE_AFTER.toSeconds());
      }
    }
  }

  /// Hands over nothing more of these, and waits until what is under way has ended or `until` has
  /// come. The others go on meanwhile with what was fetched.
  void drain(Collection<AssignedPartition> leaving, long until) {
    leaving.forEach(partition -> partition.queue().seal());
    settle();
    while (leaving.stream().anyMatch(partition -> partition.queue().inFlight())) {
      long left = until - now();
      if (left <= 0) {
        LOG.warn("a batch under way did not end in time; whoever comes next handles it again");
        return;
      }
      dispatch();
      tools.inbox().await(left);
      settle();
    }
  }

  /// Forgets these and closes their handlers.
  void remove(Collection<AssignedPartition> leaving) {
    for (AssignedPartition partition : leaving) {
      partitions.remove(partition.id());
      closeHandler(partition.id(), partition.close());
    }
  }

  private static void closeHandler(TopicPartition id, @Nullable PartitionHandler handler) {
    if (handler == null) {
      return;
    }
    try {
      handler.close();
    } catch (RuntimeException e) {
      // The others must still be closed, and there is nobody to tell
      LOG.warn("the handler of {} failed to close", id, e);
    }
  }

  List<AssignedPartition> all() {
    return List.copyOf(partitions.values());
  }

  List<AssignedPartition> of(Collection<TopicPartition> ids) {
    List<AssignedPartition> found = new ArrayList<>();
    for (TopicPartition id : ids) {
      AssignedPartition partition = partitions.get(id);
      if (partition != null) {
        found.add(partition);
      }
    }
    return found;
  }

  /// Nanoseconds until there is something to do without anything arriving.
  long dueIn() {
    long now = now();
    return partitions.values().stream().mapToLong(p -> p.dueIn(now)).min().orElse(Long.MAX_VALUE);
  }

  ConsumerLoopMetrics.Sample sample() {
    int paused = 0;
    int stalled = 0;
    int waitingRecords = 0;
    long waitingBytes = 0;
    Map<LogPartition, Long> lag = new HashMap<>();
    for (AssignedPartition partition : partitions.values()) {
      paused += partition.queue().isFetching() ? 0 : 1;
      stalled += partition.trouble() == null ? 0 : 1;
      waitingRecords += partition.queue().waitingRecords();
      waitingBytes += partition.queue().waitingBytes();
      OptionalLong behind = consumer.currentLag(partition.id());
      if (behind.isPresent()) {
        lag.put(LogPartition.of(partition.id()), behind.getAsLong());
      }
    }
    return new ConsumerLoopMetrics.Sample(
        partitions.size(), paused, stalled, waitingRecords, waitingBytes, lag);
  }

  private long now() {
    return tools.nanoTime().getAsLong();
  }
}
