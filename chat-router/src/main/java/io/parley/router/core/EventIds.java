package io.parley.router.core;

import com.google.protobuf.Timestamp;
import io.parley.ids.LogIdSequence;
import io.parley.ids.SnowflakeLayout;
import java.time.Instant;

/// Ids of events, and the time they tell.
final class EventIds {
  private EventIds() {}

  /// The id that the record took in the log; the next one after the head where that is not above
  /// it, as after the log was recreated, its metadata lost, or its partitions changed. Ids and what
  /// is left of them without the worker (the write timestamps) both rise.
  static long next(ConversationState state, LoggedCommand command) {
    long head = state.headId();
    long headTick = SnowflakeLayout.tick(head);
    long tick = SnowflakeLayout.tick(command.logId());
    int own = command.position().partition();
    boolean sameWorker = SnowflakeLayout.worker(head) == own;
    if (head == 0 || tick > headTick || (sameWorker && command.logId() > head)) {
      return command.logId();
    }
    return sameWorker
        ? new LogIdSequence(own, head).next(-1).lastId()
        : SnowflakeLayout.compose(headTick + 1, own, 0);
  }

  static long firstAt(long ms) {
    return SnowflakeLayout.firstIdAt(Instant.ofEpochMilli(Math.max(0, ms)));
  }

  /// The log's time, as the id says it.
  static Timestamp timeOf(long id) {
    Instant at = SnowflakeLayout.timestamp(id);
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }

  /// The log's time, as the id says it, in milliseconds since 1970.
  static long msOf(long id) {
    return SnowflakeLayout.EPOCH.toEpochMilli() + SnowflakeLayout.tick(id);
  }

  /// In milliseconds since 1970.
  static long msOf(Timestamp at) {
    return at.getSeconds() * 1_000 + at.getNanos() / 1_000_000;
  }
}
