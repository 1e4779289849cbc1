package io.parley.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// Sockets that say hello and then nothing but heartbeats: connects them as fast as it goes, leaves
/// them alone, closes them, and reads the edge's CPU and memory in between.
///
/// Some are there before and stay, so that what is read is what one more costs, and not code and
/// pools that the first ones fill.
final class SocketBenchmark {
  private static final int THERE_BEFORE = 1_000;

  /// After sockets were closed, for those who are told of it.
  private static final long SETTLE_MS = 5_000;

  private final PrintStream out;
  private final Plan.Idle plan;
  private final long runInMs;

  SocketBenchmark(PrintStream out, Plan.Idle plan, int runInSeconds) {
    this.out = out;
    this.plan = plan;
    this.runInMs = TimeUnit.SECONDS.toMillis(runInSeconds);
  }

  /// @param prefix of user ids
  /// @param minutes how long the sockets are left alone
  SocketResult measure(Target target, Crowd crowd, String prefix, long minutes)
      throws IOException, InterruptedException, ExecutionException {
    int count = plan.sockets();
    out.println("making " + (THERE_BEFORE + count) + " accounts");
    List<LoadSocket.Person> people = target.people(prefix, THERE_BEFORE + count);
    List<LoadSocket.Person> later = people.subList(THERE_BEFORE, people.size());
    runIn(crowd, people.subList(0, THERE_BEFORE));
    int refused = crowd.refused();
    long edge = Objects.requireNonNull(target.processes().get(target.edge()));

    ProcessMemory heldBefore = ProcessMemory.collected(edge);
    out.println("leaving the first " + THERE_BEFORE + " alone");
    Usage before = atRest(target, 1);
    out.println("connecting " + count + ", " + plan.atOnce() + " at once");
    Usage begun = Usage.asItBegins(target, false);
    List<LoadSocket> sockets = crowd.connect(later, plan.atOnce());
    Usage connecting = Usage.asItEnds(target, false).since(begun);
    out.println("leaving them alone");
    LoadRun.pass(SETTLE_MS);
    Usage idle = atRest(target, minutes);
    ProcessMemory heldIdle = ProcessMemory.collected(edge);
    crowd.leave(sockets);
    out.println("leaving the first " + THERE_BEFORE + " alone");
    LoadRun.pass(SETTLE_MS);
    ProcessMemory heldAfter = ProcessMemory.collected(edge);
    Usage after = atRest(target, 1);
    out.println("connecting and closing as many again");
    crowd.leave(crowd.connect(later, plan.atOnce()));
    LoadRun.pass(SETTLE_MS);
    return new SocketResult(
        count,
        target.edge(),
        new SocketResult.Cpu(before, connecting, idle, after),
        new SocketResult.Memory(heldBefore, heldIdle, heldAfter, ProcessMemory.collected(edge)),
        crowd.tally().socketsLost,
        crowd.refused() - refused);
  }

  /// The first come and go, for the compilers, until they stay.
  private void runIn(Crowd crowd, List<LoadSocket.Person> first)
      throws IOException, InterruptedException, ExecutionException {
    out.println("running in");
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(runInMs);
    List<LoadSocket> sockets = crowd.connect(first, plan.atOnce());
    while (System.nanoTime() - until < 0) {
      crowd.leave(sockets);
      sockets = crowd.connect(first, plan.atOnce());
    }
    LoadRun.pass(SETTLE_MS);
  }

  private static Usage atRest(Target target, long minutes)
      throws IOException, InterruptedException {
    Usage begun = Usage.asItBegins(target, false);
    LoadRun.pass(TimeUnit.MINUTES.toMillis(minutes));
    return Usage.asItEnds(target, false).since(begun);
  }
}
