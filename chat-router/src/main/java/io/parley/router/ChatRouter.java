package io.parley.router;

import io.parley.history.ConversationLog;
import io.parley.history.HistoryReader;
import io.parley.history.Inboxes;
import io.parley.history.Membership;
import io.parley.presence.SessionLookup;
import io.parley.protocol.Topics;
import io.parley.router.core.MachineLimits;
import io.parley.router.core.RouterMachine;
import io.parley.runtime.Surroundings;
import io.parley.runtime.health.Dependency;
import io.parley.runtime.kafka.ConsumerLoop;
import io.parley.runtime.kafka.ConsumerLoopMetrics;
import io.parley.runtime.kafka.KafkaSettings;
import io.parley.runtime.kafka.LogPartition;
import io.parley.runtime.kafka.LoopHealth;
import io.parley.runtime.kafka.PartitionHandler;
import io.parley.runtime.kafka.ProducerMetrics;
import io.parley.runtime.kafka.RecordProducer;
import io.parley.runtime.kafka.StartPosition;
import io.parley.runtime.kafka.Subscription;
import io.parley.runtime.kafka.TopicIds;
import io.parley.runtime.lifecycle.Component;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The router as a part of a process: one loop over its share of the command log, and a
/// [PartitionRouter] for each partition it is given.
///
/// As a dependency it is up while the loop runs and no partition stands still for long.
public final class ChatRouter implements Component, Dependency {
  private static final Logger logger = LoggerFactory.getLogger(ChatRouter.class);

  /// Steps that can wait on a lane at a time: writes of a conversation that have ended, and what a
  /// partition does beside its conversations.
  private static final int STEPS_OF_A_CONVERSATION = 8;

  private static final int STEPS_BESIDE = 16;

  private static final Duration DRAIN_WITHIN = Duration.ofSeconds(5);
  private static final Duration PRODUCER_CLOSES_WITHIN = Duration.ofSeconds(2);
  private static final Duration STALL_MAX = Duration.ofSeconds(15);

  /// Longer than a partition takes to get another leader, as a rule.
  private static final Duration PATIENCE_WITH_EDGES = Duration.ofSeconds(5);

  private final Setup setup;
  private final Neighbours neighbours;
  private final Metrics metrics;
  private final Consumer<Throwable> onFailure;
  private volatile @Nullable Running running;

  public record Setup(
      RouterConfig config, KafkaSettings kafka, Topics topics, Surroundings surroundings) {}

  /// Whom it stores with, and whom it asks who is connected.
  public record Neighbours(
      ConversationLog log,
      HistoryReader history,
      Inboxes inboxes,
      Membership membership,
      SessionLookup sessions) {}

  public record Metrics(RouterMetrics router, ConsumerLoopMetrics loop, ProducerMetrics producer) {}

  /// What there is while it runs.
  private record Running(
      List<LaneThread> lanes, RecordProducer producer, TopicIds topicIds, ConsumerLoop loop) {}

  /// @param onFailure told once, on the loop's thread, when the loop has ended by itself: nothing
  ///   is decided any more, and the process should end
  public ChatRouter(
      Setup setup, Neighbours neighbours, Metrics metrics, Consumer<Throwable> onFailure) {
    this.setup = setup;
    this.neighbours = neighbours;
    this.metrics = metrics;
    this.onFailure = onFailure;
  }

  @Override
  public String name() {
    return "router";
  }

  /// Does not wait for Kafka: the loop finds it when it is there.
  @Override
  public CompletionStage<Void> start() {
    // resolves addresses, which can block
    return CompletableFuture.runAsync(this::open, setup.surroundings().blocking());
  }

  private void open() {
    int partitions = setup.topics().commands().partitions();
    int steps =
        setup.config().conversationsAtOnce() * STEPS_OF_A_CONVERSATION + partitions * STEPS_BESIDE;
    List<LaneThread> lanes =
        IntStream.range(0, setup.config().threads())
            .mapToObj(number -> new LaneThread("router-" + number, steps))
            .toList();
    // What comes together has waited once, at its edge
    RecordProducer producer =
        RecordProducer.create(
            setup.kafka().withoutLinger(), "deliveries", setup.surroundings(), metrics.producer());
    CompletionStage<?> _ =
        producer
            .start(Set.of(setup.topics().deliveries().name()), Duration.ofSeconds(30))
            .whenComplete((_, failure) -> {
              if (failure != null) {
                logger.atWarn().log("the topic of the deliveries is not known yet");
              }
            });
    TopicIds topicIds = TopicIds.create(setup.kafka());
    RouterTools tools = tools(producer, topicIds);
    List<RouterTools> toolsOfLanes = lanes.stream().map(tools::on).toList();
    String topic = setup.topics().commands().name();
    ConsumerLoop loop =
        ConsumerLoop.create(
            setup.kafka(),
            new ConsumerLoop.Work(
                "router",
                new Subscription.Group(topic + ".router", Set.of(topic)),
                (partition, start) -> handler(partition, start, lanes, toolsOfLanes)),
            setup.surroundings(),
            metrics.loop(),
            onFailure);
    running = new Running(lanes, producer, topicIds, loop);
    loop.start();
  }

  private RouterTools tools(RecordProducer producer, TopicIds topicIds) {
    String commands = setup.topics().commands().name();
    return new RouterTools(
        new RouterTools.Ports(
            neighbours,
            new KafkaDeliveries(producer, setup.topics()),
            () -> topicIds.incarnationOf(commands)),
        new RouterTools.Rules(new RouterMachine(MachineLimits.STANDARD), MachineLimits.STANDARD),
        new RouterTools.Bounds(
            setup.config().cachedEvents(),
            setup.config().conversationsAtOnce(),
            new AtomicInteger(),
            PATIENCE_WITH_EDGES),
        new EdgeSlots(setup.surroundings().nanoTime()),
        metrics.router(),
        new RouterTools.Clocks(
            setup.surroundings().clock(), setup.surroundings().nanoTime(), this::later));
  }

  private Runnable later(Duration delay, Runnable work) {
    Future<?> waiting =
        setup.surroundings().timer().schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> waiting.cancel(false);
  }

  private static PartitionHandler handler(
      LogPartition partition,
      StartPosition start,
      List<LaneThread> lanes,
      List<RouterTools> toolsOfLanes) {
    int lane = partition.partition() % lanes.size();
    return new PartitionRouter(
        partition.partition(), start, lanes.get(lane), toolsOfLanes.get(lane));
  }

  @Override
  public CompletionStage<?> prove() {
    Running now = running;
    if (now == null) {
      return CompletableFuture.failedStage(new IllegalStateException("the router is not started"));
    }
    LoopHealth health = now.loop().health();
    if (health.state() != LoopHealth.State.RUNNING) {
      return CompletableFuture.failedStage(
          new IllegalStateException("the router's loop is " + health.state()));
    }
    // what it says of partitions is as old as that
    if (health.sinceLastPoll().compareTo(STALL_MAX) > 0) {
      return CompletableFuture.failedStage(
          new IllegalStateException(
              "the router's loop has not polled for " + health.sinceLastPoll().toSeconds() + " s"));
    }
    return health.stalled().stream()
        .filter(stall -> stall.lasting().compareTo(STALL_MAX) > 0)
        .findFirst()
        .map(stall ->
            CompletableFuture.failedStage(
                new IllegalStateException(
                    "%s stands still: %s".formatted(stall.partition(), stall.reason()))))
        .orElseGet(() -> CompletableFuture.completedStage(null));
  }

  /// Gives the partitions back, with what was decided committed.
  @Override
  public CompletionStage<Void> drain() {
    Running now = running;
    return now == null ? CompletableFuture.completedStage(null) : now.loop().stop(DRAIN_WITHIN);
  }

  @Override
  public CompletionStage<Void> stop() {
    Running now = running;
    if (now == null) {
      return CompletableFuture.completedStage(null);
    }
    return now.loop()
        .stop(Duration.ZERO)
        .thenRunAsync(
            () -> {
              now.producer().close(PRODUCER_CLOSES_WITHIN);
              now.topicIds().close();
              now.lanes().forEach(LaneThread::close);
            },
            setup.surroundings().blocking());
  }
}
