package io.parley.router.core;

import io.parley.history.EventRef;
import io.parley.history.LogPosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the machine knows of a conversation. Immutable; [#apply] is the only way on.
public final class ConversationState {
  private final int windowSize;

  /// The newest events, oldest first: exactly `windowSize` of them, or all.
  private final List<EventRef> window;

  /// The hash codes of their client message ids. Nearly every message is none of these, and half of
  /// a router's work would be to find that out by going to 128 strings.
  private final int[] hashes;

  /// Decided and not stored yet, oldest first.
  private final List<EventRef> unstored;

  private ConversationState(
      int windowSize, List<EventRef> window, int[] hashes, List<EventRef> unstored) {
    this.windowSize = windowSize;
    this.window = window;
    this.hashes = hashes;
    this.unstored = unstored;
  }

  /// From what is stored.
  ///
  /// @param tail the newest events, newest first: exactly `windowSize`, or all
  /// @throws IllegalStateException when an event is missing among them. Nothing may be decided
  ///   then: an event that comes to light later would be a second one with its seq.
  public static ConversationState of(int windowSize, List<EventRef> tail) {
    List<EventRef> window = new ArrayList<>(tail.reversed());
    for (int i = 1; i < window.size(); i++) {
      requireNext(window.get(i - 1), window.get(i));
    }
    if (window.size() < windowSize && !window.isEmpty() && window.getFirst().seq() != 1) {
      throw new IllegalStateException(
          "oldest seq: %d (expected: 1 in a conversation of %d events)"
              .formatted(window.getFirst().seq(), window.size()));
    }
    int[] hashes = window.stream().mapToInt(event -> event.clientMessageId().hashCode()).toArray();
    return new ConversationState(windowSize, List.copyOf(window), hashes, List.of());
  }

  /// The conversation after this event, which is the next one.
  public ConversationState apply(EventRef event) {
    EventRef head = head();
    if (head == null ? event.seq() != 1 : event.seq() != head.seq() + 1) {
      throw new IllegalStateException("seq: %d (expected: after the head)".formatted(event.seq()));
    }
    int from = window.size() < windowSize ? 0 : 1;
    List<EventRef> newWindow = new ArrayList<>(windowSize);
    newWindow.addAll(window.subList(from, window.size()));
    newWindow.add(event);
    int[] newHashes = Arrays.copyOfRange(hashes, from, window.size() + 1);
    newHashes[newHashes.length - 1] = event.clientMessageId().hashCode();
    List<EventRef> newUnstored = new ArrayList<>(unstored.size() + 1);
    newUnstored.addAll(unstored);
    newUnstored.add(event);
    return new ConversationState(
        windowSize,
        Collections.unmodifiableList(newWindow),
        newHashes,
        Collections.unmodifiableList(newUnstored));
  }

  /// The same, now that all of it is stored.
  public ConversationState stored() {
    return unstored.isEmpty() ? this : new ConversationState(windowSize, window, hashes, List.of());
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
    return window.isEmpty() ? 0 : window.getLast().seq();
  }

  /// 0 before the first event.
  public long headId() {
    return window.isEmpty() ? 0 : window.getLast().messageId();
  }

  /// How many events it holds, for a bound on caches.
  public int size() {
    return window.size();
  }

  private @Nullable EventRef head() {
    return window.isEmpty() ? null : window.getLast();
  }

  /// Whether the record at this position was applied before.
  boolean isReplay(LogPosition position) {
    EventRef head = head();
    return head != null && head.position().isAtOrAfter(position);
  }

  /// The event in the window that the record at this position made.
  Optional<EventRef> at(LogPosition position) {
    return window.stream().filter(event -> event.position().equals(position)).findFirst();
  }

  /// Whether an event made at this position, which is a replay, would be in the window.
  boolean covers(LogPosition position) {
    return window.size() == headSeq() || position.isAtOrAfter(window.getFirst().position());
  }

  /// The message in the window that its sender calls so.
  Optional<EventRef> message(String sender, String clientMessageId) {
    int hash = clientMessageId.hashCode();
    for (int i = hashes.length - 1; i >= 0; i--) {
      if (hashes[i] == hash && is(window.get(i), sender, clientMessageId)) {
        return Optional.of(window.get(i));
      }
    }
    return Optional.empty();
  }

  /// Decided and not stored yet, oldest first.
  List<EventRef> unstored() {
    return unstored;
  }

  /// The id of the event with this seq, if it is in the window.
  Optional<Long> idOf(long seq) {
    long index = window.isEmpty() ? -1 : seq - window.getFirst().seq();
    return index < 0 || index >= window.size()
        ? Optional.empty()
        : Optional.of(window.get((int) index).messageId());
  }

  static boolean is(EventRef event, String sender, String clientMessageId) {
    return event.clientMessageId().equals(clientMessageId) && event.sender().equals(sender);
  }
}
