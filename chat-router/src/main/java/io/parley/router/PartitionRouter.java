package io.parley.router;

import io.parley.ids.LogIdSequence;
import io.parley.runtime.kafka.InboundRecord;
import io.parley.runtime.kafka.PartitionHandler;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides one partition of the command log, for as long as this process has it. It may outlive
/// that without harm: another router that takes the partition over decides alike.
///
/// [#handle] may be called on any thread; everything else happens on the lane.
final class PartitionRouter implements PartitionHandler {
  private static final Logger log = LoggerFactory.getLogger(PartitionRouter.class);

  private final Lane lane;
  private final RouterTools tools;
  private final StateCache cache;
  private volatile boolean closed;

  /// After the last batch that was handled.
  private LogIdSequence ids;

  /// Which incarnation of the log; unknown before the first batch.
  private OptionalLong incarnation = OptionalLong.empty();

  private int countedConversations;
  private int countedEvents;

  /// @param metadata of the last commit
  PartitionRouter(int partition, String metadata, Lane lane, RouterTools tools) {
    this.lane = lane;
    this.tools = tools;
    this.cache = new StateCache(tools.bounds().cachedEvents());
    this.ids = begin(partition, metadata);
    int _ = tools.bounds().openPartitions().incrementAndGet();
  }

  /// Without a last id the ids of this log begin anew; no conversation falls behind its own head.
  private static LogIdSequence begin(int partition, String metadata) {
    if (metadata.isEmpty()) {
      return LogIdSequence.beforeFirst(partition);
    }
    return switch (LogIdSequence.resume(partition, metadata)) {
      case LogIdSequence.Resumed(var sequence) -> sequence;
      case LogIdSequence.Unreadable(String reason) -> {
        log.atWarn()
            .addKeyValue("partition", partition)
            .addKeyValue("reason", reason)
            .log("the committed offset does not say the last id");
        yield LogIdSequence.beforeFirst(partition);
      }
    };
  }

  @Override
  public CompletionStage<String> handle(List<InboundRecord> batch) {
    return decide(batch.stream().map(CommandRecord::of).toList());
  }

  /// Completes on the lane with what is to be committed.
  CompletionStage<String> decide(List<CommandRecord> records) {
    return CompletableFuture.runAsync(this::requireOpen, lane)
        .thenCompose(_ -> whichLog())
        .thenComposeAsync(found -> run(found, records), lane);
  }

  private void requireOpen() {
    if (closed) {
      throw new CancellationException("the partition is closed");
    }
  }

  /// A topic that is deleted and made again has to be taken from its routers first, so one answer
  /// is good for as long as this lives.
  private CompletionStage<Long> whichLog() {
    return incarnation.isPresent()
        ? CompletableFuture.completedStage(incarnation.getAsLong())
        : tools.ports().incarnation().get();
  }

  private CompletionStage<String> run(long found, List<CommandRecord> records) {
    assert lane.isCurrent();
    incarnation = OptionalLong.of(found);
    tools.metrics().batch(records.size());
    Batch batch = Batch.read(found, ids, records);
    BatchRun run = new BatchRun(batch, cache, lane, tools);
    return run.run().thenApplyAsync(_ -> done(batch, run), lane);
  }

  private String done(Batch batch, BatchRun run) {
    run.states().forEach(cache::put);
    if (!closed) {
      countCache(cache.conversations(), cache.events());
    }
    ids = batch.after();
    return ids.metadata();
  }

  private void countCache(int conversations, int events) {
    tools.metrics().cacheChanged(conversations - countedConversations, events - countedEvents);
    countedConversations = conversations;
    countedEvents = events;
  }

  /// A batch under way goes on to its end: stopping between its effects would gain nothing, since
  /// whoever comes next has to be able to begin anywhere.
  @Override
  public void close() {
    closed = true;
    int _ = tools.bounds().openPartitions().decrementAndGet();
    lane.execute(() -> countCache(0, 0));
  }
}
