package io.parley.router;

import io.parley.history.ConversationLog;
import io.parley.history.HistoryReader;
import io.parley.history.Inboxes;
import io.parley.history.Membership;
import io.parley.router.ChatRouter.Neighbours;
import io.parley.router.core.ConversationMachine;
import io.parley.router.core.MachineLimits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What the partitions of a router share.
///
/// @param slots of the whole process
record RouterTools(
    Ports ports,
    Rules rules,
    Bounds bounds,
    EdgeSlots slots,
    RouterMetrics metrics,
    Clocks clocks) {
  /// Does it, and notes how long it took.
  <T> CompletionStage<T> timed(RouterMetrics.Stage stage, Supplier<CompletionStage<T>> work) {
    long began = clocks.nanos().getAsLong();
    return work.get().whenComplete((_, _) -> metrics.took(stage, clocks.since(began)));
  }

  /// The same for the partitions of one lane, which keep company, and look up together who is
  /// connected.
  RouterTools on(Lane lane) {
    Company company =
        new Company(
            new SharedLookUp(ports.neighbours().sessions(), lane),
            metrics,
            work -> clocks.timer().after(Company.PATIENCE, () -> lane.execute(work)));
    Ports shared = new Ports(ports.neighbours(), ports.deliveries(), ports.incarnation(), company);
    return new RouterTools(shared, rules, bounds, slots, metrics, clocks);
  }

  /// What decides.
  record Rules(ConversationMachine machine, MachineLimits limits) {}

  /// @param incarnation asks which log it is that commands are read from
  /// @param company by way of which rounds look up who is connected
  record Ports(
      Neighbours neighbours,
      Deliveries deliveries,
      Supplier<CompletionStage<Long>> incarnation,
      Company company) {
    /// Of no lane yet ([RouterTools#on]).
    Ports(
        Neighbours neighbours, Deliveries deliveries, Supplier<CompletionStage<Long>> incarnation) {
      this(
          neighbours,
          deliveries,
          incarnation,
          new Company(neighbours.sessions(), RouterMetrics.NONE, _ -> {}));
    }

    ConversationLog log() {
      return neighbours.log();
    }

    HistoryReader history() {
      return neighbours.history();
    }

    Inboxes inboxes() {
      return neighbours.inboxes();
    }

    Membership membership() {
      return neighbours.membership();
    }
  }

  /// @param cachedEvents of all partitions together
  /// @param conversationsAtOnce of all partitions together
  /// @param openPartitions which share in both evenly
  /// @param patienceWithEdges how long a batch tries to tell an edge
  record Bounds(
      int cachedEvents,
      int conversationsAtOnce,
      AtomicInteger openPartitions,
      Duration patienceWithEdges) {
    private static final int HEARD_MAX = 65_536;

    /// How many events one partition may keep.
    int cachedEventsShare() {
      return cachedEvents / Math.max(1, openPartitions.get());
    }

    /// Of how many conversations of a kind one partition remembers what it has told.
    int heardShare() {
      return Math.max(1, HEARD_MAX / Math.max(1, openPartitions.get()));
    }

    /// How many conversations one partition may have under way.
    int conversationsShare() {
      return Math.max(1, conversationsAtOnce / Math.max(1, openPartitions.get()));
    }
  }

  /// @param wall for the hour in which something is stored, and for how late it is
  /// @param nanos for durations
  record Clocks(InstantSource wall, LongSupplier nanos, Timer timer) {
    Duration since(long nanosBefore) {
      return Duration.ofNanos(nanos.getAsLong() - nanosBefore);
    }
  }
}
