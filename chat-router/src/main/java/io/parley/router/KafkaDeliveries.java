package io.parley.router;

import io.parley.protocol.Topics;
import io.parley.protocol.v1.Delivery;
import io.parley.runtime.RequestId;
import io.parley.runtime.kafka.OutboundRecord;
import io.parley.runtime.kafka.RecordProducer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deliveries as records of the topic of that name.
final class KafkaDeliveries implements Deliveries {
  private static final Logger log = LoggerFactory.getLogger(KafkaDeliveries.class);

  private final RecordProducer producer;
  private final Topics topics;

  KafkaDeliveries(RecordProducer producer, Topics topics) {
    this.producer = producer;
    this.topics = topics;
  }

  @Override
  public CompletionStage<?> send(int slot, Delivery delivery, Optional<RequestId> requestId) {
    if (slot < 0 || slot >= topics.edgeSlots()) {
      // No edge can have written or leased it, so nobody waits there
      log.atWarn().addKeyValue("slot", slot).log("no such edge slot");
      return CompletableFuture.completedStage(null);
    }
    OutboundRecord record =
        OutboundRecord.toPartition(
                topics.deliveries().name(), topics.deliveryPartition(slot), delivery.toByteArray())
            .withSchemaV1();
    return producer.send(requestId.map(record::withRequestId).orElse(record));
  }
}
