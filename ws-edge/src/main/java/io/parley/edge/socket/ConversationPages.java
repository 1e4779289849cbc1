package io.parley.edge.socket;

import io.parley.edge.socket.Action.ListPosition;
import io.parley.history.Inboxes;
import io.parley.history.Inboxes.Entry;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Which;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pages of a user's conversations, most recent first. Pure.
///
/// The order is by hour of activity, within an hour by the id of the newest event, then by name. To
/// order an hour all its heads have to be read; an hour with more than [#HEADS_MAX] conversations
/// is ordered by name alone. As long as nothing changes, pages neither repeat nor skip; now and
/// then one is empty and has a successor.
///
/// An inbox is read only so far for a page ([Reads]). Conversations beyond that come after all
/// others, in the order of their names.
final class ConversationPages {
  /// Heads that a page may cost.
  static final int HEADS_MAX = 1_000;

  /// Heads are ids and never negative, so this one comes after all of its hour.
  static final long END_OF_HOUR = -1;

  /// Comes after all hours.
  private static final int UNRANKED = Integer.MIN_VALUE;

  private static final Comparator<ListPosition> ORDER =
      Comparator.comparingInt(ListPosition::hour)
          .thenComparingLong(ListPosition::head)
          .reversed()
          .thenComparing(ListPosition::conversation);

  private ConversationPages() {}

  /// Who asks for how much, and for which.
  ///
  /// @param bytesMax at which a page ends, although it has fewer items than `limit`
  record Wanted(String user, ListPosition from, int limit, int bytesMax, Which which) {
    boolean wants(Entry entry) {
      return switch (which) {
        case WHICH_UNSPECIFIED, UNRECOGNIZED -> true;
        case NOT_ARCHIVED -> !entry.kept().archived();
        case ARCHIVED -> entry.kept().archived();
        case PINNED -> entry.kept().pinnedAtMs() > 0;
      };
    }
  }

  /// Where a conversation has its place.
  enum Place {
    /// In its hour, by its head.
    BY_HEAD,
    /// In its hour, by its name: the hour is too crowded.
    BY_NAME,
    /// After all hours, by its name.
    UNRANKED
  }

  record Candidate(Entry entry, Place place) {}

  /// What has to be read for a page.
  ///
  /// @param candidates of which the page will be taken
  /// @param rest where the conversations after all candidates begin, if there are any
  record Plan(List<Candidate> candidates, Optional<ListPosition> rest) {
    List<Entry> entries() {
      return candidates.stream().map(Candidate::entry).toList();
    }
  }

  record Placed(ListPosition position, Entry entry) {}

  /// After all that are ranked, and after this one by name.
  static ListPosition unranked(String conversation) {
    return new ListPosition(UNRANKED, 0, conversation);
  }

  static boolean isUnranked(ListPosition position) {
    return position.hour() == UNRANKED;
  }

  /// A page of what is not ranked.
  static Plan planUnranked(Inboxes.Page page) {
    return new Plan(
        page.entries().stream().map(entry -> new Candidate(entry, Place.UNRANKED)).toList(),
        page.next().isEmpty() ? Optional.empty() : Optional.of(unranked(page.next())));
  }

  /// What a page shows, and one more if there is one. A conversation without a head has nothing to
  /// show yet, and is left out.
  ///
  /// @param heads by conversation, where it stands for the user
  static List<Placed> order(Plan plan, Map<String, Head> heads, Wanted wanted) {
    List<Placed> order = new ArrayList<>();
    for (Candidate candidate : plan.candidates()) {
      Head head = heads.get(candidate.entry().conversation());
      if (head != null) {
        order.add(new Placed(position(candidate, head), candidate.entry()));
      }
    }
    order.removeIf(placed -> ORDER.compare(placed.position(), wanted.from()) <= 0);
    order.sort(Comparator.comparing(Placed::position, ORDER));
    return order.stream().limit(wanted.limit() + 1L).toList();
  }

  private static ListPosition position(Candidate candidate, Head head) {
    Entry entry = candidate.entry();
    return switch (candidate.place()) {
      case BY_HEAD ->
          new ListPosition(entry.activeHour(), head.getMessageId(), entry.conversation());
      case BY_NAME -> new ListPosition(entry.activeHour(), 0, entry.conversation());
      case UNRANKED -> unranked(entry.conversation());
    };
  }
}
