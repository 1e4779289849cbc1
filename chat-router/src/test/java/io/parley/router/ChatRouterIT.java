package io.parley.router;

import static io.parley.router.Passed.answerIn;
import static io.parley.router.Passed.frameIn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import io.parley.history.memory.MemoryHistory;
import io.parley.presence.SessionAddress;
import io.parley.presence.SessionLookup;
import io.parley.protocol.Topics;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Delivery;
import io.parley.router.core.Given;
import io.parley.runtime.Surroundings;
import io.parley.runtime.config.ConfigReader;
import io.parley.runtime.kafka.ConsumerLoop;
import io.parley.runtime.kafka.ConsumerLoopMetrics;
import io.parley.runtime.kafka.InboundRecord;
import io.parley.runtime.kafka.KafkaSettings;
import io.parley.runtime.kafka.LogPartition;
import io.parley.runtime.kafka.OutboundRecord;
import io.parley.runtime.kafka.ProducerMetrics;
import io.parley.runtime.kafka.RecordProducer;
import io.parley.runtime.kafka.StartAt;
import io.parley.runtime.kafka.Subscription;
import io.parley.runtime.kafka.TopicSetup;
import io.parley.testing.Eventually;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The router on the real Kafka, with the store and the registry on the heap.
@ExtendWith(EnginesExtension.class)
class ChatRouterIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SLOT = 5;

  private final Surroundings surroundings = Surroundings.real();
  private final KafkaSettings kafka;
  private final Topics topics;
  private final MemoryHistory history = new MemoryHistory();
  private final CopyOnWriteArrayList<Delivery> delivered = new CopyOnWriteArrayList<>();
  private final CopyOnWriteArrayList<Throwable> failures = new CopyOnWriteArrayList<>();
  private final RecordProducer edge;
  private final ConsumerLoop edgeReads;
  private ChatRouter router;

  ChatRouterIT(TestEngines engines) {
    kafka = KafkaSettings.defaults(engines.kafka(), "test");
    Topics standard = Topics.withPrefix(engines.topicPrefix());
    topics =
        new Topics(
            standard.commands().withPartitions(2),
            standard.deliveries().withPartitions(8),
            standard.pushes().withPartitions(1),
            standard.health());
    TopicSetup setup = TopicSetup.create(kafka, 1);
    await(setup.ensure(topics.all()));
    setup.close(Duration.ofSeconds(1));
    edge = RecordProducer.create(kafka, "edge", surroundings, ProducerMetrics.NONE);
    await(edge.start(Set.of(topics.commands().name()), PATIENCE));
    LogPartition own = new LogPartition(topics.deliveries().name(), SLOT);
    edgeReads =
        ConsumerLoop.create(
            kafka,
            new ConsumerLoop.Work(
                "edge",
                new Subscription.Fixed(Map.of(own, new StartAt.Beginning())),
                (_, _) -> this::read),
            surroundings,
            ConsumerLoopMetrics.NONE,
            failures::add);
    router = newRouter();
  }

  @BeforeEach
  void start() {
    edgeReads.start();
    await(router.start());
  }

  @AfterEach
  void stop() {
    await(router.drain());
    await(router.stop());
    await(edgeReads.stop(Duration.ofSeconds(5)));
    edge.close(Duration.ofSeconds(5));
    surroundings.close();
    assertEquals(List.of(), failures);
  }

  private ChatRouter newRouter() {
    return new ChatRouter(
        new ChatRouter.Setup(
            ConfigReader.standard(RouterConfig.class), kafka, topics, surroundings),
        new ChatRouter.Neighbours(
            history.log(),
            history.reader(),
            history.inboxes(),
            history.membership(),
            new OneEdge()),
        new ChatRouter.Metrics(RouterMetrics.NONE, ConsumerLoopMetrics.NONE, ProducerMetrics.NONE),
        failures::add);
  }

  private CompletionStage<String> read(List<InboundRecord> batch) {
    for (InboundRecord record : batch) {
      try {
        delivered.add(Delivery.parseFrom(record.value()));
      } catch (InvalidProtocolBufferException e) {
        failures.add(e);
      }
    }
    return CompletableFuture.completedStage("");
  }

  /// Everybody is connected to the one edge there is.
  private static final class OneEdge implements SessionLookup {
    @Override
    public CompletionStage<Located> locate(Wanted wanted) {
      return CompletableFuture.completedStage(
          new Located(
              wanted.users().stream()
                  .collect(
                      Collectors.toMap(
                          user -> user,
                          user -> List.of(new SessionAddress(user + "-phone", SLOT, 11)))),
              Map.of()));
    }

    @Override
    public Set<Integer> lastKnownSlots() {
      return Set.of(SLOT);
    }
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private void send(String clientMessageId) {
    Command command = Given.send("ann", clientMessageId);
    await(
        edge.send(
            OutboundRecord.keyed(
                topics.commands().name(),
                command.getConversationBytes().toByteArray(),
                command.toByteArray())));
  }

  private List<Long> seqsHeard() {
    return delivered.stream()
        .filter(delivery -> frameIn(delivery).hasEvent())
        .map(delivery -> frameIn(delivery).getEvent().getSeq())
        .distinct()
        .toList();
  }

  @Test
  void messagesGoFromTheLogToTheEdgeAcrossARestart() {
    for (int i = 1; i <= 20; i++) {
      send("m" + i);
    }
    Eventually.eventually(PATIENCE, () -> assertEquals(20, seqsHeard().size()));
    await(router.drain());
    await(router.stop());
    send("m20");
    for (int i = 21; i <= 40; i++) {
      send("m" + i);
    }
    router = newRouter();
    await(router.start());
    Eventually.eventually(PATIENCE, () -> assertEquals(40, seqsHeard().size()));
    List<Long> seqs = seqsHeard();
    assertEquals(seqs.stream().sorted().toList(), seqs);
    assertEquals(40, await(history.log().tail(Given.ANN_AND_BOB.text(), 1_000)).size());
    assertTrue(delivered.stream().anyMatch(delivery -> answerIn(delivery).hasSent()));
    await(router.prove());
  }
}
