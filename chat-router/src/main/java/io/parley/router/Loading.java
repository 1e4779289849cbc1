package io.parley.router;

import io.parley.history.ChannelRolls.Tally;
import io.parley.history.EventRef;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Roster;
import io.parley.router.RouterMetrics.Stage;
import io.parley.router.core.ConversationState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Reads from the store what the decisions of a conversation rest on.
///
/// The newest event says by its number which roster was good after it. As a rule that is the one
/// that is shown, which is read at the same time. Where it is another one, a router may have died
/// between an event and what derives from it: that is made up for first ([Afterwards]). Belongs to
/// the lane.
final class Loading {
  /// A version stays for as many changes as there are slots; whoever is overtaken by that many
  /// begins again with the newest event.
  private static final int TRIES = 3;

  private final Lane lane;
  private final RouterTools tools;
  private final Afterwards afterwards;

  Loading(Lane lane, RouterTools tools) {
    this.lane = lane;
    this.tools = tools;
    this.afterwards = new Afterwards(lane, tools);
  }

  /// Completes on the lane.
  CompletionStage<ConversationState> load(ConversationId conversation) {
    assert lane.isCurrent();
    return tools
        .timed(
            Stage.LOAD,
            () ->
                conversation instanceof ConversationId.Direct
                    ? tail(conversation).thenApply(tail -> ConversationState.of(window(), tail))
                    : withRoster(conversation, TRIES))
        .thenApplyAsync(loaded -> loaded, lane::goOn);
  }

  private int window() {
    return tools.rules().limits().window();
  }

  private CompletionStage<List<EventRef>> tail(ConversationId conversation) {
    return tools.ports().log().tail(conversation.text(), window());
  }

  private CompletionStage<ConversationState> withRoster(ConversationId conversation, int tries) {
    assert lane.isCurrent();
    return tail(conversation)
        .thenCombineAsync(
            tools.ports().membership().rosters().shown(conversation.text()),
            (tail, shown) -> withRoster(conversation, tail, shown, tries),
            lane)
        .thenCompose(loaded -> loaded);
  }

  private CompletionStage<ConversationState> withRoster(
      ConversationId conversation, List<EventRef> tail, Optional<Roster> shown, int tries) {
    Roster seen = shown.orElseGet(Roster::getDefaultInstance);
    long version = tail.isEmpty() ? 0 : tail.getFirst().rosterVersion();
    if (version == seen.getVersion()) {
      return tally(conversation, tail)
          .thenApply(tally -> ConversationState.of(window(), tail, seen, tally));
    }
    if (version == 0) {
      // Another router has made it since the events were read
      return CompletableFuture.completedStage(
          ConversationState.of(window(), tail, Roster.getDefaultInstance(), Tally.NONE));
    }
    return tools
        .ports()
        .membership()
        .rosters()
        .version(conversation.text(), version)
        // One that is newer than the head was kept for an event that was never stored
        .thenApply(kept -> kept.filter(it -> it.getMessageId() <= tail.getFirst().messageId()))
        .thenComposeAsync(
            kept -> {
              if (kept.isEmpty()) {
                return again(conversation, version, tries);
              }
              CompletionStage<Void> madeUp =
                  seen.getVersion() < version
                      ? afterwards.makeUp(conversation, seen, kept.get())
                      : CompletableFuture.completedStage(null);
              return madeUp
                  .thenComposeAsync(_ -> tally(conversation, tail), lane)
                  .thenApply(tally -> ConversationState.of(window(), tail, kept.get(), tally));
            },
            lane);
  }

  private CompletionStage<ConversationState> again(
      ConversationId conversation, long version, int tries) {
    tools.metrics().rosterOvertaken();
    if (tries == 1) {
      return CompletableFuture.failedStage(
          new IllegalStateException(
              "%s: no roster of version %d (expected: kept before its event)"
                  .formatted(conversation.text(), version)));
    }
    return withRoster(conversation, tries - 1);
  }

  private CompletionStage<Tally> tally(ConversationId conversation, List<EventRef> tail) {
    return conversation instanceof ConversationId.Channel && !tail.isEmpty()
        ? tools
            .ports()
            .membership()
            .rolls()
            .tally(conversation.text())
            .thenApply(tally -> tally.orElse(Tally.NONE))
        : CompletableFuture.completedStage(Tally.NONE);
  }
}
