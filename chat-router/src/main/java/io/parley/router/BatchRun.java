package io.parley.router;

import io.parley.router.StateCache.Entry;
import io.parley.router.core.Subject;
import io.parley.router.core.Turn;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// One batch on its way, round after round: its conversations, side by side, are loaded, decided
/// and stored; then the [Announcement] finds who is connected and tells the edges. That order is a
/// promise (docs/router.md).
///
/// When it fails, nothing says how far it came: the states it took are gone from the cache, and the
/// same batch is run again from what is stored. Belongs to the lane.
final class BatchRun {
  private final Batch batch;
  private final StateCache cache;
  private final Lane lane;
  private final RouterTools tools;
  private final Loading loading;
  private final Storing storing;

  /// As they are after the rounds so far.
  private final Map<String, Entry> states = new HashMap<>();

  private boolean endLost;

  BatchRun(Batch batch, StateCache cache, Lane lane, RouterTools tools) {
    this.batch = batch;
    this.cache = cache;
    this.lane = lane;
    this.tools = tools;
    this.loading = new Loading(lane, tools);
    this.storing = new Storing(lane, tools);
  }

  /// Completes on the lane when all effects have happened.
  CompletionStage<Void> run() {
    tools.metrics().rounds(batch.rounds().size());
    return run(0);
  }

  private CompletionStage<Void> run(int number) {
    assert lane.isCurrent();
    if (number == batch.rounds().size()) {
      return CompletableFuture.completedStage(null);
    }
    Batch.Round round = batch.rounds().get(number);
    Map<Long, Turn.Outcome> outcomes = HashMap.newHashMap(round.items().size());
    return SideBySide.forEach(
            round.subjects(),
            tools.bounds().conversationsShare(),
            lane,
            commands -> converse(commands, outcomes))
        .thenCompose(
            _ -> new Announcement(round, batch.after().partition(), outcomes, lane, tools).make())
        .thenComposeAsync(_ -> run(number + 1), lane);
  }

  /// The conversations as they are after the batch, once it has run.
  Map<String, Entry> states() {
    return states;
  }

  /// Whether a conversation knew of records that the log has lost.
  boolean endLost() {
    return endLost;
  }

  private CompletionStage<?> converse(Batch.Commands commands, Map<Long, Turn.Outcome> outcomes) {
    return switch (commands.subject()) {
      case Subject.User _ -> converse(commands, Entry.OF_A_USER, outcomes);
      case Subject.Conversation(var conversation) -> {
        Optional<Entry> known = known(conversation.text());
        yield known.isPresent()
            ? converse(commands, known.get(), outcomes)
            : loading
                .load(conversation)
                .thenComposeAsync(entry -> converse(commands, entry, outcomes), lane);
      }
    };
  }

  /// From the round before, or else from the batches before.
  private Optional<Entry> known(String conversation) {
    Entry before = states.remove(conversation);
    if (before != null) {
      return Optional.of(before);
    }
    Optional<Entry> cached = cache.take(conversation);
    tools.metrics().loaded(cached.isPresent());
    return cached;
  }

  private CompletionStage<?> converse(
      Batch.Commands commands, Entry entry, Map<Long, Turn.Outcome> outcomes) {
    Turn turn =
        new Turn(tools.rules().machine(), commands.subject(), entry.state(), commands.commands());
    return new Asking(turn, commands, lane, tools)
        .decide()
        .thenCompose(result ->
            storing
                .store(result, entry.touchedHour())
                .thenCompose(hour -> goOn(result, hour, outcomes)));
  }

  /// What had to wait until this turn is stored follows at once, before anybody is told.
  private CompletionStage<?> goOn(
      Turn.Result result, int touchedHour, Map<Long, Turn.Outcome> outcomes) {
    stored(result, touchedHour, outcomes);
    return result.rest().isEmpty()
        ? CompletableFuture.completedStage(null)
        : converse(new Batch.Commands(result.subject(), result.rest()), outcomes);
  }

  private void stored(Turn.Result result, int touchedHour, Map<Long, Turn.Outcome> outcomes) {
    assert lane.isCurrent();
    if (result.endLost()) {
      endLost = true;
      tools.metrics().endLost();
    }
    if (result.subject() instanceof Subject.Conversation) {
      states.put(result.subject().text(), new Entry(result.state().stored(), touchedHour));
    }
    for (Turn.Outcome outcome : result.outcomes()) {
      outcomes.put(outcome.command().position().offset(), outcome);
    }
  }
}
