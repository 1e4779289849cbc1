package io.parley.runtime.kafka;

import static io.parley.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Sends numbered records to all partitions in turn until stopped, as fast as an ordinary service
/// would.
final class NumberedLoad {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /// Where each confirmed record is in the log, by its number.
  final ConcurrentSkipListMap<Integer, RecordPosition> confirmed = new ConcurrentSkipListMap<>();

  final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final RecordProducer producer;
  private final String topic;
  private final int partitions;
  private final ScheduledFuture<?> sending;
  private int sent;

  NumberedLoad(RealKafka kafka, int partitions) {
    topic = kafka.topic;
    this.partitions = partitions;
    producer = kafka.startedProducer();
    sending = kafka.executor.scheduleAtFixedRate(this::sendSome, 0, 10, TimeUnit.MILLISECONDS);
  }

  private synchronized void sendSome() {
    for (int i = 0; i < 20; i++) {
      int number = sent++;
      CompletionStage<RecordPosition> _ =
          producer
              .send(RealKafka.record(topic, number % partitions, Integer.toString(number)))
              .whenComplete((at, failure) -> answer(number, at, failure));
    }
  }

  private void answer(int number, RecordPosition at, @Nullable Throwable failure) {
    if (failure == null) {
      confirmed.put(number, at);
    } else {
      failures.add(failure);
    }
    answered.incrementAndGet();
  }

  /// Sends no more and waits until every record is confirmed or given up.
  void stop() {
    sending.cancel(false);
    eventually(PATIENCE, () -> assertEquals(sentSoFar(), answered.get()));
  }

  private synchronized int sentSoFar() {
    return sent;
  }

  /// Confirmed records that are in the log before one of their partition that was sent earlier.
  List<RecordPosition> outOfOrder() {
    List<RecordPosition> found = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      long last = -1;
      for (RecordPosition at : confirmed.values()) {
        if (at.partition() == partition) {
          if (at.offset() <= last) {
            found.add(at);
          }
          last = at.offset();
        }
      }
    }
    return found;
  }
}
