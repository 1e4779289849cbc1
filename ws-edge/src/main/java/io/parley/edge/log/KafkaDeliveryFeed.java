package io.parley.edge.log;

import com.google.protobuf.InvalidProtocolBufferException;
import io.parley.edge.EdgeMetrics;
import io.parley.edge.log.SlotLoops.SlotLoop;
import io.parley.protocol.Topics;
import io.parley.protocol.v1.Delivery;
import io.parley.runtime.FaultText;
import io.parley.runtime.Surroundings;
import io.parley.runtime.kafka.ConsumerLoopMetrics;
import io.parley.runtime.kafka.InboundRecord;
import io.parley.runtime.kafka.KafkaSettings;
import io.parley.runtime.kafka.PartitionHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One partition of the deliveries, read from its end. Nothing is committed: what an edge has not
/// written to sockets when it dies, its devices catch up with.
///
/// A loop that fails is replaced, later each time ([SlotReading]); the receiver is told, since
/// records in between may be missed.
public final class KafkaDeliveryFeed implements DeliveryFeed {
  private static final Logger log = LoggerFactory.getLogger(KafkaDeliveryFeed.class);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

  private final SlotLoops loops;
  private final Surroundings surroundings;
  private final EdgeMetrics metrics;
  private @Nullable Followed followed;
  private boolean stopped;

  /// @param metrics of the edge, and of its consumer loop
  public KafkaDeliveryFeed(
      KafkaSettings kafka,
      Topics topics,
      Surroundings surroundings,
      ConsumerLoopMetrics loopMetrics,
      EdgeMetrics metrics) {
    this(new KafkaSlotLoops(kafka, topics, surroundings, loopMetrics), surroundings, metrics);
  }

  KafkaDeliveryFeed(SlotLoops loops, Surroundings surroundings, EdgeMetrics metrics) {
    this.loops = loops;
    this.surroundings = surroundings;
    this.metrics = metrics;
  }

  /// The next loop begins when the one before has ended, so that the receiver has one batch at a
  /// time.
  @Override
  public synchronized CompletionStage<Void> follow(int slot, Receiver receiver) {
    CompletionStage<Void> before = endOfLast();
    Followed next = new Followed(slot, receiver);
    if (!stopped) {
      followed = next;
      CompletionStage<Void> _ =
          before.whenCompleteAsync((_, _) -> next.begin(), surroundings.blocking());
    }
    return next.open.minimalCompletionStage();
  }

  @Override
  public synchronized CompletionStage<Void> stop() {
    stopped = true;
    return endOfLast();
  }

  private CompletionStage<Void> endOfLast() {
    Followed last = followed;
    return last == null ? CompletableFuture.completedStage(null) : last.end();
  }

  /// Since when nothing has been read of the slot that is followed; empty while all is well. What
  /// brokers do not hand over is not noticed here: whether they do is asked of them elsewhere.
  public Optional<Lapse> lapse() {
    Followed present;
    synchronized (this) {
      present = followed;
    }
    return present == null ? Optional.empty() : present.lapse();
  }

  /// One slot and the loops that read it, one after another.
  private final class Followed {
    private final int slot;
    private final Receiver receiver;
    private final CompletableFuture<Void> open = new CompletableFuture<>();

    // guarded by this
    private final SlotReading reading = new SlotReading(surroundings.random(), now());
    private @Nullable SlotLoop loop;

    Followed(int slot, Receiver receiver) {
      this.slot = slot;
      this.receiver = receiver;
    }

    /// Nobody has to wait while a loop is made: that may take its time.
    void begin() {
      if (isOver()) {
        return;
      }
      try {
        SlotLoop next = loops.make(slot, this::opened, this::failed);
        if (isTaken(next)) {
          next.start();
        } else {
          CompletionStage<Void> _ = next.stop(Duration.ZERO);
        }
      } catch (RuntimeException e) {
        failed(e);
      }
    }

    private synchronized boolean isOver() {
      return reading.isOver();
    }

    private synchronized boolean isTaken(SlotLoop next) {
      if (!reading.isOver()) {
        loop = next;
      }
      return !reading.isOver();
    }

    private PartitionHandler opened() {
      boolean missed;
      Duration lapse;
      synchronized (this) {
        lapse = reading.sinceLapsed(now());
        missed = reading.opened(now());
      }
      open.complete(null);
      if (missed) {
        receiver.interrupted(lapse);
      }
      return this::handle;
    }

    private synchronized void failed(Throwable failure) {
      String reason = FaultText.of(failure);
      reading
          .failed(reason, now())
          .ifPresent(wait -> {
            metrics.deliveriesRestarted();
            log.atWarn()
                .addKeyValue("slot", slot)
                .addKeyValue("reason", reason)
                .addKeyValue("againInMs", wait.toMillis())
                .log("deliveries are not read");
            again(wait);
          });
    }

    /// Making a consumer reads files and resolves names: not for the timer.
    private void again(Duration wait) {
      try {
        Future<?> _ =
            surroundings
                .timer()
                .schedule(
                    () -> surroundings.blocking().execute(this::begin),
                    wait.toNanos(),
                    TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException e) {
        log.atDebug().log("deliveries are not read again: ending");
      }
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

    synchronized Optional<Lapse> lapse() {
      return reading.lapse(loop == null ? null : loop.health(), now());
    }

    synchronized CompletionStage<Void> end() {
      reading.end();
      SlotLoop last = loop;
      return last == null ? CompletableFuture.completedStage(null) : last.stop(STOP_WITHIN);
    }

    private long now() {
      return surroundings.nanoTime().getAsLong();
    }
  }
}
