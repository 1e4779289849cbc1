package io.parley.router;

import io.parley.history.ConversationLog.MessageSearch;
import io.parley.history.ConversationLog.Search;
import io.parley.history.Inboxes;
import io.parley.history.SearchMemory;
import io.parley.history.SearchMemory.MessageKey;
import io.parley.protocol.ConversationId.Direct;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Kind;
import io.parley.router.RouterMetrics.Stage;
import io.parley.router.StateCache.Entry;
import io.parley.router.core.ConversationState;
import io.parley.router.core.LoggedCommand;
import io.parley.router.core.LookedUp;
import io.parley.router.core.Question;
import io.parley.router.core.Turn;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One batch on its way: its conversations, side by side, are loaded, decided and stored; then the
/// [Announcement] finds who is connected and tells the edges. That order is a promise
/// (docs/router.md).
///
/// When it fails, nothing says how far it came: the states it took are gone from the cache, and the
/// same batch is run again from what is stored. Belongs to the lane.
final class BatchRun {
  private final Batch batch;
  private final StateCache cache;
  private final Lane lane;
  private final RouterTools tools;
  private final Map<String, Entry> states = new HashMap<>();
  private final Map<Long, Turn.Outcome> outcomes;
  private boolean endLost;

  BatchRun(Batch batch, StateCache cache, Lane lane, RouterTools tools) {
    this.batch = batch;
    this.cache = cache;
    this.lane = lane;
    this.tools = tools;
    this.outcomes = HashMap.newHashMap(batch.items().size());
  }

  /// Completes on the lane when all effects have happened.
  CompletionStage<Void> run() {
    return SideBySide.forEach(
            batch.conversations(), tools.bounds().conversationsShare(), lane, this::converse)
        .thenCompose(_ -> new Announcement(batch, outcomes, lane, tools).make());
  }

  /// The conversations as they are after the batch, once it has run.
  Map<String, Entry> states() {
    return states;
  }

  private CompletionStage<?> converse(Batch.Commands commands) {
    Optional<Entry> cached = cache.take(commands.conversation().text());
    tools.metrics().loaded(cached.isPresent());
    return cached.isPresent()
        ? converse(commands, cached.get())
        : load(commands.conversation().text())
            .thenComposeAsync(entry -> converse(commands, entry), lane);
  }

  private CompletionStage<Entry> load(String conversation) {
    int window = tools.rules().limits().window();
    return tools
        .timed(Stage.LOAD, () -> tools.ports().log().tail(conversation, window))
        .thenApply(tail -> new Entry(ConversationState.of(window, tail), Entry.NEVER_TOUCHED));
  }

  private CompletionStage<?> converse(Batch.Commands commands, Entry entry) {
    Direct conversation = commands.conversation();
    Turn turn = new Turn(tools.rules().machine(), conversation, entry.state(), commands.commands());
    return decide(new Asking(turn, commands), new LookedUp.Nothing())
        .thenCompose(result -> store(result, entry.touchedHour()));
  }

  /// A turn, and what its questions need.
  private static final class Asking {
    final Turn turn;
    final Batch.Commands commands;

    /// Most turns have nothing to search for.
    private @Nullable SearchMemory memory;

    Asking(Turn turn, Batch.Commands commands) {
      this.turn = turn;
      this.commands = commands;
    }

    String conversation() {
      return commands.conversation().text();
    }

    SearchMemory memory() {
      if (memory == null) {
        memory =
            new SearchMemory(
                commands.commands().stream()
                    .map(LoggedCommand::command)
                    .filter(Command::hasSend)
                    .map(Asking::keyOf)
                    .collect(Collectors.toSet()));
      }
      return memory;
    }

    private static MessageKey keyOf(Command command) {
      return new MessageKey(command.getOrigin().getUser(), command.getSend().getClientMessageId());
    }
  }

  /// Completes on the lane.
  private CompletionStage<Turn.Result> decide(Asking asking, LookedUp lookedUp) {
    assert lane.isCurrent();
    return asking
        .turn
        .proceed(lookedUp)
        .map(question ->
            tools
                .timed(Stage.LOOK_UP, () -> ask(asking, question))
                .thenComposeAsync(answer -> decide(asking, answer), lane))
        .orElseGet(() -> CompletableFuture.completedStage(asking.turn.result()));
  }

  private CompletionStage<LookedUp> ask(Asking asking, Question question) {
    String conversation = asking.conversation();
    return switch (question) {
      case Question.FindNewest(long upTo) ->
          tools
              .ports()
              .log()
              .newestUpTo(conversation, upTo)
              .thenApply(
                  row -> row.<LookedUp>map(LookedUp.Found::new).orElseGet(LookedUp.Absent::new));
      case Question.FindOriginal asked ->
          tools
              .ports()
              .log()
              .search(searchFor(conversation, asked), asking.memory())
              .thenApply(BatchRun::answerOf);
    };
  }

  private static MessageSearch searchFor(String conversation, Question.FindOriginal asked) {
    return new MessageSearch(
        conversation,
        asked.sender(),
        asked.clientMessageId(),
        asked.notBefore(),
        asked.upTo(),
        asked.upToSeq(),
        asked.limit());
  }

  private static LookedUp answerOf(Search search) {
    return switch (search) {
      case Search.Found(var event) -> new LookedUp.Found(event);
      case Search.Absent() -> new LookedUp.Absent();
      case Search.Unknown(long stoppedAt) -> new LookedUp.Unknown(stoppedAt);
    };
  }

  /// The inboxes hear of the events while those are stored; watermarks follow, since none may be
  /// ahead of what is there. Nobody is looked up before all of it is done.
  private CompletionStage<?> store(Turn.Result result, int touchedHour) {
    assert lane.isCurrent();
    RouterTools.Ports ports = tools.ports();
    Instant now = tools.clocks().wall().instant();
    int hour = Inboxes.hourOf(now);
    boolean touch = result.moved() && hour > touchedHour;
    CompletionStage<?> told =
        write(touch, () -> ports.inboxes().touch(touches(result.conversation()), now));
    CompletionStage<?> appended =
        write(
            !result.events().isEmpty(),
            () -> ports.log().append(result.conversation().text(), result.events()));
    CompletionStage<?> marked =
        result.marks().isEmpty()
            ? appended
            : appended.thenComposeAsync(
                _ -> write(true, () -> ports.inboxes().mark(marks(result))), lane);
    return marked.thenCombineAsync(
        told,
        (_, _) -> {
          stored(result, touch ? hour : touchedHour);
          return result;
        },
        lane);
  }

  private CompletionStage<Void> write(boolean wanted, Supplier<CompletionStage<Void>> write) {
    return wanted ? tools.timed(Stage.STORE, write) : CompletableFuture.completedStage(null);
  }

  private static List<Inboxes.Touch> touches(Direct conversation) {
    return conversation.members().stream()
        .map(user -> new Inboxes.Touch(user, conversation.text(), Kind.DIRECT))
        .toList();
  }

  private static List<Inboxes.Mark> marks(Turn.Result result) {
    String conversation = result.conversation().text();
    return result.marks().entrySet().stream()
        .map(entry ->
            new Inboxes.Mark(
                entry.getKey(),
                conversation,
                entry.getValue().delivered(),
                entry.getValue().read(),
                entry.getValue().readMessageId()))
        .toList();
  }

  /// Whether a conversation knew of records that the log has lost.
  boolean endLost() {
    return endLost;
  }

  private void stored(Turn.Result result, int touchedHour) {
    if (result.endLost()) {
      endLost = true;
      tools.metrics().endLost();
    }
    states.put(result.conversation().text(), new Entry(result.state().stored(), touchedHour));
    for (Turn.Outcome outcome : result.outcomes()) {
      outcomes.put(outcome.command().position().offset(), outcome);
    }
  }
}
