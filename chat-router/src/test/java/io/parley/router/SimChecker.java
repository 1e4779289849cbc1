package io.parley.router;

import io.parley.history.EventRef;
import io.parley.history.LogPosition;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Sent;
import io.parley.router.core.Decision;
import io.parley.router.core.LoggedCommand;
import io.parley.router.core.Question;
import io.parley.router.core.Verdict;
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
  private boolean newMayBeRefused;

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
      case Decision.Accepted(var ref, var _) -> decided(command.position(), Optional.of(ref));
      case Decision.Replayed(var ref, var _) -> decided(command.position(), Optional.of(ref));
      case Decision.Duplicate _ -> decided(command.position(), Optional.empty());
      case Decision.Marked(long delivered, long read, var _) -> marked(command, delivered, read);
      case Decision.Ignored _ -> marked(command, 0, 0);
      case Decision.Refused _,
          Decision.Broken _,
          Question.FindNewest _,
          Question.FindOriginal _ -> {}
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

  /// Operators have been at it: the log says other ids from here on.
  ///
  /// @param logIsNew so that nothing in it was ever decided
  void forgetDecisions(boolean logIsNew) {
    newMayBeRefused = !logIsNew;
    idsAreRaised = true;
    ids.clear();
    decided.clear();
    marks.clear();
  }

  /// The log has lost these; others will stand there.
  ///
  /// @param clockIsBehind so that what is new may look old for a while
  void forgetDecisionsFrom(int partition, long offset, boolean clockIsBehind) {
    newMayBeRefused |= clockIsBehind;
    idsAreRaised |= clockIsBehind;
    for (Map<LogPosition, ?> known : List.of(ids, decided, marks)) {
      known.keySet().removeIf(at -> at.partition() == partition && at.offset() >= offset);
    }
  }

  void wrote(String conversation, String user, String clientMessageId) {
    written.add(List.of(conversation, user, clientMessageId));
  }

  int writtenMessages() {
    return written.size();
  }

  /// Acknowledged means stored, and every acknowledgement of a message says the same.
  void acknowledged(String user, Sent sent) {
    List<String> message = List.of(sent.getConversation(), user, sent.getClientMessageId());
    Sent before = acknowledged.putIfAbsent(message, sent);
    if (before != null && !before.equals(sent)) {
      world.violation("%s acknowledged as two events".formatted(message));
    }
    Event stored = store.timeline(sent.getConversation()).get(sent.getSeq());
    if (stored == null || !isAs(stored, user, sent)) {
      world.violation("%s acknowledged and not stored".formatted(message));
    }
  }

  private static boolean isAs(Event stored, String user, Sent sent) {
    return stored.getMessageId() == sent.getMessageId()
        && stored.getSender().equals(user)
        && stored.getAt().equals(sent.getAt())
        && stored.getMessage().getClientMessageId().equals(sent.getClientMessageId());
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
                List.of(conversation, event.getSender(), event.getMessage().getClientMessageId());
            if (!written.contains(message) || !messages.add(message)) {
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

  /// Every device shows what is stored.
  void checkDevice(SimDevice device, List<String> conversations) {
    for (String conversation : conversations) {
      NavigableMap<Long, Event> timeline = store.timeline(conversation);
      Map<Long, SimDevice.Shown> shown = device.shown(conversation);
      if (shown.size() != timeline.size()) {
        world.violation(
            "%s shows %d of %d events of %s"
                .formatted(device.name, shown.size(), timeline.size(), conversation));
      }
      shown.forEach((seq, event) -> {
        Event stored = timeline.get(seq);
        if (stored == null
            || stored.getMessageId() != event.id()
            || !stored.getSender().equals(event.sender())
            || !stored.getMessage().getClientMessageId().equals(event.clientMessageId())) {
          world.violation("%s shows another seq %d".formatted(device.name, seq));
        }
      });
    }
    if (device.unanswered() > 0) {
      world.violation("%s: %d unanswered".formatted(device.name, device.unanswered()));
    }
  }
}
