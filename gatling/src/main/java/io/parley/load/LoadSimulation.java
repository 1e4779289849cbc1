package io.parley.load;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import io.parley.load.plan.LoadOptions;
import io.parley.load.plan.Setting;
import io.parley.load.protocol.ParleyDsl;
import io.parley.load.protocol.ParleyProtocol;
import io.parley.load.protocol.Stage;
import io.parley.load.report.Reports;
import io.parley.load.report.Result;
import io.parley.load.scenario.Scenario;
import io.parley.load.scenario.Scenarios;
import io.parley.load.verdict.Check;
import io.parley.load.verdict.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/// The one simulation that Gatling sees: plays the scenario that the system properties name, then
/// has a last virtual user judge it. Promises and limits are requests in Gatling's report, and its
/// assertions fail with them.
public final class LoadSimulation extends Simulation {
  private static final String LIMITS = "limits";
  private static final String GENERATOR = "generator";

  /// Gatling makes the simulation and hands nothing out.
  private static final AtomicReference<Optional<Result>> LAST =
      new AtomicReference<>(Optional.empty());

  private final Scenario scenario;
  private final Stage stage;
  private volatile Instant begun = Instant.MIN;

  public LoadSimulation() {
    this.scenario = Scenarios.named(System.getProperty("scenario", ""));
    LoadOptions options =
        new LoadOptions(scenario.name(), scenario.standards(), System::getProperty);
    RandomGenerator seeded = new SplittableRandom(options.number(Setting.SEED));
    long run = RandomGenerator.getDefault().nextLong(1L << 40);
    this.stage = new Stage(options, scenario.script(options, seeded), System::nanoTime, run);
    List<PopulationBuilder> populations = new ArrayList<>(scenario.populations(stage));
    PopulationBuilder last =
        scenario("verdict").exec(ParleyDsl.judge(this::judge)).injectOpen(atOnceUsers(1));
    populations.set(0, populations.getFirst().andThen(last));
    SetUp _ =
        setUp(populations)
            .protocols(new ParleyProtocol(stage))
            .assertions(
                kept("lost"),
                kept("doubled"),
                kept("reordered"),
                kept("forgotten"),
                kept("wrong"),
                kept(LIMITS),
                kept(GENERATOR));
  }

  private static Assertion kept(String promise) {
    return details(promise).failedRequests().count().is(0L);
  }

  @Override
  public void before() {
    LAST.set(Optional.empty());
    try {
      stage.prepare();
      // Gatling makes the simulation and hands no clock in; it names the folder after this
      begun = Instant.now();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before it began", e);
    }
  }

  private void judge(ParleyDsl.Telling telling) {
    Result result = Result.of(stage, scenario.searches());
    boolean promisesKept = true;
    for (Check promise : Verdict.promises(result.delivery())) {
      telling.tell(promise.name(), 0, promise.isKept() ? "" : promise.toString());
      promisesKept &= promise.isKept();
    }
    String reasons = String.join("; ", result.verdict().reasons());
    boolean limitsBroken = promisesKept && result.verdict() instanceof Verdict.Failed;
    telling.tell(LIMITS, 0, limitsBroken ? reasons : "");
    boolean isVoid = result.verdict() instanceof Verdict.NoProof;
    telling.tell(GENERATOR, 0, isVoid && result.fails() ? reasons : "");
    LAST.set(Optional.of(result));
    try {
      Path results = Path.of(stage.options().text(Setting.RESULTS));
      // a program for a terminal, in the middle of Gatling's own output
      System.out.println(new Reports(results, "loadsimulation-", begun).write(result));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      stage.leave();
    }
  }

  @Override
  public void after() {
    stage.close();
  }

  /// Of the last run in this process; empty if it was not judged.
  static Optional<Result> lastResult() {
    return LAST.get();
  }
}
