package io.parley.router;

import io.parley.presence.SessionLookup.News;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Head;
import io.parley.router.Dispatch.Send;
import io.parley.router.RouterMetrics.Stage;
import io.parley.router.core.Decision;
import io.parley.router.core.Effects;
import io.parley.router.core.Effects.Broadcast;
import io.parley.router.core.LoggedCommand;
import io.parley.router.core.Turn;
import io.parley.runtime.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the edges what a batch has come to, all of which is stored: one look-up for all users,
/// then one delivery for each command and edge, in the order of the log. Belongs to the lane.
final class Announcement {
  private static final Logger log = LoggerFactory.getLogger(Announcement.class);

  /// Edges beyond which telling each of them costs more than the catch-up of the few it is for.
  private static final int EVERYWHERE_MAX = 16;

  private final Batch batch;
  private final Map<Long, Turn.Outcome> outcomes;
  private final Lane lane;
  private final RouterTools tools;

  /// @param outcomes of all commands that were decided, by offset
  Announcement(Batch batch, Map<Long, Turn.Outcome> outcomes, Lane lane, RouterTools tools) {
    this.batch = batch;
    this.outcomes = outcomes;
    this.lane = lane;
    this.tools = tools;
  }

  /// Completes on the lane when every edge can read what is for it.
  CompletionStage<Void> make() {
    assert lane.isCurrent();
    return locate().thenComposeAsync(this::tell, lane);
  }

  private CompletionStage<Reach> locate() {
    Set<String> users = new LinkedHashSet<>();
    Map<String, Broadcast> newest = new LinkedHashMap<>();
    for (Turn.Outcome outcome : outcomes.values()) {
      outcome
          .effects()
          .broadcast()
          .ifPresent(broadcast -> {
            users.addAll(broadcast.users());
            newest.merge(
                outcome.command().command().getConversation(), broadcast, Announcement::newer);
          });
    }
    if (users.isEmpty()) {
      return CompletableFuture.completedStage(new Reach.Located(Map.of()));
    }
    List<News> news = new ArrayList<>();
    newest.forEach((conversation, broadcast) -> addNews(conversation, broadcast, news));
    return tools
        .timed(Stage.LOCATE, () -> tools.ports().sessions().locate(users, news))
        .<Reach>thenApply(Reach.Located::new)
        .exceptionally(_ -> everywhere());
  }

  private static void addNews(String conversation, Broadcast broadcast, List<News> news) {
    broadcast
        .moved()
        .ifPresent(head -> {
          for (String user : broadcast.users()) {
            news.add(new News(user, conversation, head.getSeq(), head.getMessageId()));
          }
        });
  }

  private static Broadcast newer(Broadcast one, Broadcast other) {
    return seq(one) >= seq(other) ? one : other;
  }

  private static long seq(Broadcast broadcast) {
    return broadcast.moved().map(Head::getSeq).orElse(0L);
  }

  /// That nobody can say who is connected must not hold up messages.
  private Reach everywhere() {
    Set<Integer> slots = tools.ports().sessions().lastKnownSlots();
    boolean few = slots.size() <= EVERYWHERE_MAX;
    tools.metrics().lookUpFailed(few);
    return new Reach.Everywhere(few ? slots : Set.of());
  }

  private CompletionStage<Void> tell(Reach reach) {
    List<Send> sends = new ArrayList<>();
    for (Batch.Item item : batch.items()) {
      switch (item) {
        case Batch.Unreadable(var record) -> unreadable(record);
        case Batch.Rejected(var record, var command, var refused, var effects) -> {
          tools.metrics().decided("other", refused.code().name());
          plan(record, command, effects, reach, sends);
        }
        case Batch.ToDecide(var record, var command) -> {
          Turn.Outcome outcome = outcomes.get(record.offset());
          if (outcome == null) {
            throw new IllegalStateException("offset %d: no outcome".formatted(record.offset()));
          }
          note(record, outcome);
          plan(record, command, outcome.effects(), reach, sends);
        }
      }
    }
    tools.metrics().delivered(sends.size());
    return tools
        .timed(Stage.DELIVER, () -> new Dispatch(sends, lane, tools).run())
        .thenRun(this::reached);
  }

  private static void plan(
      CommandRecord record, LoggedCommand command, Effects effects, Reach reach, List<Send> sends) {
    DeliveryPlan.of(command.command().getOrigin(), effects, reach)
        .forEach(
            (slot, delivery) -> sends.add(new Send(slot, delivery.build(), record.requestId())));
  }

  private void reached() {
    Instant now = tools.clocks().wall().instant();
    for (Turn.Outcome outcome : outcomes.values()) {
      if (outcome.decision() instanceof Decision.Accepted) {
        Instant logged = Instant.ofEpochMilli(outcome.command().timeMs());
        tools.metrics().reachedEdges(Duration.between(logged, now));
      }
    }
  }

  private void unreadable(CommandRecord record) {
    tools.metrics().decided("unreadable", "skipped");
    log.atWarn()
        .addKeyValue("partition", batch.after().partition())
        .addKeyValue("offset", record.offset())
        .addKeyValue("requestId", record.requestId().map(RequestId::value).orElse(""))
        .log("a record that is no command was skipped");
  }

  private void note(CommandRecord record, Turn.Outcome outcome) {
    Command command = outcome.command().command();
    String kind = command.hasSend() ? "send" : command.hasMark() ? "mark" : "other";
    String word =
        switch (outcome.decision()) {
          case Decision.Accepted _ -> "accepted";
          case Decision.Replayed _ -> "replayed";
          case Decision.Duplicate _ -> "duplicate";
          case Decision.Marked _ -> "marked";
          case Decision.Ignored _ -> "ignored";
          case Decision.Refused refused -> refused.code().name();
          case Decision.Broken(RuntimeException cause) -> {
            log.atError()
                .addKeyValue("reference", Effects.reference(outcome.command()))
                .addKeyValue("requestId", record.requestId().map(RequestId::value).orElse(""))
                .setCause(cause)
                .log("a command could not be decided and was skipped");
            yield "broken";
          }
        };
    tools.metrics().decided(kind, word);
  }
}
