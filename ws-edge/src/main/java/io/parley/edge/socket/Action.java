package io.parley.edge.socket;

import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Hello;
import java.time.Instant;

/// What a frame asks for, once everything in it that can be checked without asking anybody was
/// checked.
sealed interface Action {
  record Greet(Hello hello) implements Action {}

  /// A command for the log, but for who sends it; written when the peer turns out to exist.
  ///
  /// @param target the field that says to whom
  /// @param resend was sent before, so it costs a search
  record Send(
      ConversationId.Direct conversation, String target, Command.Builder command, boolean resend)
      implements Action {}

  /// A command that nobody answers, written when the peer turns out to exist.
  record Mark(ConversationId.Direct conversation, Command.Builder command) implements Action {}

  /// @param cursor `Long.MAX_VALUE`: from the head
  record ReadBefore(String conversation, long cursor, int limit) implements Action {}

  record ReadAfter(String conversation, long cursor, int limit) implements Action {}

  record ListConversations(ListPosition from, int limit) implements Action {}

  record ListMoved(MovedPosition from, int limit) implements Action {}

  record Heartbeat() implements Action {}

  /// What would change nothing.
  record Nothing() implements Action {}

  record Refuse(Refused refused) implements Action {}

  /// Where a page of conversations begins: after this one, in the order of the list.
  record ListPosition(int hour, long head, String conversation) {
    static final ListPosition START = new ListPosition(Integer.MAX_VALUE, Long.MAX_VALUE, "");
  }

  /// Where a page of what moved begins: after this conversation.
  record MovedPosition(int sinceHour, String conversation) {
    /// A delivery lags behind its storing, and clocks differ, by less than this. The inbox counts
    /// hours, so most of the time it costs nothing.
    private static final int MARGIN_SECONDS = 15 * 60;

    static MovedPosition since(Instant time) {
      long second = time.getEpochSecond() - MARGIN_SECONDS;
      return new MovedPosition(
          Math.clamp(Math.floorDiv(second, 3600L), Integer.MIN_VALUE, Integer.MAX_VALUE), "");
    }
  }
}
