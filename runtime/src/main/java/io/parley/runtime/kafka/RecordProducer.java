package io.parley.runtime.kafka;

import io.parley.runtime.Surroundings;
import io.parley.runtime.kafka.ProduceRefusedException.Reason;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Sends records to Kafka without ever making its caller wait.
///
/// - **Guarantee:** a stage that completes with a position means that all replicas in sync have the
///   record. A stage that fails with [ProduceRefusedException] means that it was never sent; with
///   anything else, that it may or may not be in the log.
/// - **Order:** records one thread sends to one partition are in the log in that order, except
///   around one that failed.
/// - **Company:** records wait for others to share a request with, as long as the settings say
///   (`linger`). One that comes alone goes at once: nothing else is in flight, and nothing was sent
///   for as long. While it is on its way nothing lingers.
/// - **Bound:** beyond the records or bytes in flight that the settings allow, a send is refused at
///   once.
/// - **Threads:** any may send. Stages complete on the producer's one I/O thread: what is chained
///   to them must be short and must not block, or nothing is sent meanwhile. A refusal completes on
///   the sender's thread.
public final class RecordProducer {
  private static final Duration LOOK_FOR_METADATA_EVERY = Duration.ofMillis(20);

  private final Producer<byte[], byte[]> producer;
  private final ProducerSettings settings;
  private final Surroundings surroundings;
  private final ProducerMetrics metrics;
  private final AtomicLong recordsInFlight = new AtomicLong();
  private final AtomicLong bytesInFlight = new AtomicLong();
  private final long lingerNanos;
  private final AtomicLong lastSentAt;
  private final AtomicBoolean hurrying = new AtomicBoolean();
  private volatile boolean closed;

  RecordProducer(
      Producer<byte[], byte[]> producer,
      ProducerSettings settings,
      Surroundings surroundings,
      ProducerMetrics metrics) {
    this.producer = producer;
    this.settings = settings;
    this.surroundings = surroundings;
    this.metrics = metrics;
    // Kafka counts whole milliseconds
    this.lingerNanos = TimeUnit.MILLISECONDS.toNanos(settings.linger().toMillis());
    this.lastSentAt = new AtomicLong(now() - lingerNanos);
  }

  /// A producer with an I/O thread of its own, which connects in the background. `use` tells the
  /// clients of one process apart in brokers' logs.
  public static RecordProducer create(
      KafkaSettings settings, String use, Surroundings surroundings, ProducerMetrics metrics) {
    Map<String, Object> properties = ClientProperties.producer(settings, use);
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    return new RecordProducer(producer, settings.producer(), surroundings, metrics);
  }

  /// Learns where the partitions of these topics are; until then, sends to them are refused.
  /// Completes on the timer, and fails when some are not known in time.
  public CompletionStage<Void> start(Set<String> topics, Duration within) {
    CompletableFuture<Void> started = new CompletableFuture<>();
    long until = now() + within.toNanos();
    learn(new HashSet<>(topics), until, started);
    return started.minimalCompletionStage();
  }

  private void learn(Set<String> topics, long until, CompletableFuture<Void> started) {
    try {
      topics.removeIf(this::isKnown);
      if (topics.isEmpty()) {
        started.complete(null);
      } else if (now() - until >= 0) {
        started.completeExceptionally(
            new ProduceRefusedException(
                String.join(", ", topics), Reason.NO_METADATA, settings.retryAfter(), null));
      } else {
        Future<?> _ =
            surroundings
                .timer()
                .schedule(
                    () -> learn(topics, until, started),
                    LOOK_FOR_METADATA_EVERY.toMillis(),
                    TimeUnit.MILLISECONDS);
      }
    } catch (RuntimeException e) {
      started.completeExceptionally(e);
    }
  }

  /// With nothing to wait for (`max.block.ms` is 0), asking for a topic not known yet fails at once
  /// and makes the I/O thread find out.
  private boolean isKnown(String topic) {
    try {
      return !producer.partitionsFor(topic).isEmpty();
    } catch (TimeoutException notYet) {
      return false;
    }
  }

  /// Never blocks and never throws.
  public CompletionStage<RecordPosition> send(OutboundRecord record) {
    int bytes = record.sizeBytes();
    if (closed) {
      return CompletableFuture.failedStage(refusal(record.topic(), Reason.CLOSED, null));
    }
    if (!reserve(bytes)) {
      return CompletableFuture.failedStage(
          refusal(record.topic(), Reason.TOO_MUCH_IN_FLIGHT, null));
    }
    InFlight inFlight = new InFlight(record.topic(), bytes);
    metrics.sent(record.topic(), bytes);
    try {
      // The callback tells all that the future would
      Future<RecordMetadata> _ = producer.send(record.forKafka(), inFlight);
    } catch (RuntimeException e) {
      // Thrown instead of, not besides, a call of the callback
      inFlight.failed(e);
    }
    inFlight.taken = true;
    if (isAlone(inFlight)) {
      hurry();
    }
    return inFlight.result.minimalCompletionStage();
  }

  private boolean isAlone(InFlight inFlight) {
    if (lingerNanos == 0) {
      return false;
    }
    long before = lastSentAt.getAndSet(inFlight.sentAt);
    return inFlight.sentAt - before >= lingerNanos
        && recordsInFlight.get() == 1
        && !inFlight.result.isDone();
  }

  private void hurry() {
    if (hurrying.compareAndSet(false, true)) {
      try {
        surroundings.blocking().execute(this::letNothingLinger);
      } catch (RejectedExecutionException e) {
        // the process ends; the record lingers
        hurrying.set(false);
      }
    }
  }

  /// Kafka has no other word for it than one that waits until all in flight is confirmed.
  private void letNothingLinger() {
    try {
      producer.flush();
    } catch (InterruptException e) {
      // the process ends; the record is confirmed or fails by itself
    } finally {
      hurrying.set(false);
    }
  }

  /// Refuses new records, waits until those in flight are confirmed or `within` is over, and fails
  /// what is left. Blocks the caller: for the thread that ends the process.
  public void close(Duration within) {
    closed = true;
    producer.close(within);
  }

  private long now() {
    return surroundings.nanoTime().getAsLong();
  }

  private boolean reserve(int bytes) {
    if (recordsInFlight.incrementAndGet() > settings.maxInFlightRecords()) {
      recordsInFlight.decrementAndGet();
      return false;
    }
    if (bytesInFlight.addAndGet(bytes) > settings.maxInFlightBytes().bytes()) {
      release(bytes);
      return false;
    }
    return true;
  }

  private void release(int bytes) {
    recordsInFlight.decrementAndGet();
    bytesInFlight.addAndGet(-bytes);
  }

  private ProduceRefusedException refusal(String topic, Reason reason, @Nullable Throwable cause) {
    metrics.refused(topic, reason);
    return new ProduceRefusedException(topic, reason, settings.retryAfter(), cause);
  }

  /// One record between its send and its confirmation.
  private final class InFlight implements Callback {
    private final CompletableFuture<RecordPosition> result = new CompletableFuture<>();
    private final long senderThread = Thread.currentThread().threadId();
    private final long sentAt = now();
    private final String topic;
    private final int bytes;
    // Set by the sender, and read by a callback only while on the sender's thread
    private boolean taken;

    InFlight(String topic, int bytes) {
      this.topic = topic;
      this.bytes = bytes;
    }

    @Override
    public void onCompletion(RecordMetadata metadata, @Nullable Exception failure) {
      if (failure != null) {
        failed(failure);
        return;
      }
      release(bytes);
      long took = now() - sentAt;
      metrics.confirmed(topic, bytes, Duration.ofNanos(took));
      result.complete(
          new RecordPosition(topic, metadata.partition(), metadata.offset(), metadata.timestamp()));
    }

    void failed(Exception failure) {
      release(bytes);
      metrics.failed(topic, bytes);
      result.completeExceptionally(meaning(failure));
    }

    /// A timeout while send() is still on the stack is not one: it would have had to wait for room
    /// or for metadata, and was not let. Later ones are deliveries that nobody confirmed.
    private Exception meaning(Exception failure) {
      boolean withinSend = Thread.currentThread().threadId() == senderThread && !taken;
      if (withinSend && failure instanceof BufferExhaustedException) {
        return refusal(topic, Reason.BUFFER_FULL, failure);
      }
      if (withinSend && failure instanceof TimeoutException) {
        return refusal(topic, Reason.NO_METADATA, failure);
      }
      if (withinSend && failure instanceof IllegalStateException && closed) {
        return refusal(topic, Reason.CLOSED, failure);
      }
      return failure;
    }
  }
}
