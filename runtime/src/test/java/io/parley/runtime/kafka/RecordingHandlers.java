package io.parley.runtime.kafka;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Handlers that remember what they are given and end their batches when the test says so.
final class RecordingHandlers implements PartitionHandlerFactory {
  private final Map<LogPartition, Recording> recordings = new HashMap<>();
  private int failOpening;

  /// All that one partition's handlers have seen, over re-assignments.
  static final class Recording {
    final List<StartPosition> starts = new ArrayList<>();
    final List<List<Long>> batches = new ArrayList<>();
    int closed;
    private final Deque<CompletableFuture<String>> underWay = new ArrayDeque<>();

    /// Offsets in the order in which they were handed over.
    List<Long> offsets() {
      return batches.stream().flatMap(List::stream).toList();
    }

    int underWay() {
      return underWay.size();
    }

    void handled(String metadata) {
      underWay.removeFirst().complete(metadata);
    }

    void failed(Exception failure) {
      underWay.removeFirst().completeExceptionally(failure);
    }
  }

  Recording of(LogPartition partition) {
    return recordings.computeIfAbsent(partition, _ -> new Recording());
  }

  void failOpening(int times) {
    failOpening = times;
  }

  @Override
  public PartitionHandler open(LogPartition partition, StartPosition start) {
    if (failOpening > 0) {
      failOpening--;
      throw new IllegalStateException("not now");
    }
    Recording recording = of(partition);
    recording.starts.add(start);
    return new PartitionHandler() {
      @Override
      public CompletionStage<String> handle(List<InboundRecord> batch) {
        recording.batches.add(batch.stream().map(InboundRecord::offset).toList());
        CompletableFuture<String> handling = new CompletableFuture<>();
        recording.underWay.add(handling);
        return handling;
      }

      @Override
      public void close() {
        recording.closed++;
      }
    };
  }
}
