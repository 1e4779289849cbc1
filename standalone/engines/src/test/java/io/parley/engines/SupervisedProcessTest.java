package io.parley.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engines.SupervisedProcess.Rhythm;
import io.parley.engines.SupervisedProcess.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SupervisedProcessTest {
  private static final Duration PROBE = Duration.ofMillis(5);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Rhythm QUICK =
      new Rhythm(PROBE, Duration.ofMillis(1), Duration.ofMillis(4), HOUR);

  private final Deaths deaths = new Deaths();
  private final Set<Long> childrenBefore = children();
  private @Nullable SupervisedProcess process;

  @TempDir private Path folder;

  @AfterEach
  void stop() throws InterruptedException {
    if (process != null) {
      process.stop();
    }
  }

  @Test
  void becomesReadyWhenItAnswers() throws Exception {
    SupervisedProcess it = supervised(Script.of(folder, Script.STAYS));
    assertEquals(new SupervisedProcess.Status(State.STOPPED, null, 0, null), it.status());

    Duration took = ready(it.start());

    assertTrue(took.isPositive(), took.toString());
    assertEquals(State.READY, it.status().state());
    assertTrue(ProcessHandle.of(pid(it)).orElseThrow().isAlive());
    assertEquals(
        List.of(pid(it)), ProcessLedger.read(ledger()).stream().map(e -> e.pid()).toList());
  }

  @Test
  void deathBeforeReadyFailsTheStartWithItsLastLines() {
    SupervisedProcess it =
        supervised(Script.of(folder, "for i in 1 2 3; do echo line $i; done; exit 3"));

    String fault = faultOf(it.start());

    assertEquals(
        "script did not start: it ended with exit code 3\n  line 1\n  line 2\n  line 3", fault);
    assertEquals(new SupervisedProcess.Status(State.STOPPED, null, 0, 3), it.status());
  }

  @Test
  void silenceFailsTheStartAndEndsTheProcess() {
    Script mute = new Script(folder, "exec sleep 600", Duration.ofMillis(100), Script.LONG);
    SupervisedProcess it = supervised(mute);

    assertTrue(faultOf(it.start()).startsWith("script did not start: it did not answer within"));
    assertNoNewChildren();
  }

  @Test
  void faultOfThePreparationIsTheReasonOfTheFailedStart() {
    ProcessPlan plan =
        Script.of(folder, Script.STAYS)
            .planOf(() -> {
              throw new IOException("Kafka is not built");
            });

    assertEquals("script did not start: Kafka is not built", faultOf(supervised(plan).start()));
  }

  @Test
  void missingProgramFailsTheStart() {
    ProcessPlan plan = Script.of(folder, "").planOf(() -> List.of("/no/such/program"));

    String fault = faultOf(supervised(plan).start());

    assertTrue(fault.contains("/no/such/program"), fault);
  }

  @Test
  void failedStartCanBeTriedAgainAtOnce() throws Exception {
    AtomicInteger starts = new AtomicInteger();
    Script script = Script.of(folder, Script.STAYS);
    SupervisedProcess it =
        supervised(
            script.planOf(() ->
                List.of("sh", "-c", starts.getAndIncrement() == 0 ? "exit 1" : script.text())));

    String _ = faultOf(it.start());
    Duration _ = ready(it.start());

    assertEquals(State.READY, it.status().state());
  }

  @Test
  void processThatCannotBeWrittenDownIsNotLeftRunning() throws Exception {
    Path file = Files.writeString(folder.resolve("a-file"), "");
    ProcessLedger unwritable = new ProcessLedger(file.resolve("processes"));
    SupervisedProcess it =
        new SupervisedProcess(Script.of(folder, Script.STAYS).plan(), unwritable, deaths, QUICK);

    String fault = faultOf(it.start());

    assertTrue(fault.startsWith("script did not start: it cannot be written down"), fault);
    assertNoNewChildren();
  }

  @Test
  void exceptionOfTheProbeFailsTheStartAndLeavesNothingRunning() {
    ProcessPlan plan = Script.of(folder, Script.STAYS).plan();
    ProcessPlan broken =
        new ProcessPlan(
            plan.name(),
            plan.preparation(),
            plan.environment(),
            plan.out(),
            plan.logs(),
            () -> {
              throw new IllegalArgumentException("unsupported URI");
            },
            plan.startWithin(),
            plan.stopWithin());
    SupervisedProcess it = supervised(broken);

    assertEquals("script is not watched any more: unsupported URI", faultOf(it.start()));
    assertEquals(State.STOPPED, it.status().state());
    assertNoNewChildren();
  }

  @Test
  void killedProcessIsStartedAgainAndTheListenerTold() throws Exception {
    SupervisedProcess it = supervised(Script.of(folder, Script.STAYS));
    Duration _ = ready(it.start());
    long first = pid(it);

    it.kill();
    it.awaitReady(Script.LONG);

    assertNotEquals(first, pid(it));
    assertEquals(
        new Deaths.Heard(
            "script", 137, "it ended with exit code 137", List.of("here"), Duration.ofMillis(1)),
        deaths.next());
    assertEquals(1, it.status().restarts());
    assertEquals(137, it.status().lastExit());
  }

  @Test
  void pauseBeforeARestartDoublesUpToItsBound() throws Exception {
    SupervisedProcess it = supervised(readyOnceThenDying());
    Duration _ = ready(it.start());

    it.kill();

    assertEquals(
        List.of(1L, 2L, 4L, 4L), deaths.nextPauses(4).stream().map(Duration::toMillis).toList());
  }

  @Test
  void longLifeBeginsTheSeriesOfPausesAnew() throws Exception {
    Rhythm everyLifeIsLong =
        new Rhythm(PROBE, QUICK.backoffMin(), QUICK.backoffMax(), Duration.ZERO);
    SupervisedProcess it = supervised(readyOnceThenDying(), everyLifeIsLong);
    Duration _ = ready(it.start());

    it.kill();

    assertEquals(
        List.of(1L, 1L, 1L), deaths.nextPauses(3).stream().map(Duration::toMillis).toList());
  }

  @Test
  void stopAsksAndForgets() throws Exception {
    Script script = Script.of(folder, Script.POLITE);
    SupervisedProcess it = supervised(script);
    Duration _ = ready(it.start());

    it.stop();

    assertEquals("bye\n", script.said());
    assertEquals(new SupervisedProcess.Status(State.STOPPED, null, 0, null), it.status());
    assertEquals(List.of(), ProcessLedger.read(ledger()));
  }

  @Test
  void stopKillsAProcessThatDoesNotHear() throws Exception {
    SupervisedProcess it =
        supervised(new Script(folder, Script.DEAF, Script.LONG, Duration.ofMillis(50)));
    Duration _ = ready(it.start());

    it.stop();

    assertEquals(State.STOPPED, it.status().state());
    assertNoNewChildren();
  }

  @Test
  void stopWhileItStartsFailsTheStart() throws Exception {
    CountDownLatch starting = new CountDownLatch(1);
    Script mute = Script.of(folder, "exec sleep 600");
    SupervisedProcess it =
        supervised(
            mute.planOf(() -> {
              starting.countDown();
              return List.of("sh", "-c", mute.text());
            }));
    CompletableFuture<Duration> start = it.start();
    assertTrue(starting.await(10, TimeUnit.SECONDS));

    it.stop();

    assertEquals("script was stopped", faultOf(start));
    assertNoNewChildren();
  }

  @Test
  void stopWhileItPreparesNeverForks() throws Exception {
    CountDownLatch preparing = new CountDownLatch(1);
    CountDownLatch prepared = new CountDownLatch(1);
    Script script = Script.of(folder, Script.STAYS);
    SupervisedProcess it =
        supervised(
            script.planOf(() -> {
              preparing.countDown();
              prepared.await();
              return List.of("sh", "-c", script.text());
            }));
    CompletableFuture<Duration> start = it.start();
    preparing.await();

    Thread stopping = Thread.ofPlatform().start(() -> stopQuietly(it));
    while (stopping.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    prepared.countDown();
    stopping.join();

    assertEquals("script was stopped", faultOf(start));
    assertFalse(Files.exists(script.out()));
  }

  @Test
  void stopEndsThePauseBeforeARestart() throws Exception {
    SupervisedProcess it =
        supervised(Script.of(folder, Script.STAYS).plan(), new Rhythm(PROBE, HOUR, HOUR, HOUR));
    Duration _ = ready(it.start());
    it.kill();
    assertEquals(HOUR, deaths.next().restartIn());

    it.stop();

    assertEquals(new SupervisedProcess.Status(State.STOPPED, null, 0, 137), it.status());
  }

  @Test
  void stopOfWhatNeverRanDoesNothing() throws Exception {
    SupervisedProcess it = supervised(Script.of(folder, Script.STAYS));
    it.stop();
    assertEquals(State.STOPPED, it.status().state());
  }

  @Test
  void startsAgainAfterAStop() throws Exception {
    SupervisedProcess it = supervised(Script.of(folder, Script.STAYS));
    Duration _ = ready(it.start());
    long first = pid(it);
    it.stop();

    Duration _ = ready(it.start());

    assertNotEquals(first, pid(it));
    assertEquals(0, it.status().restarts());
  }

  @Test
  void secondStartIsRefused() throws Exception {
    SupervisedProcess it = supervised(Script.of(folder, Script.STAYS));
    Duration _ = ready(it.start());

    assertEquals(
        "script is started already",
        assertThrows(IllegalStateException.class, it::start).getMessage());
  }

  @Test
  void awaitReadySaysWhatItFoundInstead() {
    SupervisedProcess it = supervised(Script.of(folder, Script.STAYS));

    assertEquals(
        "script is STOPPED after PT0.01S (expected: READY)",
        assertThrows(IllegalStateException.class, () -> it.awaitReady(Duration.ofMillis(10)))
            .getMessage());
  }

  @Test
  void signalsNeedAProcess() {
    SupervisedProcess it = supervised(Script.of(folder, Script.STAYS));

    assertEquals(
        "script does not run", assertThrows(IllegalStateException.class, it::kill).getMessage());
    assertEquals(
        "script does not run", assertThrows(IllegalStateException.class, it::suspend).getMessage());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void suspendedProcessStandsStillUntilResumed() throws Exception {
    SupervisedProcess it = supervised(Script.of(folder, Script.STAYS));
    Duration _ = ready(it.start());

    it.suspend();
    awaitStopped(pid(it), true);
    it.resume();
    awaitStopped(pid(it), false);

    assertEquals(State.READY, it.status().state());
  }

  @Test
  void suspendedProcessIsAskedToEndBeforeItIsKilled() throws Exception {
    Script script = Script.of(folder, Script.POLITE);
    SupervisedProcess it = supervised(script);
    Duration _ = ready(it.start());
    it.suspend();

    it.stop();

    assertEquals("bye\n", script.said());
  }

  /// Its second and later lives end at once.
  private ProcessPlan readyOnceThenDying() {
    AtomicInteger starts = new AtomicInteger();
    return Script.of(folder, Script.STAYS)
        .planOf(() -> {
          Files.deleteIfExists(folder.resolve("ready"));
          return List.of("sh", "-c", starts.getAndIncrement() == 0 ? Script.STAYS : "exit 1");
        });
  }

  private SupervisedProcess supervised(Script script) {
    return supervised(script.plan());
  }

  private SupervisedProcess supervised(ProcessPlan plan) {
    return supervised(plan, QUICK);
  }

  private SupervisedProcess supervised(ProcessPlan plan, Rhythm rhythm) {
    SupervisedProcess it = new SupervisedProcess(plan, new ProcessLedger(ledger()), deaths, rhythm);
    process = it;
    return it;
  }

  private Path ledger() {
    return folder.resolve("processes");
  }

  private static void awaitStopped(long pid, boolean wanted) throws IOException {
    while (Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") T ") != wanted) {
      Thread.onSpinWait();
    }
  }

  private static void stopQuietly(SupervisedProcess process) {
    try {
      process.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration ready(CompletableFuture<Duration> start) throws Exception {
    return start.get(10, TimeUnit.SECONDS);
  }

  private static String faultOf(CompletableFuture<Duration> start) {
    ExecutionException fault =
        assertThrows(ExecutionException.class, () -> start.get(10, TimeUnit.SECONDS));
    return fault.getCause() == null ? "" : String.valueOf(fault.getCause().getMessage());
  }

  private static long pid(SupervisedProcess process) {
    Long pid = process.status().pid();
    assertNotNull(pid);
    return pid;
  }

  private void assertNoNewChildren() {
    Set<Long> left = children();
    left.removeAll(childrenBefore);
    // a killed child is gone a moment later
    left.stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .forEach(child -> {
          ProcessHandle gone = child.onExit().orTimeout(10, TimeUnit.SECONDS).join();
          assertFalse(gone.isAlive());
        });
  }

  private static Set<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
  }
}
