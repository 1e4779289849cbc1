package io.parley.runtime.kafka;

import io.parley.runtime.Surroundings;
import io.parley.runtime.config.Require;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Proves that Kafka works by writing a small record and reading it back, with one producer and one
/// consumer of its own for life: while Kafka is down they reconnect by themselves and hold at most
/// the records of the last deadline.
///
/// Any thread may ask. The work blocks a thread of [Surroundings#blocking()] for the deadline at
/// most; who asks while a probe runs gets the result of that one.
public final class KafkaProbe {
  private static final Duration FAREWELL = Duration.ofSeconds(1);
  private static final int FETCH_BYTES = 64 * 1_024;

  private final Clients clients;
  private final Target target;
  private final Surroundings surroundings;
  private final AtomicReference<@Nullable CompletableFuture<ProbeResult>> running =
      new AtomicReference<>();

  /// The clients a probe drives.
  record Clients(Producer<byte[], byte[]> producer, Consumer<byte[], byte[]> consumer) {}

  /// What is probed, by whom, and how patiently.
  ///
  /// @param topic where the records go; short retention is enough
  /// @param instance who asks, the key of the records
  /// @param deadline when Kafka counts as down
  public record Target(String topic, String instance, Duration deadline) {
    public Target {
      Require.filled(topic, "topic");
      Require.filled(instance, "instance");
      Require.atLeast(Duration.ofMillis(100), deadline, "deadline");
    }
  }

  KafkaProbe(Clients clients, Target target, Surroundings surroundings) {
    this.clients = clients;
    this.target = target;
    this.surroundings = surroundings;
  }

  public static KafkaProbe create(
      KafkaSettings settings, Target target, Surroundings surroundings) {
    int deadlineMs = ClientProperties.ms(target.deadline());
    Map<String, Object> producing = ClientProperties.producer(settings, "probe");
    // A probe may be written twice; without sequence numbers one that timed out leaves nothing
    // behind that the next would have to wait for
    producing.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
    producing.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    producing.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, deadlineMs);
    producing.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, deadlineMs);
    producing.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, deadlineMs);
    producing.put(ProducerConfig.BATCH_SIZE_CONFIG, 1_024);
    producing.put(ProducerConfig.BUFFER_MEMORY_CONFIG, FETCH_BYTES);
    Map<String, Object> consuming = ClientProperties.consumer(settings, "probe");
    consuming.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    consuming.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    consuming.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    consuming.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, deadlineMs / 2);
    consuming.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, deadlineMs);
    Clients clients =
        new Clients(
            new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer()),
            new KafkaConsumer<>(
                consuming, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    return new KafkaProbe(clients, target, surroundings);
  }

  /// Never fails; completes on the thread that probed.
  public CompletionStage<ProbeResult> probe() {
    CompletableFuture<ProbeResult> mine = new CompletableFuture<>();
    CompletableFuture<ProbeResult> other = running.compareAndExchange(null, mine);
    if (other != null) {
      return other.minimalCompletionStage();
    }
    try {
      surroundings.blocking().execute(() -> end(mine, writeAndRead()));
    } catch (RejectedExecutionException stopping) {
      end(mine, new ProbeResult.Down("The probe cannot run: the process is stopping."));
    }
    return mine.minimalCompletionStage();
  }

  private void end(CompletableFuture<ProbeResult> probe, ProbeResult result) {
    running.set(null);
    probe.complete(result);
  }

  /// Waits for a probe under way, for its deadline at most, and closes the clients.
  public synchronized void close() {
    clients.producer().close(FAREWELL);
    clients.consumer().close(CloseOptions.timeout(FAREWELL));
  }

  /// One at a time: consumers belong to one thread.
  private synchronized ProbeResult writeAndRead() {
    long begun = now();
    try {
      byte[] nonce = nonce();
      RecordMetadata written = write(nonce, begun);
      return read(written, nonce, begun);
    } catch (ExecutionException e) {
      return new ProbeResult.Down(inWords(e.getCause() == null ? e : e.getCause()));
    } catch (TimeoutException e) {
      return new ProbeResult.Down(noAnswer("confirm a record"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ProbeResult.Down("The probe was interrupted.");
    } catch (RuntimeException e) {
      return new ProbeResult.Down(inWords(e));
    }
  }

  private byte[] nonce() {
    return HexFormat.of()
        .toHexDigits(surroundings.random().nextLong())
        .getBytes(StandardCharsets.US_ASCII);
  }

  private RecordMetadata write(byte[] nonce, long begun)
      throws InterruptedException, ExecutionException, TimeoutException {
    byte[] key = target.instance().getBytes(StandardCharsets.UTF_8);
    return clients
        .producer()
        .send(new ProducerRecord<>(target.topic(), key, nonce))
        .get(nanosLeft(begun), TimeUnit.NANOSECONDS);
  }

  private ProbeResult read(RecordMetadata written, byte[] nonce, long begun) {
    TopicPartition partition = new TopicPartition(written.topic(), written.partition());
    clients.consumer().assign(List.of(partition));
    clients.consumer().seek(partition, written.offset());
    for (long left = nanosLeft(begun); left > 0; left = nanosLeft(begun)) {
      for (ConsumerRecord<byte[], byte[]> record :
          clients.consumer().poll(Duration.ofNanos(left)).records(partition)) {
        if (record.offset() == written.offset()) {
          return Arrays.equals(record.value(), nonce)
              ? new ProbeResult.Up(Duration.ofNanos(now() - begun))
              : new ProbeResult.Down("Kafka gave back another record than was written.");
        }
      }
    }
    return new ProbeResult.Down(noAnswer("give a record back"));
  }

  private String noAnswer(String to) {
    return "Kafka did not %s within %d ms.".formatted(to, target.deadline().toMillis());
  }

  /// By kind and not by message, which may quote addresses and credentials.
  private String inWords(Throwable failure) {
    if (failure instanceof AuthenticationException) {
      return "Kafka does not accept our credentials.";
    }
    if (failure instanceof AuthorizationException) {
      return "Kafka does not allow us to use topic %s.".formatted(target.topic());
    }
    if (failure instanceof UnknownTopicOrPartitionException
        || failure.getCause() instanceof UnknownTopicOrPartitionException) {
      return "Kafka has no topic %s.".formatted(target.topic());
    }
    if (failure instanceof org.apache.kafka.common.errors.TimeoutException) {
      return noAnswer("confirm a record");
    }
    return "Kafka failed with %s.".formatted(failure.getClass().getSimpleName());
  }

  private long nanosLeft(long begun) {
    return Math.max(0, target.deadline().toNanos() - (now() - begun));
  }

  private long now() {
    return surroundings.nanoTime().getAsLong();
  }
}
