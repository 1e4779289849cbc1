package io.parley.runtime.kafka;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Handlers that take a few milliseconds on other threads and fail now and then, shared by several
/// loops. They write down what they handled, and what must never be, where they see it.
final class HandlingLog implements PartitionHandlerFactory {
  private static final int FAIL_EVERY = 37;

  /// The numbers of the records handled, by their offsets.
  private final Map<LogPartition, ConcurrentSkipListMap<Long, Integer>> handled =
      new ConcurrentHashMap<>();

  final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
  final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger batches = new AtomicInteger();
  private final ScheduledExecutorService executor;

  HandlingLog(ScheduledExecutorService executor) {
    this.executor = executor;
  }

  @Override
  public PartitionHandler open(LogPartition partition, StartPosition start) {
    opened.incrementAndGet();
    ConcurrentSkipListMap<Long, Integer> done = handledOf(partition);
    if (done.headMap(start.offset()).size() != start.offset()) {
      faults.add("%s was committed to %d ahead of handling".formatted(partition, start.offset()));
    }
    String expected = start.offset() == 0 ? "" : Long.toString(start.offset() - 1);
    if (!start.metadata().equals(expected)) {
      faults.add("%s: metadata %s at %d".formatted(partition, start.metadata(), start.offset()));
    }
    return new OrderedHandler(partition, start.offset());
  }

  int total() {
    return handled.values().stream().mapToInt(Map::size).sum();
  }

  /// The number of the record handled from there; null when none was.
  @Nullable Integer numberAt(RecordPosition at) {
    return handledOf(new LogPartition(at.topic(), at.partition())).get(at.offset());
  }

  private ConcurrentSkipListMap<Long, Integer> handledOf(LogPartition partition) {
    return handled.computeIfAbsent(partition, _ -> new ConcurrentSkipListMap<>());
  }

  private final class OrderedHandler implements PartitionHandler {
    private final LogPartition partition;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile long next;

    OrderedHandler(LogPartition partition, long next) {
      this.partition = partition;
      this.next = next;
    }

    @Override
    public CompletionStage<String> handle(List<InboundRecord> batch) {
      if (underWay.incrementAndGet() > 1) {
        faults.add(partition + ": two batches at once");
      }
      CompletableFuture<String> result = new CompletableFuture<>();
      ScheduledFuture<?> _ =
          executor.schedule(
              () -> finish(batch, result), 1 + batch.size() % 4, TimeUnit.MILLISECONDS);
      return result;
    }

    private void finish(List<InboundRecord> batch, CompletableFuture<String> result) {
      underWay.decrementAndGet();
      if (batches.incrementAndGet() % FAIL_EVERY == 0) {
        result.completeExceptionally(new IllegalStateException("now and then"));
        return;
      }
      for (InboundRecord record : batch) {
        if (record.offset() != next) {
          faults.add("%s: %d (expected: %d)".formatted(partition, record.offset(), next));
        }
        next = record.offset() + 1;
        int number = Integer.parseInt(new String(record.value(), StandardCharsets.UTF_8));
        handledOf(partition).put(record.offset(), number);
      }
      result.complete(Long.toString(next - 1));
    }
  }
}
