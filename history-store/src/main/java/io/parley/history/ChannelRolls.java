package io.parley.history;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Lists of a channel's people that may have millions of entries: each is a sequence of places,
/// numbered from 1 in the order in which users first came onto it, in partitions of a fixed number
/// of places. Nobody reads or writes a whole list; what one user's standing is, [Standings] say.
/// Any thread.
public interface ChannelRolls {
  enum Roll {
    MEMBERS,
    BANNED
  }

  /// @param present whether the user is on the list now
  /// @param changedId id of the record that made it so; a later one stays
  record Place(Roll roll, long ordinal, String user, boolean present, long changedId) {
    public Place {
      if (ordinal < 1 || changedId < 1) {
        throw new IllegalArgumentException(
            "place: ordinal %d, changedId %d (expected: >= 1)".formatted(ordinal, changedId));
      }
    }
  }

  /// @param next after which ordinal the next page begins; -1: there is none
  record Page(List<Item> items, long next) {
    public Page {
      items = List.copyOf(items);
    }
  }

  record Item(long ordinal, String user) {}

  /// How long the lists are.
  ///
  /// @param members now; approximate: a router that dies in between may count one twice
  /// @param lastOrdinal the last place given among members
  /// @param lastBannedOrdinal the last place given among those banned
  /// @param asOfId id of the last record that it counts
  record Tally(long members, long lastOrdinal, long lastBannedOrdinal, long asOfId) {
    public static final Tally NONE = new Tally(0, 0, 0, 0);
  }

  /// Writes these places. Of two writes of one place that of the larger `changedId` stays.
  CompletionStage<Void> put(String channel, List<Place> places);

  /// Those who are on the list, in order, after this ordinal (0: from the first). Looks at `limit`
  /// places at most, so a page may be empty and have a successor. A place that was never written is
  /// passed over; one partition without any is the end.
  CompletionStage<Page> page(String channel, Roll roll, long after, int limit);

  CompletionStage<Optional<Tally>> tally(String channel);

  /// The one with the larger `asOfId` stays.
  CompletionStage<Void> count(String channel, Tally tally);
}
