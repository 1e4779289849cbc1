package io.parley.edge.log;

import com.google.protobuf.InvalidProtocolBufferException;
import io.parley.edge.EdgeMetrics;
import io.parley.protocol.Topics;
import io.parley.protocol.v1.Delivery;
import io.parley.runtime.FaultText;
import io.parley.runtime.Surroundings;
import io.parley.runtime.kafka.ConsumerLoop;
import io.parley.runtime.kafka.ConsumerLoopMetrics;
import io.parley.runtime.kafka.InboundRecord;
import io.parley.runtime.kafka.KafkaSettings;
import io.parley.runtime.kafka.LogPartition;
import io.parley.runtime.kafka.PartitionHandler;
import io.parley.runtime.kafka.StartAt;
import io.parley.runtime.kafka.Subscription;
import io.parley.runtime.resilience.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One partition of the deliveries, read from its end. Nothing is committed: what an edge has not
/// written to sockets when it dies, its devices catch up with.
///
/// A loop that fails is replaced, later each time; the receiver is told, since records in between
/// may be missed.
public final class KafkaDeliveryFeed implements DeliveryFeed {
  private static final Logger log = LoggerFactory.getLogger(KafkaDeliveryFeed.class);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(2);
  private static final Duration RESTART_FIRST = Duration.ofMillis(200);
  private static final Duration RESTART_MAX = Duration.ofSeconds(5);

  private final KafkaSettings kafka;
  private final Topics topics;
  private final Surroundings surroundings;
  private final ConsumerLoopMetrics loopMetrics;
  private final EdgeMetrics metrics;
  private final Backoff backoff;
  private @Nullable Followed followed;
  private boolean stopped;

  /// @param metrics of the edge, and of its consumer loop
  public KafkaDeliveryFeed(
      KafkaSettings kafka,
      Topics topics,
      Surroundings surroundings,
      ConsumerLoopMetrics loopMetrics,
      EdgeMetrics metrics) {
    this.kafka = kafka;
    this.topics = topics;
    this.surroundings = surroundings;
    this.loopMetrics = loopMetrics;
    this.metrics = metrics;
    this.backoff = new Backoff(RESTART_FIRST, RESTART_MAX, surroundings.random());
  }

  @Override
  public synchronized CompletionStage<Void> follow(int slot, Receiver receiver) {
    Followed before = followed;
    Followed next = new Followed(slot, receiver);
    followed = next;
    if (before != null) {
      CompletionStage<Void> _ = before.end();
    }
    if (!stopped) {
      next.begin();
    }
    return next.open.minimalCompletionStage();
  }

  @Override
  public synchronized CompletionStage<Void> stop() {
    stopped = true;
    Followed last = followed;
    return last == null ? CompletableFuture.completedStage(null) : last.end();
  }

  /// One slot and the loops that read it, one after another.
  private final class Followed {
    private final int slot;
    private final Receiver receiver;
    private final CompletableFuture<Void> open = new CompletableFuture<>();
    private @Nullable ConsumerLoop loop;
    private boolean over;
    private int failures;

    Followed(int slot, Receiver receiver) {
      this.slot = slot;
      this.receiver = receiver;
    }

    synchronized void begin() {
      if (over) {
        return;
      }
      LogPartition partition =
          new LogPartition(topics.deliveries().name(), topics.deliveryPartition(slot));
      ConsumerLoop.Work work =
          new ConsumerLoop.Work(
              "edge-deliveries",
              new Subscription.Fixed(Map.of(partition, new StartAt.End())),
              (_, _) -> opened());
      try {
        ConsumerLoop next =
            ConsumerLoop.create(kafka, work, surroundings, loopMetrics, this::failed);
        loop = next;
        next.start();
      } catch (RuntimeException e) {
        failed(e);
      }
    }

    private PartitionHandler opened() {
      boolean again = !open.complete(null);
      synchronized (this) {
        failures = 0;
      }
      if (again) {
        receiver.interrupted();
      }
      return this::handle;
    }

    private synchronized void failed(Throwable failure) {
      if (over) {
        return;
      }
      failures++;
      metrics.deliveriesRestarted();
      Duration wait = backoff.delay(failures);
      log.atWarn()
          .addKeyValue("slot", slot)
          .addKeyValue("reason", FaultText.of(failure))
          .addKeyValue("againInMs", wait.toMillis())
          .log("deliveries are not read");
      ScheduledFuture<?> _ =
          surroundings.timer().schedule(this::again, wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Making a consumer reads files and resolves names: not for the timer.
    private void again() {
      CompletableFuture<Void> _ = CompletableFuture.runAsync(this::begin, surroundings.blocking());
    }

    private CompletionStage<String> handle(List<InboundRecord> records) {
      List<Arrival> batch = new ArrayList<>(records.size());
      for (InboundRecord record : records) {
        try {
          batch.add(new Arrival(Delivery.parseFrom(record.value()), record.timestampMs()));
        } catch (InvalidProtocolBufferException e) {
          metrics.deliveryUnreadable();
          log.atError()
              .addKeyValue("slot", slot)
              .addKeyValue("offset", record.offset())
              .log("a delivery cannot be read and is set aside");
        }
      }
      return receiver.receive(batch).thenApply(_ -> "");
    }

    synchronized CompletionStage<Void> end() {
      over = true;
      ConsumerLoop last = loop;
      return last == null ? CompletableFuture.completedStage(null) : last.stop(STOP_WITHIN);
    }
  }
}
