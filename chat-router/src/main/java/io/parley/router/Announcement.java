package io.parley.router;

import io.parley.presence.SessionLookup.Wanted;
import io.parley.protocol.v1.Command;
import io.parley.router.Dispatch.Send;
import io.parley.router.RouterMetrics.Stage;
import io.parley.router.core.Decision;
import io.parley.router.core.Effects;
import io.parley.router.core.LoggedCommand;
import io.parley.router.core.Turn;
import io.parley.runtime.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the edges what a round has come to, all of which is stored: one look-up for all whom it is
/// for, then one delivery for each frame and edge, in the order of the log. Belongs to the lane.
final class Announcement {
  private static final Logger log = LoggerFactory.getLogger(Announcement.class);

  private final List<Batch.Item> items;
  private final int partition;
  private final Map<Long, Turn.Outcome> outcomes;
  private final Company.Member company;
  private final Lane lane;
  private final RouterTools tools;

  /// @param items of the round, in the order of the log
  /// @param outcomes of all commands that were decided, by offset
  Announcement(
      List<Batch.Item> items,
      int partition,
      Map<Long, Turn.Outcome> outcomes,
      Company.Member company,
      Lane lane,
      RouterTools tools) {
    this.items = items;
    this.partition = partition;
    this.outcomes = outcomes;
    this.company = company;
    this.lane = lane;
    this.tools = tools;
  }

  /// Completes when every edge can read what is for it, with whether everybody was looked up: then
  /// there is also word of it for those whom no delivery reaches.
  CompletionStage<Boolean> make() {
    assert lane.isCurrent();
    return locate()
        .thenComposeAsync(
            reach -> tell(reach).thenApply(_ -> reach instanceof Reach.Known), lane::goOn);
  }

  private CompletionStage<Reach> locate() {
    Wanted wanted = Recipients.of(outcomes.values());
    if (wanted.isNothing()) {
      company.stepOut();
      return CompletableFuture.completedStage(Reach.Known.NOWHERE);
    }
    return tools
        .timed(Stage.LOCATE, () -> company.locate(wanted))
        .<Reach>thenApply(Reach.Known::new)
        .exceptionally(_ -> everywhere());
  }

  /// That nobody can say who is connected must not hold up messages.
  private Reach everywhere() {
    Reach.Everywhere everywhere = new Reach.Everywhere(tools.ports().company().lastKnownSlots());
    tools.metrics().lookUpFailed(everywhere.areFew());
    return everywhere;
  }

  private CompletionStage<Void> tell(Reach reach) {
    List<Send> sends = new ArrayList<>();
    for (Batch.Item item : items) {
      switch (item) {
        case Batch.Unreadable(var record) -> unreadable(record);
        case Batch.Rejected(var record, var command, var refused, var effects) -> {
          tools.metrics().decided(kindOf(command.command()), refused.code().name());
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
    for (DeliveryPlan.Planned planned :
        DeliveryPlan.of(command.command().getOrigin(), effects, reach)) {
      sends.add(new Send(planned.slot(), planned.delivery().build(), record.requestId()));
    }
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
        .addKeyValue("partition", partition)
        .addKeyValue("offset", record.offset())
        .addKeyValue("requestId", record.requestId().map(RequestId::value).orElse(""))
        .log("a record that is no command was skipped");
  }

  private static String kindOf(Command command) {
    Command.BodyCase body = command.getBodyCase();
    return body == Command.BodyCase.BODY_NOT_SET ? "none" : body.name();
  }

  private void note(CommandRecord record, Turn.Outcome outcome) {
    String word =
        switch (outcome.decision()) {
          case Decision.Accepted _ -> "accepted";
          case Decision.Replayed _ -> "replayed";
          case Decision.Duplicate _ -> "duplicate";
          case Decision.Moved _ -> "moved";
          case Decision.Marked _, Decision.OwnMarked _ -> "marked";
          case Decision.Kept _ -> "kept";
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
    tools.metrics().decided(kindOf(outcome.command().command()), word);
  }
}
