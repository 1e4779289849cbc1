package io.parley.router;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// Time, chance and faults of a simulation: one thread, one seed. What is to happen waits in a
/// queue, each thing at its millisecond.
final class SimWorld implements InstantSource {
  /// Just before a full hour, which is when inboxes change.
  private static final long START_MS = Instant.parse("2026-01-01T10:59:52Z").toEpochMilli();

  private static final int STEPS_MAX = 400_000;

  private final SplittableRandom random;
  private final Rule without;
  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private final double trouble;
  private long now = START_MS;
  private long number;
  private int steps;
  private boolean healed;
  private Optional<String> violation = Optional.empty();

  private record Task(long at, long number, Runnable work) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
    }
  }

  SimWorld(long seed, Rule without) {
    this.random = new SplittableRandom(seed);
    this.without = without;
    // some runs are calm in between, some are not
    this.trouble = random.nextDouble(0.2, 2);
  }

  long now() {
    return now;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(now);
  }

  boolean lacks(Rule rule) {
    return without == rule;
  }

  /// `from` to `to`, both included.
  int between(int from, int to) {
    return from + random.nextInt(to - from + 1);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /// Like [#chance], until everything is healed.
  boolean fault(double probability) {
    return !healed && random.nextDouble() < probability * trouble;
  }

  void later(int fromMs, int toMs, Runnable work) {
    tasks.add(new Task(now + between(fromMs, toMs), number++, work));
  }

  /// The answer of somebody far away: asked after a while, heard of after another.
  <T> CompletionStage<T> remote(double failing, Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (fault(failing)) {
      later(30, 200, () -> answer.completeExceptionally(new SimFault()));
    } else {
      later(
          1,
          6,
          () -> {
            T found = question.get();
            later(0, 3, () -> answer.complete(found));
          });
    }
    return answer;
  }

  /// What is done when the answer is there. A stage would keep faults of ours to itself.
  <T> void then(CompletionStage<T> answer, Heard<T> heard) {
    CompletionStage<T> _ =
        answer.whenComplete((value, failure) -> {
          try {
            if (failure == null) {
              heard.answer(Optional.of(value));
            } else {
              heard.answer(Optional.empty());
            }
          } catch (RuntimeException | AssertionError e) {
            violation("a fault of the simulation: " + e);
          }
        });
  }

  /// Empty: nobody answered.
  @FunctionalInterface
  interface Heard<T> {
    void answer(Optional<T> found);
  }

  /// Runs for so long, or until something is broken.
  void run(long forMs) {
    long until = now + forMs;
    while (violation.isEmpty() && !tasks.isEmpty() && tasks.peek().at() <= until) {
      Task task = tasks.poll();
      now = task.at();
      task.work().run();
      if (steps++ > STEPS_MAX) {
        violation("no end after " + steps + " steps");
      }
    }
    now = Math.max(now, until);
  }

  void heal() {
    healed = true;
  }

  boolean isHealed() {
    return healed;
  }

  void violation(String what) {
    if (violation.isEmpty()) {
      violation = Optional.of("%s at +%d ms".formatted(what, now - START_MS));
    }
  }

  Optional<String> violation() {
    return violation;
  }

  /// A port that does not answer.
  static final class SimFault extends RuntimeException {
    SimFault() {
      super("simulated", null, false, false);
    }
  }
}
