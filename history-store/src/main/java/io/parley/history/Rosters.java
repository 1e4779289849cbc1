package io.parley.history;

import io.parley.protocol.v1.Profile;
import io.parley.protocol.v1.Roster;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// What groups and channels are beside their timelines. Routers decide by *versions*: each event
/// that changes a roster makes the next one, which is kept before the event is stored, and every
/// event says by its number which version is good with it ([EventRef#rosterVersion()]). So whoever
/// loads the newest event has the roster exactly as it was then, and never half of a change.
/// Everybody else reads the one that is *shown*, which follows the event.
///
/// Any thread; stages complete on a driver's thread, with
/// [io.parley.runtime.resilience.UnavailableException] when the memory does not answer.
public interface Rosters {
  /// How many of the newest versions stay. A loader that comes later than that has to begin again.
  ///
  /// That helps it only if events have come meanwhile. So fewer than these are kept before the next
  /// event is stored ([#keep] refuses more): the version of the newest event that is stored is
  /// always there, also after a writer died before it stored any event of those it kept versions
  /// for.
  int KEPT = 128;

  /// Profiles that one call asks for at most.
  int PROFILES_MAX = 1_000;

  /// Empty when it was never kept, or when [#KEPT] later ones have been.
  CompletionStage<Optional<Roster>> version(String conversation, long version);

  /// Keeps versions that follow one another, the oldest first; fewer than [#KEPT]. Keeping one
  /// again changes nothing, and none displaces a later one: that of the larger `messageId` stays.
  CompletionStage<Void> keep(String conversation, List<Roster> versions);

  /// From now on readers see this one, unless they saw one with a larger `messageId` already. Its
  /// event is stored.
  CompletionStage<Void> show(String conversation, Roster roster);

  /// As readers see it.
  CompletionStage<Optional<Roster>> shown(String conversation);

  /// Of those that are shown; one that is not is absent. Cheap: no members are read. Of
  /// [#PROFILES_MAX] at most.
  CompletionStage<Map<String, Profile>> profiles(Collection<String> conversations);

  /// Throws unless these can be kept by one call.
  static void requireInOrder(List<Roster> versions) {
    if (versions.size() >= KEPT) {
      throw new IllegalArgumentException(
          "versions: %d (expected: < %d)".formatted(versions.size(), KEPT));
    }
    Roster before = null;
    for (Roster roster : versions) {
      boolean follows =
          before == null
              ? roster.getVersion() >= 1 && roster.getMessageId() >= 1
              : roster.getVersion() == before.getVersion() + 1
                  && roster.getMessageId() > before.getMessageId();
      if (!follows) {
        throw new IllegalArgumentException(
            "roster: version %d, messageId %d after %s (expected: the next, above)"
                .formatted(
                    roster.getVersion(),
                    roster.getMessageId(),
                    before == null ? "none" : before.getVersion() + ", " + before.getMessageId()));
      }
      before = roster;
    }
  }

  /// Throws when this is more than one call may ask for.
  static void requireFew(Collection<String> conversations) {
    if (conversations.size() > PROFILES_MAX) {
      throw new IllegalArgumentException(
          "conversations: %d (expected: <= %d)".formatted(conversations.size(), PROFILES_MAX));
    }
  }
}
