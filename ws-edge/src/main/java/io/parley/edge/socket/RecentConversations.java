package io.parley.edge.socket;

import io.parley.edge.socket.Action.ListPosition;
import io.parley.edge.socket.ConversationPages.Candidate;
import io.parley.edge.socket.ConversationPages.Place;
import io.parley.edge.socket.ConversationPages.Plan;
import io.parley.edge.socket.ConversationPages.Wanted;
import io.parley.history.Inboxes.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// What a page of the most recent conversations can be taken from, gathered while an inbox is read
/// in the order of names. However much is read, not more is kept than a page may cost, and a few
/// times that. Pure; one thread at a time.
final class RecentConversations {
  private static final int HEADS_MAX = ConversationPages.HEADS_MAX;

  /// Hours that no page can reach are dropped when so many are kept: after that there is room for
  /// as many more as a page may cost, so dropping is rare.
  private static final int KEPT_MAX = 3 * HEADS_MAX;

  private final Wanted wanted;
  private final NavigableMap<Integer, Hour> hours = new TreeMap<>(Comparator.reverseOrder());
  private int kept;
  private boolean dropped;

  RecentConversations(Wanted wanted) {
    this.wanted = wanted;
  }

  /// The conversations that were last active in one hour.
  private static final class Hour {
    private final List<Entry> first = new ArrayList<>();

    /// The first that follow the last page by name, should the hour be too crowded for another
    /// order, and one more.
    private final List<Entry> following = new ArrayList<>();

    private int count;

    boolean isCrowded() {
      return count > HEADS_MAX;
    }
  }

  /// The next one by name.
  void add(Entry entry) {
    ListPosition from = wanted.from();
    boolean isHourOfFrom = entry.activeHour() == from.hour();
    if (entry.activeHour() > from.hour()
        || (isHourOfFrom && from.head() == ConversationPages.END_OF_HOUR)) {
      return;
    }
    Hour hour = hours.computeIfAbsent(entry.activeHour(), _ -> new Hour());
    hour.count++;
    if (hour.first.size() < HEADS_MAX) {
      hour.first.add(entry);
      kept++;
    }
    boolean follows = !isHourOfFrom || entry.conversation().compareTo(from.conversation()) > 0;
    if (follows && hour.following.size() <= wanted.limit()) {
      hour.following.add(entry);
    }
    if (kept > KEPT_MAX) {
      dropWhatNoPageReaches();
    }
  }

  private void dropWhatNoPageReaches() {
    int before = 0;
    Iterator<Hour> all = hours.values().iterator();
    while (all.hasNext()) {
      Hour hour = all.next();
      if (before > HEADS_MAX) {
        kept -= hour.first.size();
        dropped = true;
        all.remove();
      }
      before += hour.count;
    }
  }

  int kept() {
    return kept;
  }

  /// What has to be read for the page.
  ///
  /// @param beyond after which name the inbox goes on, of which nothing was added; empty: this was
  ///   all of it
  Plan plan(String beyond) {
    List<Candidate> candidates = new ArrayList<>();
    int untold = 0;
    for (Map.Entry<Integer, Hour> each : hours.entrySet()) {
      Hour hour = each.getValue();
      boolean tooMany = !candidates.isEmpty() && candidates.size() + hour.count > HEADS_MAX;
      if (untold >= wanted.limit() || tooMany) {
        return new Plan(candidates, Optional.of(endOf(candidates.getLast().entry().activeHour())));
      }
      if (hour.isCrowded()) {
        return crowded(each.getKey(), hour, beyond);
      }
      hour.first.forEach(entry -> candidates.add(new Candidate(entry, Place.BY_HEAD)));
      // of the hour that the last page ended in, only the heads will say how many were told
      untold += each.getKey() == wanted.from().hour() ? 0 : hour.count;
    }
    return new Plan(candidates, unranked(beyond));
  }

  /// A page of an hour that is too crowded to be ordered by heads; it ends there.
  private Plan crowded(int number, Hour hour, String beyond) {
    List<Candidate> taken =
        hour.following.stream()
            .limit(wanted.limit())
            .map(entry -> new Candidate(entry, Place.BY_NAME))
            .toList();
    if (taken.size() < hour.following.size()) {
      String last = taken.getLast().entry().conversation();
      return new Plan(taken, Optional.of(new ListPosition(number, 0, last)));
    }
    boolean isLastHour = hours.lastKey() == number && !dropped;
    return new Plan(taken, isLastHour ? unranked(beyond) : Optional.of(endOf(number)));
  }

  private static Optional<ListPosition> unranked(String beyond) {
    return beyond.isEmpty() ? Optional.empty() : Optional.of(ConversationPages.unranked(beyond));
  }

  private static ListPosition endOf(int hour) {
    return new ListPosition(hour, ConversationPages.END_OF_HOUR, "");
  }
}
