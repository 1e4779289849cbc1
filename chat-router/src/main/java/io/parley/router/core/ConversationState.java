package io.parley.router.core;

import io.parley.history.ChannelRolls.Tally;
import io.parley.history.EventRef;
import io.parley.history.LogPosition;
import io.parley.protocol.v1.Roster;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What the machine knows of a conversation. Immutable; [#apply] is the only way on.
public final class ConversationState {
  private final int windowSize;

  /// The window, and before it what is decided and not stored yet, if that is more.
  private final RecentEvents events;

  /// How many of the newest are decided and not stored yet.
  private final int unstored;

  private final RosterView roster;
  private final Tally tally;

  private ConversationState(
      int windowSize, RecentEvents events, int unstored, RosterView roster, Tally tally) {
    this.windowSize = windowSize;
    this.events = events;
    this.unstored = unstored;
    this.roster = roster;
    this.tally = tally;
  }

  /// From what is stored of a direct conversation, or of a group or channel that is not there yet.
  ///
  /// @param tail the newest events, newest first: exactly `windowSize`, or all
  /// @throws IllegalStateException when an event is missing among them. Nothing may be decided
  ///   then: an event that comes to light later would be a second one with its seq.
  public static ConversationState of(int windowSize, List<EventRef> tail) {
    return of(windowSize, tail, Roster.getDefaultInstance(), Tally.NONE);
  }

  /// From what is stored.
  ///
  /// @param roster of the version that the newest event names
  /// @param tally of a channel, read after the tail
  /// @throws IllegalStateException when an event is missing, or the roster is another
  public static ConversationState of(
      int windowSize, List<EventRef> tail, Roster roster, Tally tally) {
    long version = tail.isEmpty() ? 0 : tail.getFirst().rosterVersion();
    if (roster.getVersion() != version) {
      throw new IllegalStateException(
          "roster version: %d (expected: %d, as the head says)"
              .formatted(roster.getVersion(), version));
    }
    List<EventRef> window = tail.reversed();
    for (int i = 1; i < window.size(); i++) {
      requireNext(window.get(i - 1), window.get(i));
    }
    if (window.size() < windowSize && !window.isEmpty() && window.getFirst().seq() != 1) {
      throw new IllegalStateException(
          "oldest seq: %d (expected: 1 in a conversation of %d events)"
              .formatted(window.getFirst().seq(), window.size()));
    }
    return new ConversationState(
        windowSize, RecentEvents.of(window), 0, RosterView.of(roster), tally);
  }

  /// The conversation after this event, which is the next one.
  public ConversationState apply(EventRef event) {
    return apply(event, roster, tally);
  }

  /// The same, where the event has changed more than the timeline.
  ConversationState apply(EventRef event, Change change) {
    return apply(event, change.roster().orElse(roster), change.tally().orElse(tally));
  }

  private ConversationState apply(EventRef event, RosterView rosterAfter, Tally tallyAfter) {
    if (event.seq() != headSeq() + 1) {
      throw new IllegalStateException("seq: %d (expected: after the head)".formatted(event.seq()));
    }
    int keep = Math.max(windowSize, unstored + 1);
    return new ConversationState(
        windowSize, events.append(event, keep), unstored + 1, rosterAfter, tallyAfter);
  }

  /// The channel after members have come or gone without an event.
  ConversationState counted(Tally after) {
    return new ConversationState(windowSize, events, unstored, roster, after);
  }

  /// The same, now that all of it is stored.
  public ConversationState stored() {
    return unstored == 0
        ? this
        : new ConversationState(windowSize, events.newest(windowSize), 0, roster, tally);
  }

  private static void requireNext(EventRef before, EventRef next) {
    if (next.seq() != before.seq() + 1 || next.messageId() <= before.messageId()) {
      throw new IllegalStateException(
          "seq %d, messageId %d after seq %d, messageId %d (expected: the next, above)"
              .formatted(next.seq(), next.messageId(), before.seq(), before.messageId()));
    }
  }

  /// 0 before the first event.
  public long headSeq() {
    return events.isEmpty() ? 0 : events.last().seq();
  }

  /// 0 before the first event.
  public long headId() {
    return events.isEmpty() ? 0 : events.last().messageId();
  }

  /// How many events are in its window.
  public int size() {
    return Math.min(windowSize, events.size());
  }

  /// What it takes to remember it, for a bound on caches: events and members.
  public int weight() {
    return size() + roster.size();
  }

  /// Of the roster that is good with the head; 0 where there is none.
  public long rosterVersion() {
    return roster.version();
  }

  RosterView roster() {
    return roster;
  }

  Tally tally() {
    return tally;
  }

  private @Nullable EventRef head() {
    return events.isEmpty() ? null : events.last();
  }

  /// Oldest of the window, which is not empty.
  private EventRef oldest() {
    return events.get(events.size() - size());
  }

  /// Whether the record was applied before. One that has taken an id above the head's was not,
  /// whatever its position: ids rise within the log, so it came after all that is known here, and
  /// stands where another stood that the log has lost (decision 17).
  boolean isReplay(LoggedCommand command) {
    EventRef head = head();
    return head != null && isOfOrAfter(command, head);
  }

  /// Whether this record, or one after it, has made the event.
  private static boolean isOfOrAfter(LoggedCommand command, EventRef event) {
    return event.position().isAtOrAfter(command.position()) && command.logId() <= event.messageId();
  }

  /// The newest event that was there before this record, if it is in the window: the head, unless
  /// the log is read again.
  Optional<EventRef> headBefore(LoggedCommand command) {
    for (int i = events.size() - 1; i >= events.size() - size(); i--) {
      if (!isOfOrAfter(command, events.get(i))) {
        return Optional.of(events.get(i));
      }
    }
    return Optional.empty();
  }

  /// Whether a record at this position, or after it in the same log, has made the newest event.
  boolean wasReached(LogPosition position) {
    EventRef head = head();
    return head != null && head.position().isAtOrAfter(position);
  }

  /// The event in the window that this record made. One with a smaller id is of a record that the
  /// log has lost since.
  Optional<EventRef> madeBy(LoggedCommand command) {
    for (int i = events.size() - 1; i >= events.size() - size(); i--) {
      EventRef event = events.get(i);
      if (event.messageId() < command.logId()) {
        return Optional.empty();
      }
      if (event.position().equals(command.position())) {
        return Optional.of(event);
      }
    }
    return Optional.empty();
  }

  /// Whether an event made at this position, which is a replay, would be in the window.
  boolean covers(LogPosition position) {
    return holdsAll() || position.isAtOrAfter(oldest().position());
  }

  /// Whether every event with an id from this one on is in the window.
  boolean holdsFrom(long messageId) {
    return holdsAll() || oldest().messageId() < messageId;
  }

  /// Whether no event is older than the window.
  boolean holdsAll() {
    return size() == headSeq();
  }

  /// The message in the window that its sender calls so.
  Optional<EventRef> message(String sender, String clientMessageId) {
    return events.message(sender, clientMessageId, windowSize);
  }

  /// The id of the event that has `newer` newer ones in the window, if there are as many.
  OptionalLong idBefore(int newer) {
    return newer < size()
        ? OptionalLong.of(events.get(events.size() - 1 - newer).messageId())
        : OptionalLong.empty();
  }

  /// The id of this user's newest message in the window. The oldest event of the window is passed
  /// over: an event is a message if it leaves the roster at the version of the one before.
  OptionalLong lastMessage(String sender) {
    for (int i = events.size() - 1; i > events.size() - size(); i--) {
      EventRef event = events.get(i);
      if (event.sender().equals(sender)
          && event.rosterVersion() == events.get(i - 1).rosterVersion()) {
        return OptionalLong.of(event.messageId());
      }
    }
    return OptionalLong.empty();
  }

  /// Decided and not stored yet, oldest first.
  List<EventRef> unstored() {
    return events.newestAsList(unstored);
  }

  /// All that is stored of what this rests on has this id or a smaller one; another router may have
  /// stored more meanwhile.
  long storedUpTo() {
    return unstored == 0 ? headId() : events.get(events.size() - unstored).messageId() - 1;
  }

  /// The seq of the newest event up to there; 0 before the first one.
  long storedUpToSeq() {
    return headSeq() - unstored;
  }

  /// The id of the event with this seq, if it is in the window.
  Optional<Long> idOf(long seq) {
    if (events.isEmpty() || seq < oldest().seq() || seq > headSeq()) {
      return Optional.empty();
    }
    return Optional.of(events.get((int) (seq - events.first().seq())).messageId());
  }

  static boolean is(EventRef event, String sender, String clientMessageId) {
    return event.clientMessageId().equals(clientMessageId) && event.sender().equals(sender);
  }
}
