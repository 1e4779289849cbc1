package io.parley.benchmarks.micro;

import io.parley.ids.IdOutcome;
import io.parley.ids.LeaseListener;
import io.parley.ids.LeaseTerms;
import io.parley.ids.LeasedIdSource;
import io.parley.ids.LogIdSequence;
import io.parley.ids.WorkerLease;
import io.parley.ids.WorkerLeases;
import io.parley.testing.ManualClock;
import io.parley.testing.ManualExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/// Ids: those that a service mints under its lease, and those that records take from the log.
public class IdBenchmark {
  /// A source with a lease, shared by all threads. It reads the real clocks, as in a service.
  @State(Scope.Benchmark)
  public static class Leased {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final LeaseTerms TERMS =
        new LeaseTerms(
            LONG, LONG, Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofSeconds(1));

    private final LeasedIdSource source;

    public Leased() {
      ManualExecutor beats = new ManualExecutor(ManualClock.atStart());
      source =
          new LeasedIdSource(
              TERMS,
              new LeasedIdSource.Ports(
                  new OneForAll(),
                  new FastClock(),
                  System::nanoTime,
                  beats,
                  RandomGenerator.of("L64X128MixRandom")),
              LeaseListener.NONE);
      source.start();
      beats.runDue();
    }

    long mint() {
      return switch (source.next()) {
        case IdOutcome.Minted(long id) -> id;
        case IdOutcome.Refused refused -> throw new IllegalStateException(refused.toString());
      };
    }
  }

  /// What a partition counts.
  @State(Scope.Thread)
  public static class Log {
    private static final int RECORDS_A_TICK = 16;

    private LogIdSequence sequence = LogIdSequence.beforeFirst(2);
    private int records;

    long next() {
      sequence = sequence.next(Samples.AT_MS + records++ / RECORDS_A_TICK);
      return sequence.lastId();
    }
  }

  @Benchmark
  public long mint(Leased leased) {
    return leased.mint();
  }

  @Benchmark
  @Threads(2)
  public long mintByTwo(Leased leased) {
    return leased.mint();
  }

  @Benchmark
  public long ofRecord(Log log) {
    return log.next();
  }

  /// The real one, ahead of itself: at its own pace the layout's 4,096 ids a millisecond would be
  /// all that is measured.
  private static final class FastClock implements InstantSource {
    private static final int TIMES = 32;

    private final long start = System.currentTimeMillis();

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis());
    }

    @Override
    public long millis() {
      return start + (System.currentTimeMillis() - start) * TIMES;
    }
  }

  /// Grants a lease that lasts longer than any run.
  private static final class OneForAll implements WorkerLeases {
    @Override
    public CompletionStage<AcquireOutcome> acquire(AcquireRequest request) {
      WorkerLease lease = new WorkerLease(request.firstWorker(), 1, request.holder(), "benchmark");
      return CompletableFuture.completedStage(
          new AcquireOutcome.Granted(lease, 0, Long.MAX_VALUE, true));
    }

    @Override
    public CompletionStage<RenewOutcome> renew(WorkerLease lease, Duration ttl, boolean settle) {
      return CompletableFuture.completedStage(new RenewOutcome.Renewed(Long.MAX_VALUE));
    }

    @Override
    public CompletionStage<ReleaseOutcome> release(WorkerLease lease, long lastTick) {
      return CompletableFuture.completedStage(ReleaseOutcome.RELEASED);
    }
  }
}
