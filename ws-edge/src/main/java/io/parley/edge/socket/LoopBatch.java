package io.parley.edge.socket;

import io.parley.edge.EdgeMetrics;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a batch of deliveries has for the sessions of one event loop, written in the order given.
///
/// A large one is written in slices, and between two of them the loop reads from sockets and does
/// what else it has to. All is written before anything is flushed, as far as memory allows, so each
/// socket is flushed once however many frames are for it. Owned by its event loop.
final class LoopBatch {
  /// Sockets written, or flushed, at a time: some 10 ms of an event loop.
  static final int SLICE = 1_000;

  /// What may be written and wait to be flushed.
  private static final int UNFLUSHED_MAX = 16 * SLICE;

  private static final Logger log = LoggerFactory.getLogger(LoopBatch.class);

  private final SessionLoop loop;
  private final Iterator<Piece> pieces;
  private final EdgeMetrics metrics;
  private final CompletableFuture<Integer> done = new CompletableFuture<>();

  private List<Session> audience = List.of();
  private @Nullable Copies copies;
  private int next;
  private int written;

  private final ArrayList<Session> unflushed = new ArrayList<>();
  private int flushed;
  private boolean flushing;

  private LoopBatch(SessionLoop loop, List<Piece> pieces, EdgeMetrics metrics) {
    this.loop = loop;
    this.pieces = pieces.iterator();
    this.metrics = metrics;
  }

  /// Any thread. Completes with how many copies were written, when all have been.
  static CompletableFuture<Integer> write(
      SessionLoop loop, List<Piece> pieces, EdgeMetrics metrics) {
    LoopBatch batch = new LoopBatch(loop, pieces, metrics);
    loop.execute(batch::slice);
    return batch.done;
  }

  /// What cannot be written must not keep the others from theirs, and nothing whatsoever may keep
  /// the next batch from following: one that fails is handed over again.
  private void slice() {
    try {
      writeAndFlush();
    } catch (RuntimeException | OutOfMemoryError e) {
      done.completeExceptionally(e);
    }
  }

  private void writeAndFlush() {
    if (!flushing) {
      writeSome();
      loop.takeUnflushed(unflushed);
      flushing = isWritten() || unflushed.size() >= UNFLUSHED_MAX;
    }
    if (flushing) {
      flushSome();
    }
    if (isWritten() && !flushing) {
      done.complete(written);
    } else {
      metrics.sliced();
      loop.later(this::slice);
    }
  }

  private boolean isWritten() {
    return next == audience.size() && !pieces.hasNext();
  }

  private void writeSome() {
    for (int i = 0; i < SLICE && !isWritten(); i++) {
      try {
        writeNext();
      } catch (RuntimeException | OutOfMemoryError e) {
        log.atError().setCause(e).log("a delivery could not be written to a socket");
      }
    }
  }

  private void writeNext() {
    Copies frame = copies;
    if (next < audience.size() && frame != null) {
      audience.get(next++).deliver(frame);
      written++;
      return;
    }
    switch (pieces.next()) {
      case Piece.ForSessions(var sessions, var copied) -> begin(sessions, copied);
      case Piece.ForChannel(var channel, var except, var copied) ->
          begin(loop.channels().of(channel, except), copied);
      case Piece.Single(var task) -> task.run();
    }
  }

  private void begin(List<Session> sessions, Copies copied) {
    audience = sessions;
    copies = copied;
    next = 0;
  }

  private void flushSome() {
    int room = SLICE;
    while (flushed < unflushed.size() && room > 0) {
      if (unflushed.get(flushed++).flush()) { // else it was, for this or for something else
        room--;
      }
    }
    if (flushed == unflushed.size()) {
      unflushed.clear();
      flushed = 0;
      flushing = false;
    }
  }

  /// Writes these to all of the loops; completes with how many copies that were.
  static CompletionStage<Integer> writeToAll(
      Iterable<SessionLoop> loops, List<Piece> pieces, EdgeMetrics metrics) {
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    loops.forEach(loop -> all.add(write(loop, pieces, metrics)));
    return sum(all);
  }

  static CompletionStage<Integer> sum(List<CompletableFuture<Integer>> copies) {
    return CompletableFuture.allOf(copies.toArray(CompletableFuture[]::new))
        .thenApply(_ -> copies.stream().mapToInt(CompletableFuture::join).sum());
  }
}
