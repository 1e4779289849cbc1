package io.parley.router;

import io.parley.history.ChannelRolls.Roll;
import io.parley.history.EventRef;
import io.parley.history.LogPosition;
import io.parley.history.Standing;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Sent;
import io.parley.router.core.Decision;
import io.parley.router.core.LoggedCommand;
import io.parley.router.core.Question;
import io.parley.router.core.Verdict;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/// Holds what was promised against what is there.
final class SimChecker {
  private final SimWorld world;
  private final SimStore store;
  private final Map<List<String>, Sent> acknowledged = new HashMap<>();
  private final Set<List<String>> written = new HashSet<>();
  private final Map<LogPosition, Long> ids = new HashMap<>();
  private final Map<LogPosition, Optional<EventRef>> decided = new HashMap<>();
  private final Map<LogPosition, List<Long>> marks = new HashMap<>();

  /// Requests that are answered without an event of theirs.
  private final Set<String> noEvents = new HashSet<>();

  /// Requests that are messages, which are never done twice.
  private final Set<String> messages = new HashSet<>();

  private final Map<LogPosition, Map<String, Standing.Status>> moved = new HashMap<>();
  private boolean newMayBeRefused;

  /// Whether the log has lost what somebody was about to store: a member of a channel that was half
  /// written stays so, since no event tells of it.
  private boolean recordsAreLost;

  /// Whether events may have other ids than their records took, since those were not above the
  /// head.
  private boolean idsAreRaised;

  SimChecker(SimWorld world, SimStore store) {
    this.world = world;
    this.store = store;
  }

  /// Whoever reads a record gives it the same id, and makes the same event of it or none, and the
  /// same watermarks: smaller ones, where an id of an event does not tell when it came.
  void decided(LoggedCommand command, Verdict verdict) {
    Long id = ids.putIfAbsent(command.position(), command.logId());
    if (id != null && id != command.logId()) {
      world.violation("two ids of " + command.position());
    }
    if (id == null && !newMayBeRefused && isTakenForAReplay(verdict)) {
      world.violation("a new record was taken for a replay: " + command.position());
    }
    switch (verdict) {
      case Decision.Accepted(var ref, var _, var _) ->
          decided(command.position(), Optional.of(ref));
      case Decision.Replayed(var ref, var _) -> decided(command.position(), Optional.of(ref));
      // A change of a group that is read again is one that was sent again by itself
      case Decision.Duplicate(var original, var _) ->
          decided(
              command.position(),
              Optional.of(original).filter(made -> made.position().equals(command.position())));
      case Decision.Moved(var change) -> moved(command.position(), change.standings());
      case Decision.Marked(long delivered, long read, var _) -> marked(command, delivered, read);
      case Decision.Ignored _ -> marked(command, 0, 0);
      case Decision.Refused _,
          Decision.Broken _,
          Question.FindNewest _,
          Question.FindOriginal _,
          Question.FindStandings _,
          Question.FindLastSent _,
          Question.FindTally _,
          Question.FindKept _,
          Decision.Kept _,
          Decision.OwnMarked _ -> {}
    }
  }

  private static boolean isTakenForAReplay(Verdict verdict) {
    return verdict instanceof Question.FindNewest
        || (verdict instanceof Decision.Refused refused && refused.code() == Code.UNAVAILABLE);
  }

  private void marked(LoggedCommand command, long delivered, long read) {
    if (command.command().hasMark()) {
      List<Long> made = List.of(delivered, read);
      List<Long> before = marks.putIfAbsent(command.position(), made);
      boolean less = before != null && delivered <= before.getFirst() && read <= before.getLast();
      if (before != null && !before.equals(made) && !(idsAreRaised && less)) {
        world.violation("two marks of %s: %s, %s".formatted(command.position(), before, made));
      }
    }
  }

  private void decided(LogPosition position, Optional<EventRef> made) {
    Optional<EventRef> before = decided.putIfAbsent(position, made);
    if (before != null && !before.equals(made)) {
      world.violation("two decisions of " + position);
    }
  }

  /// Whoever moves members by a record moves the same ones the same way. Which place they get may
  /// differ: a batch that was given up before anything of it was stored may have counted others.
  private void moved(LogPosition position, Map<String, Standing> standings) {
    Map<String, Standing.Status> made = new HashMap<>();
    standings.forEach((user, standing) -> made.put(user, standing.status()));
    Map<String, Standing.Status> before = moved.putIfAbsent(position, made);
    if (before != null && !before.equals(made)) {
      world.violation("two decisions of %s: %s, %s".formatted(position, before, made));
    }
  }

  /// Operators have been at it: the log says other ids from here on.
  ///
  /// @param logIsNew so that nothing in it was ever decided
  void forgetDecisions(boolean logIsNew) {
    newMayBeRefused = !logIsNew;
    recordsAreLost |= logIsNew;
    idsAreRaised = true;
    ids.clear();
    decided.clear();
    marks.clear();
    moved.clear();
  }

  /// The log has lost these; others will stand there.
  ///
  /// @param clockIsBehind so that what is new may look old for a while
  void forgetDecisionsFrom(int partition, long offset, boolean clockIsBehind) {
    newMayBeRefused |= clockIsBehind;
    recordsAreLost = true;
    idsAreRaised |= clockIsBehind;
    for (Map<LogPosition, ?> known : List.of(ids, decided, marks, moved)) {
      known.keySet().removeIf(at -> at.partition() == partition && at.offset() >= offset);
    }
  }

  void wrote(SimRequest request, String user) {
    written.add(List.of(request.conversation, user, request.id));
    if (request.isMessage()) {
      messages.add(request.id);
    }
    if (request.kind == SimRequest.Kind.MEMBERSHIP) {
      noEvents.add(request.id);
    }
  }

  int writtenMessages() {
    return written.size();
  }

  /// Acknowledged means stored, and every acknowledgement of a message says the same.
  void acknowledged(String user, String id, Sent sent) {
    if (noEvents.contains(id)) {
      return;
    }
    List<String> message = List.of(sent.getConversation(), user, id);
    Sent before = acknowledged.putIfAbsent(message, sent);
    if (before != null && !before.equals(sent) && messages.contains(id)) {
      world.violation("%s acknowledged as two events".formatted(message));
    }
    Event stored = store.timeline(sent.getConversation()).get(sent.getSeq());
    if (stored == null || !isAs(stored, user, id, sent)) {
      world.violation("%s acknowledged and not stored".formatted(message));
    }
  }

  private static boolean isAs(Event stored, String user, String id, Sent sent) {
    return stored.getMessageId() == sent.getMessageId()
        && stored.getSender().equals(user)
        && stored.getAt().equals(sent.getAt())
        && EventRef.clientMessageId(stored).equals(id)
        && sent.getClientMessageId().equals(id);
  }

  /// @param idsAreUnique over all conversations, which an operator's faults can undo
  void checkStore(boolean idsAreUnique) {
    Set<Long> ids = new HashSet<>();
    store
        .timelines()
        .forEach((conversation, timeline) -> {
          Set<List<String>> messages = new HashSet<>();
          long lastSeq = 0;
          long lastId = 0;
          for (Event event : timeline.values()) {
            if (event.getSeq() != lastSeq + 1 || event.getMessageId() <= lastId) {
              world.violation("%s: seq or id of %d".formatted(conversation, event.getSeq()));
            }
            lastSeq = event.getSeq();
            lastId = event.getMessageId();
            List<String> message =
                List.of(conversation, event.getSender(), EventRef.clientMessageId(event));
            // a change of a group that is asked for again much later is done again
            boolean again = !messages.add(message) && event.hasMessage();
            if (!written.contains(message) || again) {
              world.violation("%s stored twice, or never written".formatted(message));
            }
            if (!ids.add(event.getMessageId()) && idsAreUnique) {
              world.violation("id %d given twice".formatted(event.getMessageId()));
            }
          }
        });
    acknowledged.forEach((message, sent) -> {
      Event stored = store.timeline(sent.getConversation()).get(sent.getSeq());
      if (stored == null || stored.getMessageId() != sent.getMessageId()) {
        world.violation("%s lost".formatted(message));
      }
    });
  }

  /// Nobody is shown what came when she was no member any more, or never was.
  void shows(SimDevice device, String conversation, long seq) {
    // Of a channel an edge may hear late who has gone, when the registry was away
    if (!isDirect(conversation)
        && !SimChannels.isChannel(conversation)
        && store.members(conversation).readableBy(device.user, Long.MAX_VALUE) < seq) {
      world.violation("%s is shown seq %d of %s".formatted(device.name, seq, conversation));
    }
  }

  private long readable(String conversation, String user, long head) {
    if (SimChannels.isChannel(conversation)) {
      return store.membership().standing(conversation, user).isMember() ? head : 0;
    }
    return isDirect(conversation) ? head : store.members(conversation).readableBy(user, head);
  }

  private static boolean isDirect(String conversation) {
    return conversation.startsWith("d:");
  }

  /// What is kept of a group beside its events says the same as they do.
  void checkGroup(String group, List<String> users) {
    if (store.timeline(group).isEmpty()) {
      return;
    }
    SimMembers members = store.members(group);
    SimMembership kept = store.membership();
    Optional<String> wrong =
        kept.roster(group)
            .map(members::differs)
            .orElse(Optional.of("not there"))
            .map(difference -> "kept roster: " + difference)
            .or(() ->
                kept.shown(group)
                    .map(members::differs)
                    .orElse(Optional.of("not there"))
                    .map(difference -> "shown roster: " + difference));
    wrong.ifPresent(what -> world.violation("%s: %s".formatted(group, what)));
    for (String user : users) {
      members
          .differs(user, kept.standing(group, user))
          .ifPresent(
              what -> world.violation("%s: standing of %s: %s".formatted(group, user, what)));
    }
  }

  /// The rolls say the same as the standings, and the staff is that of the events.
  void checkChannel(String channel, List<String> users) {
    if (store.timeline(channel).isEmpty()) {
      return;
    }
    SimMembership kept = store.membership();
    SimMembers members = store.members(channel);
    Optional<String> wrong =
        kept.roster(channel).map(members::differs).orElse(Optional.of("not there"));
    wrong.ifPresent(what -> world.violation("%s: roster: %s".formatted(channel, what)));
    Map<Roll, Map<String, Long>> onRolls = new EnumMap<>(Roll.class);
    for (Roll roll : Roll.values()) {
      onRolls.put(roll, kept.onRoll(channel, roll));
    }
    for (String user : users) {
      Standing standing = kept.standing(channel, user);
      boolean same =
          (recordsAreLost || areAs(onRolls, user, standing)) && members.isStaffAs(user, standing);
      if (!same) {
        world.violation("%s: %s, rolls %s of %s".formatted(channel, standing, onRolls, user));
      }
    }
  }

  private static boolean areAs(Map<Roll, Map<String, Long>> rolls, String user, Standing standing) {
    boolean banned = standing.status() == Standing.Status.BANNED;
    return isOn(rolls, Roll.MEMBERS, user, standing.isMember(), standing.ordinal())
        && isOn(rolls, Roll.BANNED, user, banned, standing.bannedOrdinal());
  }

  private static boolean isOn(
      Map<Roll, Map<String, Long>> rolls, Roll roll, String user, boolean on, long ordinal) {
    Long there = rolls.getOrDefault(roll, Map.of()).get(user);
    return on ? there != null && there == ordinal : there == null;
  }

  /// Every device shows what is stored, as far as its user may read it.
  void checkDevice(SimDevice device, List<String> conversations) {
    for (String conversation : conversations) {
      NavigableMap<Long, Event> timeline = store.timeline(conversation);
      Map<Long, SimDevice.Shown> shown = device.shown(conversation);
      long readable = readable(conversation, device.user, timeline.size());
      if (SimChannels.isChannel(conversation) && readable == 0) {
        continue;
      }
      if (shown.size() != readable) {
        world.violation(
            "%s shows %d of %d events of %s"
                .formatted(device.name, shown.size(), readable, conversation));
      }
      shown.forEach((seq, event) -> {
        Event stored = timeline.get(seq);
        if (stored == null
            || stored.getMessageId() != event.id()
            || !stored.getSender().equals(event.sender())
            || !EventRef.clientMessageId(stored).equals(event.clientMessageId())) {
          world.violation("%s shows another seq %d".formatted(device.name, seq));
        }
      });
    }
    if (device.unanswered() > 0) {
      world.violation("%s: %d unanswered".formatted(device.name, device.unanswered()));
    }
  }
}
