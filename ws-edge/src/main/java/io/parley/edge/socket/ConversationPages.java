package io.parley.edge.socket;

import io.parley.edge.socket.Action.ListPosition;
import io.parley.history.Inboxes.Entry;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Head;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Pages of a user's conversations, most recent first. Pure.
///
/// The order is by hour of activity, within an hour by the id of the newest event, then by name. To
/// order an hour all its heads have to be read; an hour with more than [#HEADS_MAX] conversations
/// is ordered by name alone. As long as nothing changes, pages neither repeat nor skip; now and
/// then one is empty and has a successor.
final class ConversationPages {
  /// Heads that a page may cost.
  static final int HEADS_MAX = 1_000;

  /// Heads are ids and never negative, so this one comes after all of its hour.
  private static final long END_OF_HOUR = -1;

  private static final Comparator<ListPosition> ORDER =
      Comparator.comparingInt(ListPosition::hour)
          .thenComparingLong(ListPosition::head)
          .reversed()
          .thenComparing(ListPosition::conversation);

  private ConversationPages() {}

  /// Who asks for how much.
  ///
  /// @param bytesMax at which a page ends, although it has fewer items than `limit`
  record Wanted(String user, ListPosition from, int limit, int bytesMax) {}

  /// @param byName its hour is too crowded to be ordered by heads
  record Candidate(Entry entry, boolean byName) {}

  /// What has to be read for a page.
  ///
  /// @param candidates of which the page will be taken
  /// @param rest where the conversations after all candidates begin, if there are any
  record Plan(List<Candidate> candidates, Optional<ListPosition> rest) {
    List<String> conversations() {
      return candidates.stream().map(candidate -> candidate.entry().conversation()).toList();
    }
  }

  private record Placed(ListPosition position, Entry entry, Event last) {}

  static Plan plan(List<Entry> inbox, Wanted wanted) {
    ListPosition from = wanted.from();
    NavigableMap<Integer, List<Entry>> hours =
        inbox.stream()
            .filter(entry -> mayFollow(entry, from))
            .collect(Collectors.groupingBy(Entry::activeHour, TreeMap::new, Collectors.toList()))
            .descendingMap();
    List<Candidate> candidates = new ArrayList<>();
    int untold = 0;
    for (Map.Entry<Integer, List<Entry>> hour : hours.entrySet()) {
      List<Entry> group = hour.getValue();
      boolean tooMany = !candidates.isEmpty() && candidates.size() + group.size() > HEADS_MAX;
      if (untold >= wanted.limit() || tooMany) {
        return new Plan(candidates, Optional.of(endOf(candidates.getLast().entry().activeHour())));
      }
      if (group.size() > HEADS_MAX) {
        return crowded(hour, hours.lastKey().equals(hour.getKey()), wanted);
      }
      group.forEach(entry -> candidates.add(new Candidate(entry, false)));
      // of the hour that the last page ended in, only the heads will say how many were told
      untold += hour.getKey().equals(from.hour()) ? 0 : group.size();
    }
    return new Plan(candidates, Optional.empty());
  }

  private static boolean mayFollow(Entry entry, ListPosition from) {
    return entry.activeHour() < from.hour()
        || (entry.activeHour() == from.hour() && from.head() != END_OF_HOUR);
  }

  private static ListPosition endOf(int hour) {
    return new ListPosition(hour, END_OF_HOUR, "");
  }

  /// A page of an hour that is too crowded to be ordered by heads; it ends there.
  private static Plan crowded(
      Map.Entry<Integer, List<Entry>> group, boolean isLastHour, Wanted wanted) {
    ListPosition from = wanted.from();
    int hour = group.getKey();
    List<Entry> left =
        group.getValue().stream()
            .filter(entry ->
                hour != from.hour() || entry.conversation().compareTo(from.conversation()) > 0)
            .sorted(Comparator.comparing(Entry::conversation))
            .toList();
    List<Candidate> taken =
        left.stream().limit(wanted.limit()).map(entry -> new Candidate(entry, true)).toList();
    if (taken.size() < left.size()) {
      String last = taken.getLast().entry().conversation();
      return new Plan(taken, Optional.of(new ListPosition(hour, 0, last)));
    }
    return new Plan(taken, isLastHour ? Optional.empty() : Optional.of(endOf(hour)));
  }

  /// The page. A conversation without a head has nothing to show yet, and is left out.
  static ConversationList page(Plan plan, Map<String, Event> heads, Wanted wanted) {
    List<Placed> order = new ArrayList<>();
    for (Candidate candidate : plan.candidates()) {
      Event last = heads.get(candidate.entry().conversation());
      if (last != null) {
        order.add(new Placed(position(candidate, last), candidate.entry(), last));
      }
    }
    order.removeIf(placed -> ORDER.compare(placed.position(), wanted.from()) <= 0);
    order.sort(Comparator.comparing(Placed::position, ORDER));
    ConversationList.Builder page = ConversationList.newBuilder();
    int bytes = 0;
    for (int i = 0; i < order.size(); i++) {
      ConversationItem item = item(order.get(i), wanted.user());
      bytes += item.getSerializedSize();
      if (i > 0 && (i == wanted.limit() || bytes > wanted.bytesMax())) {
        return page.setNextPageToken(PageToken.of(order.get(i - 1).position())).build();
      }
      page.addItems(item);
    }
    plan.rest().ifPresent(rest -> page.setNextPageToken(PageToken.of(rest)));
    return page.build();
  }

  private static ListPosition position(Candidate candidate, Event last) {
    Entry entry = candidate.entry();
    long head = candidate.byName() ? 0 : last.getMessageId();
    return new ListPosition(entry.activeHour(), head, entry.conversation());
  }

  private static ConversationItem item(Placed placed, String user) {
    Entry entry = placed.entry();
    Event last = placed.last();
    return ConversationItem.newBuilder()
        .setConversation(entry.conversation())
        .setKind(entry.kind())
        .setName(name(entry.conversation(), user))
        .setHead(Head.newBuilder().setSeq(last.getSeq()).setMessageId(last.getMessageId()))
        .setRead(entry.read())
        .setReadMessageId(entry.readMessageId())
        .setDelivered(entry.delivered())
        .setLast(last)
        .build();
  }

  private static String name(String conversation, String user) {
    return ConversationId.parse(conversation)
        .map(parsed ->
            switch (parsed) {
              case ConversationId.Direct direct -> direct.peerOf(user);
            })
        .orElse("");
  }
}
