package io.parley.edge.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.edge.EdgeMetrics;
import io.parley.engines.EngineKind;
import io.parley.protocol.Topics;
import io.parley.protocol.v1.CloseCode;
import io.parley.protocol.v1.CloseSession;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Send;
import io.parley.runtime.Surroundings;
import io.parley.runtime.kafka.ConsumerLoop;
import io.parley.runtime.kafka.ConsumerLoopMetrics;
import io.parley.runtime.kafka.InboundRecord;
import io.parley.runtime.kafka.KafkaSettings;
import io.parley.runtime.kafka.LogPartition;
import io.parley.runtime.kafka.ProducerMetrics;
import io.parley.runtime.kafka.StartAt;
import io.parley.runtime.kafka.Subscription;
import io.parley.runtime.kafka.TopicSetup;
import io.parley.testing.Eventually;
import io.parley.testing.engines.EnginesExtension;
import io.parley.testing.engines.TestEngines;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EnginesExtension.class)
class KafkaLogIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Surroundings surroundings = Surroundings.real();
  private final KafkaSettings kafka;
  private final Topics topics;
  private final KafkaCommandLog log;
  private final KafkaDeliveryFeed feed;

  KafkaLogIT(TestEngines engines) {
    kafka = KafkaSettings.defaults(engines.kafka(), "test");
    topics = Topics.withPrefix(engines.topicPrefix());
    log = KafkaCommandLog.create(kafka, topics, surroundings, ProducerMetrics.NONE);
    feed =
        new KafkaDeliveryFeed(
            kafka, topics, surroundings, ConsumerLoopMetrics.NONE, EdgeMetrics.NONE);
  }

  /// Remembers which sockets are to be closed.
  private static final class Closes implements DeliveryFeed.Receiver {
    final List<Long> sessions = new CopyOnWriteArrayList<>();

    @Override
    public CompletionStage<Void> receive(List<DeliveryFeed.Arrival> batch) {
      for (DeliveryFeed.Arrival arrival : batch) {
        sessions.add(arrival.delivery().getClose().getSession());
        assertTrue(arrival.writtenAtMs() > 0);
      }
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void interrupted(Duration lapse) {}
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  @BeforeEach
  void makeTopics() {
    TopicSetup setup = TopicSetup.create(kafka, 1);
    await(setup.ensure(List.of(topics.commands(), topics.deliveries())));
    setup.close(Duration.ofSeconds(1));
    await(log.start());
  }

  @AfterEach
  void close() {
    await(feed.stop());
    await(log.stop());
    surroundings.close();
  }

  private void closeUntilTaken(int slot, long session) {
    CloseSession close =
        CloseSession.newBuilder().setSession(session).setCode(CloseCode.CLOSE_REPLACED).build();
    // refused until the partitions are known
    Eventually.eventually(PATIENCE, () -> await(log.close(slot, close)));
  }

  @Test
  void aFollowerMissesNothingFromThenOnAndOfItsOwnSlotOnly() {
    closeUntilTaken(3, 1);
    Closes closes = new Closes();
    await(feed.follow(3, closes));
    closeUntilTaken(4, 2);
    closeUntilTaken(3, 3);
    Eventually.eventually(PATIENCE, () -> assertEquals(List.of(3L), closes.sessions));
    assertEquals(Optional.empty(), feed.lapse());
  }

  @Test
  void anotherSlotIsFollowedInsteadOfTheFirst() {
    Closes first = new Closes();
    Closes second = new Closes();
    await(feed.follow(5, first));
    await(feed.follow(6, second));
    closeUntilTaken(5, 1);
    closeUntilTaken(6, 2);
    Eventually.eventually(PATIENCE, () -> assertEquals(List.of(2L), second.sessions));
    assertEquals(List.of(), first.sessions);
  }

  @Test
  void aBrokerThatDiesAndComesBackIsFollowedOn(TestEngines engines) {
    Closes closes = new Closes();
    await(feed.follow(7, closes));
    engines.kill(EngineKind.KAFKA);
    engines.awaitReady(EngineKind.KAFKA);
    closeUntilTaken(7, 9);
    Eventually.eventually(PATIENCE, () -> assertTrue(closes.sessions.contains(9L)));
  }

  @Test
  void aCommandIsKeyedByItsConversation() {
    Command command =
        Command.newBuilder()
            .setConversation("d:alice:bob")
            .setSend(Send.newBuilder().setText("hi"))
            .build();
    Eventually.eventually(PATIENCE, () -> await(log.append(command)));
    List<InboundRecord> records = new CopyOnWriteArrayList<>();
    Map<LogPartition, StartAt> all = new HashMap<>();
    for (int i = 0; i < topics.commands().partitions(); i++) {
      all.put(new LogPartition(topics.commands().name(), i), new StartAt.Beginning());
    }
    ConsumerLoop loop =
        ConsumerLoop.create(
            kafka,
            new ConsumerLoop.Work(
                "commands",
                new Subscription.Fixed(all),
                (_, _) ->
                    batch -> {
                      records.addAll(batch);
                      return CompletableFuture.completedStage("");
                    }),
            surroundings,
            ConsumerLoopMetrics.NONE,
            _ -> {});
    loop.start();
    Eventually.eventually(
        PATIENCE,
        () -> {
          byte[] key = records.getFirst().key();
          assertEquals("d:alice:bob", new String(key, StandardCharsets.UTF_8));
          assertEquals(command, Command.parseFrom(records.getFirst().value()));
          assertTrue(records.getFirst().requestId().isPresent());
          assertEquals("parley.v1", records.getFirst().header("schema").orElse(""));
        });
    await(loop.stop(Duration.ofSeconds(2)));
  }
}
