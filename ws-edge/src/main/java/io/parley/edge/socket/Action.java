package io.parley.edge.socket;

import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Hello;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Which;
import java.time.Instant;
import java.util.List;

/// What a frame asks for, once everything in it that can be checked without asking anybody was
/// checked.
sealed interface Action {
  record Greet(Hello hello) implements Action {}

  /// A command for the log, but for who sends it; in a direct conversation written when the peer
  /// turns out to exist.
  ///
  /// @param target the field that says to whom
  /// @param resend was sent before, so it costs a search
  record Send(ConversationId conversation, String target, Command.Builder command, boolean resend)
      implements Action {}

  /// Watermarks, which nobody answers.
  record Mark(ConversationId conversation, io.parley.protocol.v1.Mark mark) implements Action {}

  /// A command that makes a group or channel, whose name has still to be coined.
  record Create(Kind kind, Command.Builder command, People people) implements Action {}

  /// A command that changes a group or channel, for its router to decide.
  record Change(Command.Builder command, People people) implements Action {}

  /// A command that asks to be let in.
  record Join(ConversationId conversation, Command.Builder command) implements Action {}

  /// A command about how its sender keeps a conversation of hers.
  ///
  /// @param target the field that names the conversation
  record Keep(ConversationId conversation, String target, Command.Builder command)
      implements Action {}

  /// @param cursor `Long.MAX_VALUE`: from the head
  record ReadBefore(ConversationId conversation, long cursor, int limit) implements Action {}

  record ReadAfter(ConversationId conversation, long cursor, int limit) implements Action {}

  record ListConversations(ListPosition from, int limit, Which which) implements Action {}

  record ListMoved(MovedPosition from, int limit) implements Action {}

  /// @param conversation a group or channel
  record GetInfo(ConversationId conversation) implements Action {}

  /// @param conversation a group or channel
  /// @param banned those who are banned from a channel instead of its members
  record ListMembers(ConversationId conversation, MemberPosition from, int limit, boolean banned)
      implements Action {}

  record Heartbeat() implements Action {}

  /// What would change nothing.
  record Nothing() implements Action {}

  record Refuse(Refused refused) implements Action {}

  /// Whom a command names.
  ///
  /// @param field that names them
  /// @param haveToExist whether it is only done when there are such users
  record People(String field, List<String> users, boolean haveToExist) {
    static final People NOBODY = new People("", List.of(), false);
  }

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

  /// Where a page of members begins: after this one.
  ///
  /// @param place in a channel the place on its list; in a group the seq of the event that let the
  ///   member in
  /// @param user in a group the member; else empty
  record MemberPosition(long place, String user) {
    static final MemberPosition START = new MemberPosition(0, "");
  }
}
