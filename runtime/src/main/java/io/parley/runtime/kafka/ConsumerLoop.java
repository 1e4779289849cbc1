package io.parley.runtime.kafka;

import io.parley.runtime.Surroundings;
import io.parley.runtime.kafka.ConsumerLoopMetrics.Rebalance;
import io.parley.runtime.resilience.Backoff;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands the records of its partitions to their handlers, and commits what has been handled.
///
/// - **Order:** records of one partition are handled in the order of the log, one batch at a time;
///   partitions do not wait for each other.
/// - **Guarantee:** every record is handled at least once. An offset is committed only after all
///   before it have been handled, and a batch that fails is handed over again until it does not.
/// - **Bound:** a partition whose records wait is no longer fetched ([LoopSettings]).
/// - **Threads:** one, of its own, on which handlers are made, called and closed. It never waits
///   for a handler, except, for a bounded time, when partitions leave or the loop stops.
/// - **Failure:** what may pass is tried again. Anything else ends the loop, which then tells
///   `onFailure` and [#health()].
public final class ConsumerLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);

  /// How long a poll lasts when there is nothing to do; also how often the loop is sampled.
  private static final Duration IDLE = Duration.ofSeconds(1);

  /// The least time the last words to the brokers get, however late it is.
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private final String name;
  private final Consumer<byte[], byte[]> consumer;
  private final Subscription subscription;
  private final LoopSettings settings;
  private final LongSupplier nanoTime;
  private final ConsumerLoopMetrics metrics;
  private final java.util.function.Consumer<Throwable> onFailure;
  private final Inbox inbox;
  private final Backoff backoff;
  private final Assignment assignment;
  private final OffsetCommits commits;
  private final LoopStatus status;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile @Nullable Duration stopWithin;
  private int pollFailures;
  private long sampleAt;

  /// What a loop is there for.
  ///
  /// @param name tells the loops of a process apart: in brokers' logs and as the name of the thread
  /// @param subscription whose records are handled
  /// @param handlers who handles them
  public record Work(String name, Subscription subscription, PartitionHandlerFactory handlers) {}

  /// The consumer to drive, and how the loop's thread waits outside of its polls.
  record Driven(Consumer<byte[], byte[]> consumer, LoopSettings settings, Inbox.Pause pause) {}

  ConsumerLoop(
      Driven driven,
      Work work,
      Surroundings surroundings,
      ConsumerLoopMetrics metrics,
      java.util.function.Consumer<Throwable> onFailure) {
    this.name = work.name();
    this.consumer = driven.consumer();
    this.subscription = work.subscription();
    this.settings = driven.settings();
    this.nanoTime = surroundings.nanoTime();
    this.metrics = metrics;
    this.onFailure = onFailure;
    this.inbox = new Inbox(consumer::wakeup, driven.pause());
    this.backoff =
        new Backoff(settings.retryFirstDelay(), settings.retryMaxDelay(), surroundings.random());
    Assignment.Tools tools = new Assignment.Tools(inbox, nanoTime, backoff, metrics);
    this.assignment = new Assignment(consumer, work.handlers(), settings, tools);
    this.commits = new OffsetCommits(consumer, settings.commitInterval(), tools);
    this.status = new LoopStatus(nanoTime);
    this.sampleAt = now();
  }

  /// A loop that is yet to be started. `onFailure` is told, on the loop's thread and once, what
  /// ended it.
  public static ConsumerLoop create(
      KafkaSettings settings,
      Work work,
      Surroundings surroundings,
      ConsumerLoopMetrics metrics,
      java.util.function.Consumer<Throwable> onFailure) {
    Map<String, Object> properties =
        switch (work.subscription()) {
          case Subscription.Group group ->
              ClientProperties.groupMember(settings, work.name(), group.groupId());
          case Subscription.Fixed _ -> ClientProperties.consumer(settings, work.name());
        };
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    Driven driven = new Driven(consumer, settings.consumer().loop(), new ParkingPause());
    return new ConsumerLoop(driven, work, surroundings, metrics, onFailure);
  }

  /// Starts the loop's thread; once.
  public void start() {
    if (!started.compareAndSet(false, true)) {
      throw new IllegalStateException("loop " + name + " was started or stopped before");
    }
    Thread.ofPlatform().name("kafka-" + name).start(this::run);
  }

  /// Hands over nothing more, waits `within` for the batches under way, commits, and gives the
  /// partitions back. The stage completes on the loop's thread when it has ended, however it did;
  /// that may take a second or two longer, when brokers do not answer. May be called again.
  public CompletionStage<Void> stop(Duration within) {
    stopWithin = within;
    if (started.compareAndSet(false, true)) {
      status.stopped();
      consumer.close(CloseOptions.timeout(FAREWELL));
      ended.complete(null);
    } else {
      inbox.wake();
    }
    return ended.minimalCompletionStage();
  }

  /// Any thread.
  public LoopHealth health() {
    return status.health();
  }

  void run() {
    try {
      begin();
      boolean more = true;
      while (more) {
        more = step();
      }
      status.stopped();
      ended.complete(null);
    } catch (Throwable e) {
      fail(e);
    }
  }

  void begin() {
    status.running();
    switch (subscription) {
      case Subscription.Group group -> consumer.subscribe(group.topics(), new Rebalances());
      case Subscription.Fixed fixed -> {
        Map<TopicPartition, StartAt> added = new HashMap<>();
        fixed.partitions().forEach((id, startAt) -> added.put(id.forKafka(), startAt));
        consumer.assign(added.keySet());
        assignment.add(added);
      }
    }
  }

  /// Once around; false when the loop has ended.
  boolean step() {
    Duration leaveWithin = stopWithin;
    if (leaveWithin != null) {
      leave(leaveWithin);
      return false;
    }
    assignment.take(poll());
    assignment.settle();
    assignment.open();
    assignment.dispatch();
    assignment.controlFlow();
    assignment.watch();
    commitWhenDue();
    sampleWhenDue();
    status.looked(assignment.all());
    return true;
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    long dueNanos = Math.min(assignment.dueIn(), commits.dueIn(commitable()));
    Duration due = Duration.ofNanos(Math.min(IDLE.toNanos(), dueNanos));
    inbox.beginPoll();
    try {
      boolean calm = inbox.isEmpty() && stopWithin == null;
      ConsumerRecords<byte[], byte[]> records = consumer.poll(calm ? due : Duration.ZERO);
      pollFailures = 0;
      return records;
    } catch (WakeupException wanted) {
      return ConsumerRecords.empty();
    } catch (OffsetOutOfRangeException e) {
      inbox.endPoll();
      assignment.restart(e);
      return ConsumerRecords.empty();
    } catch (RetriableException e) {
      inbox.endPoll();
      pollFailures++;
      metrics.pollFailed();
      LOG.warn("loop {} could not poll", name, e);
      inbox.await(backoff.delay(pollFailures).toNanos());
      return ConsumerRecords.empty();
    } finally {
      inbox.endPoll();
      status.polled();
    }
  }

  /// Without a group there is nowhere to commit to.
  private List<AssignedPartition> commitable() {
    return switch (subscription) {
      case Subscription.Group _ -> assignment.all();
      case Subscription.Fixed _ -> List.of();
    };
  }

  private void commitWhenDue() {
    commits.commitWhenDue(commitable());
  }

  private void sampleWhenDue() {
    if (now() - sampleAt >= 0) {
      sampleAt = now() + IDLE.toNanos();
      metrics.sampled(assignment.sample());
    }
  }

  private void leave(Duration within) {
    long until = now() + within.toNanos();
    List<AssignedPartition> all = assignment.all();
    assignment.drain(all, until);
    commits.commitNow(commitable(), atLeastFarewell(until));
    assignment.remove(all);
    metrics.sampled(assignment.sample());
    consumer.close(CloseOptions.timeout(atLeastFarewell(until)));
  }

  private Duration atLeastFarewell(long until) {
    return Duration.ofNanos(Math.max(FAREWELL.toNanos(), until - now()));
  }

  private void fail(Throwable failure) {
    LOG.error("loop {} has failed and handles nothing any more", name, failure);
    status.failed(failure);
    try {
      assignment.remove(assignment.all());
      consumer.close(CloseOptions.timeout(FAREWELL));
    } catch (KafkaException e) {
      failure.addSuppressed(e);
    } finally {
      ended.complete(null);
      onFailure.accept(failure);
    }
  }

  private long now() {
    return nanoTime.getAsLong();
  }

  /// Called by the consumer inside its poll (or its close), on the loop's thread.
  private final class Rebalances implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> ids) {
      if (ids.isEmpty()) {
        return;
      }
      LOG.info("loop {} was given {}", name, ids);
      metrics.rebalanced(Rebalance.ASSIGNED);
      Map<TopicPartition, StartAt> added = new HashMap<>();
      ids.forEach(id -> added.put(id, new StartAt.Committed()));
      assignment.add(added);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> ids) {
      List<AssignedPartition> leaving = assignment.of(ids);
      if (leaving.isEmpty()) {
        return;
      }
      LOG.info("loop {} gives back {}", name, ids);
      metrics.rebalanced(Rebalance.REVOKED);
      boolean wasPolling = inbox.suspendPoll();
      try {
        assignment.drain(leaving, now() + settings.drainTimeout().toNanos());
        commits.commitNow(leaving, settings.drainTimeout());
        assignment.remove(leaving);
      } finally {
        if (wasPolling) {
          inbox.resumePoll();
        }
      }
    }

    /// Others may be handling these already, so nothing is waited for and nothing committed.
    @Override
    public void onPartitionsLost(Collection<TopicPartition> ids) {
      List<AssignedPartition> leaving = assignment.of(ids);
      if (!leaving.isEmpty()) {
        LOG.warn("loop {} has lost {}", name, ids);
        metrics.rebalanced(Rebalance.LOST);
        assignment.remove(leaving);
      }
    }
  }
}
