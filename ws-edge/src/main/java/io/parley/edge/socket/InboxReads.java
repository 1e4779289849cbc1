package io.parley.edge.socket;

import io.parley.edge.socket.Action.MovedPosition;
import io.parley.edge.socket.ConversationPages.Placed;
import io.parley.edge.socket.ConversationPages.Wanted;
import io.parley.history.ChannelRolls.Tally;
import io.parley.history.Inboxes;
import io.parley.history.Inboxes.Entry;
import io.parley.history.Inboxes.Kept.Draft;
import io.parley.history.ManyReads;
import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Profile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/// Lists of a user's conversations, and which of them have moved. Any thread.
final class InboxReads {
  private final Reads.Memory memory;
  private final ManyReads many;

  InboxReads(Reads.Memory memory, ManyReads many) {
    this.memory = memory;
    this.many = many;
  }

  // ---- lists ----

  CompletionStage<ConversationList> list(Wanted wanted) {
    InboxScan scan = new InboxScan(memory, many, wanted.user(), wanted::wants);
    return plan(scan, wanted)
        .thenCompose(plan ->
            scan.newest(plan.entries())
                .thenCompose(newest -> {
                  List<Placed> order = ConversationPages.order(plan, newest, wanted);
                  return details(wanted.user(), order)
                      .thenApply(details -> ConversationPages.page(plan, order, details, wanted));
                }));
  }

  private CompletionStage<ConversationPages.Plan> plan(InboxScan scan, Wanted wanted) {
    if (ConversationPages.isUnranked(wanted.from())) {
      return memory
          .inboxes()
          .page(wanted.user(), wanted.from().conversation(), wanted.limit())
          .thenApply(page ->
              new Inboxes.Page(
                  page.entries().stream()
                      .filter(InboxScan::isListed)
                      .filter(wanted::wants)
                      .toList(),
                  page.next()))
          .thenApply(ConversationPages::planUnranked);
    }
    RecentConversations recent = new RecentConversations(wanted);
    Predicate<Entry> taking =
        entry -> {
          recent.add(entry);
          return true;
        };
    return scan.run("", taking).thenApply(recent::plan);
  }

  private CompletionStage<ConversationItems.Details> details(String user, List<Placed> order) {
    return named(order)
        .thenCombine(
            drafts(user, order),
            (named, drafts) ->
                new ConversationItems.Details(named.profiles(), named.channelMembers(), drafts));
  }

  /// Pages of an inbox leave drafts out, since these may be long.
  private CompletionStage<Map<String, Draft>> drafts(String user, List<Placed> order) {
    List<String> saved =
        order.stream()
            .map(Placed::entry)
            .filter(entry -> entry.kept().draft().atMs() > 0)
            .map(Entry::conversation)
            .toList();
    return many.each(saved, conversation -> memory.inboxes().find(user, conversation))
        .thenApply(found -> {
          Map<String, Draft> drafts = new HashMap<>();
          for (Optional<Entry> each : found) {
            each.ifPresent(entry -> drafts.put(entry.conversation(), entry.kept().draft()));
          }
          return drafts;
        });
  }

  /// What stands with the groups and channels of a page.
  private CompletionStage<ConversationItems.Details> named(List<Placed> order) {
    List<String> named =
        order.stream()
            .map(Placed::entry)
            .filter(entry -> entry.kind() != Kind.DIRECT)
            .map(Entry::conversation)
            .toList();
    if (named.isEmpty()) {
      return CompletableFuture.completedStage(ConversationItems.Details.NONE);
    }
    List<String> channels =
        order.stream()
            .map(Placed::entry)
            .filter(entry -> entry.kind() == Kind.CHANNEL)
            .map(Entry::conversation)
            .toList();
    CompletionStage<Map<String, Profile>> profiles = memory.membership().rosters().profiles(named);
    return profiles.thenCombine(
        memberCounts(channels),
        (found, counts) -> new ConversationItems.Details(found, counts, Map.of()));
  }

  private CompletionStage<Map<String, Integer>> memberCounts(List<String> channels) {
    return many.each(channels, memory.membership().rolls()::tally)
        .thenApply(tallies -> {
          Map<String, Integer> counts = new HashMap<>();
          for (int i = 0; i < channels.size(); i++) {
            Tally tally = tallies.get(i).orElse(Tally.NONE);
            counts.put(channels.get(i), RosterReads.memberCount(tally));
          }
          return counts;
        });
  }

  // ---- what moved ----

  CompletionStage<Heads> moved(String user, MovedPosition from, int limit) {
    InboxScan scan = new InboxScan(memory, many, user, _ -> true);
    List<Entry> told = new ArrayList<>();
    Predicate<Entry> taking =
        entry -> {
          boolean moved = entry.activeHour() >= from.sinceHour();
          if (!scan.isPlaced(entry) || (moved && told.size() == limit)) {
            return false;
          }
          if (moved) {
            told.add(entry);
          }
          return true;
        };
    return scan.run(from.conversation(), taking)
        .thenCompose(beyond -> {
          String next =
              beyond.isEmpty() ? "" : PageToken.of(new MovedPosition(from.sinceHour(), beyond));
          List<Entry> open = told.stream().filter(entry -> !InboxScan.hasLeft(entry)).toList();
          return scan.newest(open).thenApply(newest -> headsOf(told, newest, next));
        });
  }

  private static Heads headsOf(List<Entry> told, Map<String, Event> newest, String next) {
    Heads.Builder frame = Heads.newBuilder().setNextPageToken(next);
    for (Entry entry : told) {
      head(entry, newest)
          .ifPresent(head ->
              frame.addItems(
                  ConversationHead.newBuilder()
                      .setConversation(entry.conversation())
                      .setHead(head)));
    }
    return frame.build();
  }

  private static Optional<Head> head(Entry entry, Map<String, Event> newest) {
    if (InboxScan.hasLeft(entry)) {
      return Optional.of(head(entry.standing().untilSeq(), entry.standing().untilId()));
    }
    return Optional.ofNullable(newest.get(entry.conversation()))
        .map(event -> head(event.getSeq(), event.getMessageId()));
  }

  private static Head head(long seq, long messageId) {
    return Head.newBuilder().setSeq(seq).setMessageId(messageId).build();
  }

  // ---- how many ----

  /// Whether the user is in fewer channels than she may be.
  CompletionStage<Boolean> hasRoomForAChannel(String user) {
    return hasRoomForAChannel(user, "", 0, Reads.ROWS_MAX);
  }

  /// Rows of channels that were left are looked through as well, but not without end.
  private CompletionStage<Boolean> hasRoomForAChannel(
      String user, String after, int counted, int rows) {
    return memory
        .inboxes()
        .channels(user, after, Reads.CHANNELS_MAX)
        .thenCompose(page -> {
          int all = counted + page.entries().size();
          int left = rows - Reads.CHANNELS_MAX;
          return all >= Reads.CHANNELS_MAX || page.next().isEmpty() || left <= 0
              ? CompletableFuture.completedStage(all < Reads.CHANNELS_MAX)
              : hasRoomForAChannel(user, page.next(), all, left);
        });
  }
}
