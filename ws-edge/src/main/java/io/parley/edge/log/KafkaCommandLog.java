package io.parley.edge.log;

import io.parley.protocol.Topics;
import io.parley.protocol.v1.CloseSession;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Delivery;
import io.parley.runtime.FaultText;
import io.parley.runtime.RequestId;
import io.parley.runtime.Surroundings;
import io.parley.runtime.kafka.KafkaSettings;
import io.parley.runtime.kafka.OutboundRecord;
import io.parley.runtime.kafka.ProducerMetrics;
import io.parley.runtime.kafka.RecordProducer;
import io.parley.runtime.lifecycle.Component;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commands to Kafka. Until the brokers have been reached, everything is refused.
public final class KafkaCommandLog implements CommandLog, Component {
  private static final Logger log = LoggerFactory.getLogger(KafkaCommandLog.class);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
  private static final Duration LEARN_WITHIN = Duration.ofSeconds(30);

  private final RecordProducer producer;
  private final Topics topics;
  private final Surroundings surroundings;
  private final RandomGenerator random;

  private KafkaCommandLog(RecordProducer producer, Topics topics, Surroundings surroundings) {
    this.producer = producer;
    this.topics = topics;
    this.surroundings = surroundings;
    this.random = surroundings.random();
  }

  public static KafkaCommandLog create(
      KafkaSettings kafka, Topics topics, Surroundings surroundings, ProducerMetrics metrics) {
    RecordProducer producer = RecordProducer.create(kafka, "edge-commands", surroundings, metrics);
    return new KafkaCommandLog(producer, topics, surroundings);
  }

  @Override
  public String name() {
    return "command log";
  }

  /// Ends at once: an edge comes up while Kafka is away. Where the partitions are is learned in the
  /// background, so that the first command need not be refused.
  @Override
  public CompletionStage<Void> start() {
    Set<String> written = Set.of(topics.commands().name(), topics.deliveries().name());
    CompletionStage<Void> _ =
        producer
            .start(written, LEARN_WITHIN)
            .whenComplete((_, fault) -> {
              if (fault != null) { // sends go on asking
                log.atWarn()
                    .addKeyValue("reason", FaultText.of(fault))
                    .log("commands cannot be written yet");
              }
            });
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> stop() {
    return CompletableFuture.runAsync(() -> producer.close(CLOSE_WITHIN), surroundings.blocking());
  }

  @Override
  public CompletionStage<Void> append(Command command) {
    byte[] key = command.getConversation().getBytes(StandardCharsets.UTF_8);
    return send(OutboundRecord.keyed(topics.commands().name(), key, command.toByteArray()));
  }

  @Override
  public CompletionStage<Void> close(int slot, CloseSession session) {
    Delivery delivery = Delivery.newBuilder().setClose(session).build();
    int partition = topics.deliveryPartition(slot);
    return send(
        OutboundRecord.toPartition(topics.deliveries().name(), partition, delivery.toByteArray()));
  }

  private CompletionStage<Void> send(OutboundRecord record) {
    record.withRequestId(RequestId.mint(random)).withSchemaV1();
    return producer.send(record).thenApply(_ -> null);
  }
}
