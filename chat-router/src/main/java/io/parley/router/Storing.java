package io.parley.router;

import io.parley.history.Inboxes;
import io.parley.history.Inboxes.Mark;
import io.parley.history.Inboxes.Touch;
import io.parley.history.Membership;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Kind;
import io.parley.router.RouterMetrics.Stage;
import io.parley.router.core.Decision;
import io.parley.router.core.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/// Stores what a turn has come to. Rosters go before the events that make them; the inboxes hear at
/// the same time as the events are stored; what derives from them follows, since no watermark and
/// no standing may be ahead of what is there; then a channel's tally, which says that its rolls are
/// there; and last of all the roster is shown, which says that everything is ([Loading]). Nobody is
/// looked up before. Belongs to the lane.
final class Storing {
  private static final CompletionStage<Void> NOTHING = CompletableFuture.completedStage(null);

  private final Lane lane;
  private final RouterTools tools;

  Storing(Lane lane, RouterTools tools) {
    this.lane = lane;
    this.tools = tools;
  }

  /// What a user does with her own.
  CompletionStage<Void> keep(Turn.Result result) {
    assert lane.isCurrent();
    return both(
        write(result.keepings(), tools.ports().inboxes()::keep),
        write(result.ownMarks(), tools.ports().inboxes()::mark));
  }

  /// Completes anywhere, with the latest hour in which the inboxes were told.
  ///
  /// @param touchedHour of the turn before
  CompletionStage<Integer> store(Turn.Result result, ConversationId conversation, int touchedHour) {
    assert lane.isCurrent();
    Instant now = tools.clocks().wall().instant();
    int hour = Inboxes.hourOf(now);
    boolean toAll = result.moved() && hour > touchedHour;
    CompletionStage<Void> told =
        write(
            touches(result, conversation, toAll),
            touches -> tools.ports().inboxes().touch(touches, now));
    CompletionStage<Void> appended =
        append(conversation.text(), kindOf(conversation), Stretch.of(result), 0);
    CompletionStage<Void> derived =
        derivesNothing(result) ? appended : then(appended, () -> derive(result, conversation));
    return derived.thenCombine(told, (_, _) -> toAll ? hour : touchedHour);
  }

  /// As for most that is said: then there is nothing to do on the lane once it is stored.
  private static boolean derivesNothing(Turn.Result result) {
    return result.marks().isEmpty()
        && result.sent().isEmpty()
        && result.tally().isEmpty()
        && !changesMembers(result);
  }

  /// Then it takes many steps.
  static boolean changesMembers(Turn.Result result) {
    return !result.rosters().isEmpty()
        || !result.standings().isEmpty()
        || !result.places().isEmpty();
  }

  /// One hour is noted once. Whoever comes into a group in an hour that the others have noted
  /// already must find it as well.
  private static List<Touch> touches(
      Turn.Result result, ConversationId conversation, boolean toAll) {
    Collection<String> users = toAll ? result.touched() : result.added();
    if (users.isEmpty()) {
      return List.of();
    }
    Kind kind = kindOf(conversation);
    List<Touch> touches = new ArrayList<>(users.size());
    users.forEach(user -> touches.add(new Touch(user, conversation.text(), kind)));
    return touches;
  }

  private static Kind kindOf(ConversationId conversation) {
    return switch (conversation) {
      case ConversationId.Direct _ -> Kind.DIRECT;
      case ConversationId.Group _ -> Kind.GROUP;
      case ConversationId.Channel _ -> Kind.CHANNEL;
    };
  }

  private CompletionStage<Void> append(String name, Kind kind, List<Stretch> stretches, int at) {
    if (at == stretches.size()) {
      return NOTHING;
    }
    Membership membership = tools.ports().membership();
    Stretch stretch = stretches.get(at);
    CompletionStage<Void> kept =
        stretch.rosters().isEmpty()
            ? NOTHING
            : timed(() -> membership.rosters().keep(name, stretch.rosters()));
    CompletionStage<Void> appended =
        then(kept, () -> timed(() -> tools.ports().log().append(name, stretch.events())));
    if (at + 1 == stretches.size()) {
      return appended;
    }
    CompletionStage<Void> closed =
        stretch.gone().isEmpty()
            ? appended
            : then(
                appended,
                () -> timed(() -> membership.standings().put(name, kind, stretch.gone())));
    return closed.thenComposeAsync(_ -> append(name, kind, stretches, at + 1), lane);
  }

  private CompletionStage<Void> derive(Turn.Result result, ConversationId conversation) {
    String name = conversation.text();
    Membership membership = tools.ports().membership();
    CompletionStage<Void> marked = write(marks(name, result), tools.ports().inboxes()::mark);
    if (conversation instanceof ConversationId.Direct) {
      return marked;
    }
    Kind kind = kindOf(conversation);
    // A place on a roll without a standing is one that nobody could take away again
    CompletionStage<Void> stood =
        then(
            write(result.standings(), some -> membership.standings().put(name, kind, some)),
            () -> write(result.places(), some -> membership.rolls().put(name, some)));
    CompletionStage<Void> noted =
        write(result.sent(), some -> membership.standings().sent(name, some));
    return then(both(both(marked, stood), noted), () -> conclude(result, name, membership));
  }

  private CompletionStage<Void> conclude(Turn.Result result, String name, Membership membership) {
    CompletionStage<Void> counted =
        result
            .tally()
            .map(tally -> timed(() -> membership.rolls().count(name, tally)))
            .orElse(NOTHING);
    return result.rosters().isEmpty()
        ? counted
        : then(
            counted,
            () -> timed(() -> membership.rosters().show(name, result.rosters().getLast())));
  }

  private static List<Mark> marks(String conversation, Turn.Result result) {
    if (result.marks().isEmpty()) {
      return List.of();
    }
    List<Mark> marks = new ArrayList<>(result.marks().size());
    for (Map.Entry<String, Decision.Marked> entry : result.marks().entrySet()) {
      Decision.Marked mark = entry.getValue();
      marks.add(
          new Mark(
              entry.getKey(), conversation, mark.delivered(), mark.read(), mark.readMessageId()));
    }
    return marks;
  }

  private <T> CompletionStage<Void> write(
      List<T> what, Function<List<T>, CompletionStage<Void>> write) {
    return what.isEmpty() ? NOTHING : timed(() -> Portions.forEach(what, lane, write));
  }

  private <V> CompletionStage<Void> write(
      Map<String, V> what, Function<Map<String, V>, CompletionStage<Void>> write) {
    return what.isEmpty() ? NOTHING : timed(() -> Portions.forEach(what, lane, write));
  }

  private CompletionStage<Void> timed(Supplier<CompletionStage<Void>> write) {
    return tools.timed(Stage.STORE, write);
  }

  /// What is done already needs no way to the lane.
  private CompletionStage<Void> then(
      CompletionStage<Void> before, Supplier<CompletionStage<Void>> next) {
    return before.equals(NOTHING) ? next.get() : before.thenComposeAsync(_ -> next.get(), lane);
  }

  private static CompletionStage<Void> both(
      CompletionStage<Void> one, CompletionStage<Void> other) {
    if (one.equals(NOTHING)) {
      return other;
    }
    return other.equals(NOTHING) ? one : one.thenCombine(other, (_, _) -> null);
  }
}
