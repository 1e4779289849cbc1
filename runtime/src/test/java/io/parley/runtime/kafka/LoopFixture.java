package io.parley.runtime.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parley.runtime.ManualSurroundings;
import io.parley.runtime.config.ByteSize;
import io.parley.testing.ManualClock;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// A loop over a pretended Kafka, stepped by the test: no threads, no time but the test's.
final class LoopFixture {
  static final String TOPIC = "commands";
  static final LogPartition P0 = new LogPartition(TOPIC, 0);
  static final LogPartition P1 = new LogPartition(TOPIC, 1);

  /// Batches of 3; fetching stops at 6 waiting records or 600 bytes and goes on at 2 or 200.
  static final LoopSettings SETTINGS =
      new LoopSettings(
          3,
          new ByteSize(1_000),
          6,
          2,
          new ByteSize(600),
          new ByteSize(200),
          Duration.ofMillis(500),
          Duration.ofSeconds(5),
          Duration.ofMillis(100),
          Duration.ofSeconds(2));

  private final ManualSurroundings world = ManualSurroundings.create();
  final ManualClock clock = world.clock();
  final PretendedConsumer consumer = new PretendedConsumer();
  final RecordingHandlers handlers = new RecordingHandlers();
  final CollectorRegistry registry = new CollectorRegistry();
  final List<Throwable> failures = new ArrayList<>();
  final ConsumerLoop loop;

  /// What happens elsewhere while the loop's thread waits; each wait takes the next.
  final List<Runnable> whileWaiting = new ArrayList<>();

  LoopFixture(Subscription subscription) {
    consumer.updateBeginningOffsets(Map.of(P0.forKafka(), 0L, P1.forKafka(), 0L));
    consumer.updateEndOffsets(Map.of(P0.forKafka(), 1_000L, P1.forKafka(), 1_000L));
    loop =
        new ConsumerLoop(
            new ConsumerLoop.Driven(consumer, SETTINGS, new ScriptedPause()),
            new ConsumerLoop.Work("test", subscription, handlers),
            world.surroundings(),
            new PrometheusConsumerLoopMetrics(registry).loop("test"),
            failures::add);
  }

  /// In a group, not begun.
  static LoopFixture inGroup() {
    return new LoopFixture(new Subscription.Group("routers", Set.of(TOPIC)));
  }

  /// In a group, with these partitions assigned and open.
  static LoopFixture inGroup(LogPartition... partitions) {
    LoopFixture fixture = inGroup();
    fixture.loop.begin();
    fixture.rebalance(partitions);
    fixture.step();
    return fixture;
  }

  void rebalance(LogPartition... assigned) {
    consumer.rebalance(Stream.of(assigned).map(LogPartition::forKafka).toList());
  }

  boolean step() {
    return loop.step();
  }

  /// The loop is to stop; the next step does.
  void stopRequested(Duration within) {
    CompletionStage<Void> _ = loop.stop(within);
  }

  /// Steps after a while.
  void stepAfter(Duration duration) {
    clock.advance(duration);
    step();
  }

  /// Puts records `from` to `to` into the log; the next poll brings them.
  void produce(LogPartition partition, long from, long to) {
    LongStream.rangeClosed(from, to).forEach(offset -> produceSized(partition, offset, 10));
  }

  void produceSized(LogPartition partition, long offset, int bytes) {
    byte[] value = "x".repeat(bytes).getBytes(UTF_8);
    consumer.addRecord(
        new ConsumerRecord<>(partition.topic(), partition.partition(), offset, null, value));
  }

  RecordingHandlers.Recording handler(LogPartition partition) {
    return handlers.of(partition);
  }

  double metric(String name) {
    Double value = registry.getSampleValue(name, new String[] {"loop"}, new String[] {"test"});
    return value == null ? Double.NaN : value;
  }

  double partitions(String state) {
    return registry.getSampleValue(
        "parley_consumer_partitions", new String[] {"loop", "state"}, new String[] {"test", state});
  }

  private final class ScriptedPause implements Inbox.Pause {
    @Override
    public void await(long nanos) {
      if (whileWaiting.isEmpty()) {
        clock.advance(Duration.ofNanos(nanos));
      } else {
        whileWaiting.removeFirst().run();
      }
    }

    @Override
    public void end() {}
  }

  /// Kafka's own pretended consumer, with commits that can be held back or made to fail, and with
  /// partitions that can be lost.
  static final class PretendedConsumer extends MockConsumer<byte[], byte[]> {
    /// What has arrived at the group, newest last.
    final List<Map<TopicPartition, OffsetAndMetadata>> commits = new ArrayList<>();

    final List<Runnable> heldBack = new ArrayList<>();
    final Map<TopicPartition, OffsetAndMetadata> group = new HashMap<>();
    boolean holdCommits;
    int wakeups;
    @Nullable KafkaException failCommits;
    @Nullable KafkaException failCommitted;
    private @Nullable ConsumerRebalanceListener listener;

    PretendedConsumer() {
      super("none");
    }

    @Override
    public synchronized void wakeup() {
      wakeups++;
      super.wakeup();
    }

    @Override
    public synchronized void subscribe(
        Collection<String> topics, ConsumerRebalanceListener listener) {
      this.listener = listener;
      super.subscribe(topics, listener);
    }

    void lose(LogPartition partition) {
      if (listener == null) {
        throw new IllegalStateException("not subscribed");
      }
      listener.onPartitionsLost(List.of(partition.forKafka()));
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
        Set<TopicPartition> partitions, Duration timeout) {
      if (failCommitted != null) {
        throw failCommitted;
      }
      Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>(group);
      found.keySet().retainAll(partitions);
      return found;
    }

    @Override
    public synchronized void commitAsync(
        Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
      if (holdCommits) {
        heldBack.add(() -> arrive(offsets, callback));
      } else {
        arrive(offsets, callback);
      }
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
      if (failCommits != null) {
        throw failCommits;
      }
      arrive(offsets, null);
    }

    private void arrive(
        Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
      KafkaException failure = failCommits;
      if (failure == null) {
        commits.add(Map.copyOf(offsets));
        group.putAll(offsets);
      }
      if (callback != null) {
        callback.onComplete(offsets, failure);
      }
    }

    /// The offset the group has of this partition.
    Optional<Long> committedOf(LogPartition partition) {
      return Optional.ofNullable(group.get(partition.forKafka())).map(OffsetAndMetadata::offset);
    }
  }
}
