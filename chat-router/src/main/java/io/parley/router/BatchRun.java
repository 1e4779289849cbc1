package io.parley.router;

import io.parley.protocol.ConversationId;
import io.parley.router.core.ConversationState;
import io.parley.router.core.Subject;
import io.parley.router.core.Turn;
import java.util.HashMap;
import java.util.List;
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
  /// A user's key has no state.
  private static final ConversationState OF_A_USER = ConversationState.of(1, List.of());

  private final Batch batch;
  private final Rounds rounds;
  private final StateCache cache;
  private final HeardMemory heard;
  private final Lane lane;
  private final RouterTools tools;
  private final Loading loading;
  private final Storing storing;

  /// As they are after the rounds so far.
  private final Map<String, ConversationState> states = new HashMap<>();

  private int count;
  private boolean endLost;

  BatchRun(Batch batch, StateCache cache, HeardMemory heard, Lane lane, RouterTools tools) {
    this.batch = batch;
    this.rounds = new Rounds(batch);
    this.cache = cache;
    this.heard = heard;
    this.lane = lane;
    this.tools = tools;
    this.loading = new Loading(lane, tools);
    this.storing = new Storing(lane, tools);
  }

  /// What a round has come to.
  ///
  /// @param company whom it is announced with
  /// @param outcomes by offset
  /// @param told up to where everybody in a conversation has heard once it is announced
  private record Decided(
      Company.Member company, Map<Long, Turn.Outcome> outcomes, Map<ConversationId, Long> told) {
    Decided(Company.Member company) {
      this(company, new HashMap<>(), new HashMap<>());
    }
  }

  /// Completes on the lane when all effects have happened.
  CompletionStage<Void> run() {
    assert lane.isCurrent();
    if (rounds.areOver()) {
      tools.metrics().rounds(count);
      return CompletableFuture.completedStage(null);
    }
    count++;
    List<Rounds.Commands> conversations = rounds.begin();
    int size = conversations.stream().mapToInt(one -> one.commands().size()).sum();
    Decided round = new Decided(tools.ports().company().join(size));
    if (conversations.size() > tools.bounds().conversationsShare()) {
      round.company().stepOut();
    }
    return SideBySide.forEach(
            conversations,
            tools.bounds().conversationsShare(),
            lane,
            commands -> converse(commands, round))
        .whenComplete((_, failure) -> {
          if (failure != null) {
            round.company().stepOut();
          }
        })
        .thenCompose(_ -> announce(round))
        .thenComposeAsync(
            all -> {
              if (all) {
                round.told().forEach(heard::told);
              }
              return run();
            },
            lane::goOn);
  }

  private CompletionStage<Boolean> announce(Decided round) {
    return new Announcement(
            rounds.end(), batch.after().partition(), round.outcomes(), round.company(), lane, tools)
        .make();
  }

  /// The conversations as they are after the batch, once it has run.
  Map<String, ConversationState> states() {
    return states;
  }

  /// Whether a conversation knew of records that the log has lost.
  boolean endLost() {
    return endLost;
  }

  private CompletionStage<?> converse(Rounds.Commands commands, Decided round) {
    return switch (commands.subject()) {
      case Subject.User _ ->
          decide(commands, OF_A_USER, 0, round)
              .thenCompose(
                  result -> storing.keep(result).thenAcceptAsync(_ -> note(result, round), lane));
      case Subject.Conversation(var conversation) -> {
        Optional<ConversationState> known = known(conversation.text());
        if (known.isPresent()) {
          yield converse(commands, conversation, known.get(), round);
        }
        round.company().stepOut();
        yield loading
            .load(conversation)
            .thenCompose(state -> converse(commands, conversation, state, round));
      }
    };
  }

  /// From the round before, or else from the batches before.
  private Optional<ConversationState> known(String conversation) {
    ConversationState before = states.remove(conversation);
    if (before != null) {
      return Optional.of(before);
    }
    Optional<ConversationState> cached = cache.take(conversation);
    tools.metrics().loaded(cached.isPresent());
    return cached;
  }

  private CompletionStage<?> converse(
      Rounds.Commands commands,
      ConversationId conversation,
      ConversationState state,
      Decided round) {
    int touchedHour = heard.touchedHour(conversation, state.rosterVersion());
    return decide(commands, state, heard.toldSeq(conversation), round)
        .thenCompose(result -> {
          if (Storing.changesMembers(result)) {
            round.company().stepOut();
          }
          return storing
              .store(result, conversation, touchedHour)
              .thenAcceptAsync(
                  hour -> {
                    heard.touched(conversation, hour, result.state().rosterVersion());
                    round.told().put(conversation, result.toldSeq());
                    states.put(conversation.text(), result.state().stored());
                    note(result, round);
                  },
                  lane::goOn);
        });
  }

  private CompletionStage<Turn.Result> decide(
      Rounds.Commands commands, ConversationState state, long toldSeq, Decided round) {
    Turn turn =
        new Turn(tools.rules().machine(), commands.subject(), state, toldSeq, commands.commands());
    CompletionStage<Turn.Result> deciding = new Asking(turn, commands, lane, tools).decide();
    if (!deciding.toCompletableFuture().isDone()) {
      // It has to ask first
      round.company().stepOut();
    }
    return deciding;
  }

  private void note(Turn.Result result, Decided round) {
    assert lane.isCurrent();
    rounds.decided(result.subject(), result.outcomes().size());
    if (result.endLost()) {
      endLost = true;
      tools.metrics().endLost();
    }
    for (Turn.Outcome outcome : result.outcomes()) {
      round.outcomes().put(outcome.command().position().offset(), outcome);
    }
  }
}
