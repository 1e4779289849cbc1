package io.parley.router;

import io.parley.history.ChannelRolls.Tally;
import io.parley.history.ConversationLog.MessageSearch;
import io.parley.history.ConversationLog.Search;
import io.parley.history.Inboxes.Entry;
import io.parley.history.Inboxes.KeptAll;
import io.parley.history.SearchMemory;
import io.parley.history.SearchMemory.MessageKey;
import io.parley.protocol.v1.Command;
import io.parley.router.RouterMetrics.Stage;
import io.parley.router.core.LoggedCommand;
import io.parley.router.core.LookedUp;
import io.parley.router.core.Question;
import io.parley.router.core.Turn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A turn on its way: whatever it asks is looked up, until all is decided. Belongs to the lane.
final class Asking {
  /// Reads of a conversation that are under way together, as many as to load it.
  private static final int AT_ONCE = 2;

  private final String conversation;
  private final Turn turn;
  private final List<LoggedCommand> commands;
  private final Lane lane;
  private final RouterTools tools;

  /// Most turns have nothing to search for.
  private @Nullable SearchMemory memory;

  Asking(Turn turn, Rounds.Commands commands, Lane lane, RouterTools tools) {
    this.conversation = commands.subject().text();
    this.turn = turn;
    this.commands = commands.commands();
    this.lane = lane;
    this.tools = tools;
  }

  /// Completes on the lane.
  CompletionStage<Turn.Result> decide() {
    return decide(new LookedUp.Nothing());
  }

  private CompletionStage<Turn.Result> decide(LookedUp lookedUp) {
    assert lane.isCurrent();
    return turn.proceed(lookedUp)
        .map(question ->
            tools.timed(Stage.LOOK_UP, () -> ask(question)).thenComposeAsync(this::decide, lane))
        .orElseGet(() -> CompletableFuture.completedStage(turn.result()));
  }

  private CompletionStage<LookedUp> ask(Question question) {
    return switch (question) {
      case Question.FindNewest(long upTo) ->
          tools
              .ports()
              .log()
              .newestUpTo(conversation, upTo)
              .thenApply(
                  row -> row.<LookedUp>map(LookedUp.Found::new).orElseGet(LookedUp.Absent::new));
      case Question.FindOriginal asked ->
          tools.ports().log().search(searchFor(asked), memory()).thenApply(Asking::answerOf);
      case Question.FindStandings(var users) ->
          tools
              .ports()
              .membership()
              .standings()
              .of(conversation, users)
              .thenApply(LookedUp.Standings::new);
      case Question.FindLastSent(var users) ->
          each(users, this::lastSent).thenApply(LookedUp.LastSent::new);
      case Question.FindTally() ->
          tools
              .ports()
              .membership()
              .rolls()
              .tally(conversation)
              .thenApply(tally -> new LookedUp.Counted(tally.orElse(Tally.NONE)));
      case Question.FindKept(String user, var conversations) ->
          each(conversations, kept -> kept(user, kept)).thenApply(LookedUp.Kept::new);
    };
  }

  /// A turn asks for no more than there are commands in it.
  private <T> CompletionStage<Map<String, T>> each(
      Set<String> names, Function<String, CompletionStage<T>> find) {
    Map<String, T> found = new HashMap<>();
    return SideBySide.forEach(
            new TreeSet<>(names),
            AT_ONCE,
            lane,
            name -> find.apply(name).thenAcceptAsync(one -> found.put(name, one), lane))
        .thenApply(_ -> found);
  }

  private CompletionStage<Long> lastSent(String user) {
    return tools
        .ports()
        .membership()
        .standings()
        .lastSent(conversation, user)
        .thenApply(noted -> noted.orElse(0));
  }

  private CompletionStage<KeptAll> kept(String user, String kept) {
    return tools
        .ports()
        .inboxes()
        .find(user, kept)
        .thenApply(entry -> entry.map(Entry::kept).orElse(KeptAll.NOTHING));
  }

  private MessageSearch searchFor(Question.FindOriginal asked) {
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

  private SearchMemory memory() {
    if (memory == null) {
      memory =
          new SearchMemory(
              commands.stream()
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
