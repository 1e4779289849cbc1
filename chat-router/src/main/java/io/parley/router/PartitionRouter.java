package io.parley.router;

import io.parley.ids.LogIdSequence;
import io.parley.runtime.kafka.InboundRecord;
import io.parley.runtime.kafka.PartitionHandler;
import io.parley.runtime.kafka.StartPosition;
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
  private final HeardMemory heard;
  private volatile boolean closed;

  /// After the last batch that was handled.
  private LogIdSequence ids;

  /// Which incarnation of the log; unknown before the first batch.
  private OptionalLong incarnation = OptionalLong.empty();

  private boolean endLost;
  private int countedConversations;
  private int countedEvents;

  PartitionRouter(int partition, StartPosition start, Lane lane, RouterTools tools) {
    this.lane = lane;
    this.tools = tools;
    this.cache = new StateCache(tools.bounds()::cachedEventsShare);
    this.heard = new HeardMemory(tools.bounds()::heardShare);
    this.ids = begin(partition, start);
    int _ = tools.bounds().openPartitions().incrementAndGet();
  }

  /// Without a last id the ids of this log begin anew; no conversation falls behind its own head.
  private LogIdSequence begin(int partition, StartPosition start) {
    if (start.offset() == 0 && start.metadata().isEmpty()) {
      return LogIdSequence.beforeFirst(partition);
    }
    return switch (LogIdSequence.resume(partition, start.metadata())) {
      case LogIdSequence.Resumed(var sequence) -> sequence;
      case LogIdSequence.Unreadable(String reason) -> {
        tools.metrics().lastIdUnknown();
        log.atWarn()
            .addKeyValue("partition", partition)
            .addKeyValue("offset", start.offset())
            .addKeyValue("reason", start.metadata().isEmpty() ? "no metadata" : reason)
            .log("nobody says the last id before this offset, so ids are counted anew");
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
    return CompletableFuture.supplyAsync(() -> begin(records), lane)
        .thenCompose(decided -> decided);
  }

  private CompletionStage<String> begin(List<CommandRecord> records) {
    requireOpen();
    // A topic that is deleted and made again has to be taken from its routers first, so one answer
    // is good for as long as this lives
    return incarnation.isPresent()
        ? run(incarnation.getAsLong(), records)
        : tools.ports().incarnation().get().thenComposeAsync(found -> run(found, records), lane);
  }

  private void requireOpen() {
    if (closed) {
      throw new CancellationException("the partition is closed");
    }
  }

  private CompletionStage<String> run(long found, List<CommandRecord> records) {
    assert lane.isCurrent();
    incarnation = OptionalLong.of(found);
    tools.metrics().batch(records.size());
    Batch batch = Batch.read(found, ids, records);
    BatchRun run = new BatchRun(batch, cache, heard, lane, tools);
    return run.run().thenApply(_ -> done(batch, run));
  }

  private String done(Batch batch, BatchRun run) {
    assert lane.isCurrent();
    if (run.endLost() && !endLost) {
      endLost = true;
      log.atWarn()
          .addKeyValue("partition", batch.after().partition())
          .log("the log has lost its end: what was stored of it stays, what comes now is new");
    }
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
