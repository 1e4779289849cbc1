package io.parley.runtime.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parley.protocol.TopicSpec;
import io.parley.runtime.Surroundings;
import io.parley.testing.engines.TestEngines;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// What tests against the real Kafka share: settings, a topic of their own, clients that are closed
/// at the end.
final class RealKafka implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final KafkaSettings settings;
  final String topic;
  final Surroundings surroundings = Surroundings.real();

  /// For what stands for the rest of a service, so that it cannot hold up our timer.
  final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);

  final ConcurrentLinkedQueue<Throwable> loopFailures = new ConcurrentLinkedQueue<>();
  private final Deque<Runnable> closing = new ArrayDeque<>();

  RealKafka(TestEngines engines, String name) {
    settings = KafkaSettings.defaults(engines.kafka(), "test");
    topic = engines.topicPrefix() + name;
  }

  /// Makes the topic and waits for it.
  RealKafka withTopic(int partitions) {
    TopicSetup setup = TopicSetup.create(settings, 1);
    try {
      await(
          setup.ensure(
              List.of(
                  new TopicSpec(
                      topic, partitions, Map.of("message.timestamp.type", "LogAppendTime")))));
    } finally {
      setup.close(Duration.ofSeconds(1));
    }
    return this;
  }

  RecordProducer producer() {
    return producer(settings.producer());
  }

  private RecordProducer producer(ProducerSettings how) {
    KafkaSettings all =
        new KafkaSettings(
            settings.bootstrapServers(),
            settings.clientId(),
            settings.properties(),
            how,
            settings.consumer());
    RecordProducer producer =
        RecordProducer.create(all, "producer", surroundings, ProducerMetrics.NONE);
    closing.push(() -> producer.close(Duration.ofSeconds(5)));
    return producer;
  }

  /// A producer that knows the topic.
  RecordProducer startedProducer() {
    return startedProducer(settings.producer());
  }

  RecordProducer startedProducer(ProducerSettings how) {
    RecordProducer producer = producer(how);
    await(producer.start(Set.of(topic), PATIENCE));
    return producer;
  }

  /// A group of this topic's own.
  Subscription group() {
    return new Subscription.Group(topic, Set.of(topic));
  }

  ConsumerLoop startedLoop(
      String name, Subscription subscription, PartitionHandlerFactory handlers) {
    ConsumerLoop loop =
        ConsumerLoop.create(
            settings,
            new ConsumerLoop.Work(name, subscription, handlers),
            surroundings,
            ConsumerLoopMetrics.NONE,
            loopFailures::add);
    closing.push(() -> await(loop.stop(Duration.ofSeconds(5))));
    loop.start();
    return loop;
  }

  static OutboundRecord record(String topic, int partition, String value) {
    return OutboundRecord.toPartition(topic, partition, value.getBytes(UTF_8));
  }

  static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
    executor.close();
    surroundings.close();
  }
}
