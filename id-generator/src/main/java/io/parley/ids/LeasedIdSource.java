package io.parley.ids;

import io.parley.ids.IdOutcome.Refused;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Ids for services: leases a worker, keeps the lease, and mints while it is proven held. Ids of
/// one source rise strictly over its whole life; ids of all sources on one lease table differ.
///
/// Rules 1 and 2 make every id unique. Rules 3 to 5 give each worker one holder at a time, so that
/// its ids also rise in real time.
/// 1. **Ticks are leased, not only workers.** A grant says after which tick its holder may mint and
///    through which; renewals move the end on. The next holder of the worker starts after the end
///    of the one before. While the table keeps its data this alone suffices: skewed or jumping
///    clocks, a process asleep between two instructions, a suspended machine whose clocks all stood
///    still cannot make two holders share a tick.
/// 2. **A table that lost data grants only ticks beyond any that were lost.** No lease reaches
///    further than the table's own time plus one `ttl`, so the table's time at the first grant
///    after the loss, plus the quarantine, is past all of them. This holds as long as the table's
///    clock does not step back, across the loss, by more than the quarantine is longer than the
///    `ttl`.
/// 3. **A lease ends here before it ends in the table.** The holder counts by its own monotonic
///    clock (which runs on while the process is stopped), from *before* the request was sent, less
///    a safety margin. A process that slept past its lease finds it lapsed before it mints again.
/// 4. **After a loss the new holder waits.** The table cannot know who still believes in a lease.
///    By the end of a quarantine, counted by the new holder's own monotonic clock, every such
///    belief has ended by rule 3. Once a holder has waited it tells the table, and later ones need
///    not.
/// 5. **A late yes is a no.** An answer to a renewal that comes after the lease lapsed here does
///    not count.
///
/// When the wall clock steps back, minting goes on from the last tick and carries into later ones,
/// up to a bound ahead of the clock; beyond it the source refuses and says when to ask again. When
/// it jumps ahead, ids follow it up to the end of the lease and no further, so a wrong clock on one
/// host refuses rather than leading a worker into the future.
///
/// The rules are in [Tenure], minting in [MintGate], the calls to the table in [LeaseKeeper].
public final class LeasedIdSource implements IdSource {

  /// What the source needs of the world.
  ///
  /// @param nanoTime as [System#nanoTime]: monotonic, and runs on while the process is stopped
  /// @param scheduler runs the renewals; one thread is enough
  /// @param random used by one thread at a time
  public record Ports(
      WorkerLeases leases,
      InstantSource wall,
      LongSupplier nanoTime,
      ScheduledExecutorService scheduler,
      RandomGenerator random) {}

  private final MintGate gate;
  private final LeaseKeeper keeper;
  private final LeaseListener listener;

  public LeasedIdSource(LeaseTerms terms, Ports ports, LeaseListener listener) {
    this.gate = new MintGate(terms, ports.wall(), ports.nanoTime());
    this.keeper = new LeaseKeeper(terms, ports, gate, listener);
    this.listener = listener;
  }

  @Override
  public IdOutcome next() {
    IdOutcome outcome = gate.next();
    if (outcome instanceof Refused refused) {
      listener.refused(refused.reason());
    }
    return outcome;
  }

  /// What [#next] would refuse with now; empty when it would mint. For readiness; mints nothing.
  public Optional<Refused> refusal() {
    return gate.peek() instanceof Refused refused ? Optional.of(refused) : Optional.empty();
  }

  /// Begins to acquire a lease, and keeps trying until there is one. Call it once.
  public void start() {
    keeper.start();
  }

  /// Mints nothing more and gives the lease back. The stage always completes normally: when the
  /// table has answered, or after one renewal period without an answer (the lease then ends by
  /// itself).
  public CompletionStage<Void> stop() {
    return keeper.stop();
  }
}
