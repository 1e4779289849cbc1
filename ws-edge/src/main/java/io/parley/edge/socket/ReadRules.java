package io.parley.edge.socket;

import static io.parley.edge.socket.FrameRules.refuse;
import static io.parley.edge.socket.Refused.invalid;

import io.parley.edge.socket.Action.ListPosition;
import io.parley.edge.socket.Action.MemberPosition;
import io.parley.edge.socket.Action.MovedPosition;
import io.parley.edge.socket.FieldRules.Named;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.GetInfo;
import io.parley.protocol.v1.History;
import io.parley.protocol.v1.ListConversations;
import io.parley.protocol.v1.ListMembers;
import io.parley.protocol.v1.ListMoved;
import java.util.Optional;

/// What a client may read, and from where. Pure.
final class ReadRules {
  private ReadRules() {}

  static Action history(History history, String user) {
    Optional<Refused> badLimit = FieldRules.limit("history.limit", history.getLimit());
    if (badLimit.isPresent()) {
      return refuse(badLimit.get());
    }
    return switch (FieldRules.conversation(
        "history.conversation", history.getConversation(), user)) {
      case Named.One(var conversation) -> history(history, conversation);
      case Named.Wrong(var refused) -> refuse(refused);
    };
  }

  private static Action history(History history, ConversationId conversation) {
    int limit = FieldRules.limitOf(history.getLimit());
    return switch (history.getCursorCase()) {
      case BEFORE ->
          history.getBefore() > 0
              ? new Action.ReadBefore(conversation, history.getBefore(), limit)
              : refuse(invalid("history.before", "" + history.getBefore(), "a messageId"));
      case AFTER ->
          history.getAfter() >= 0
              ? new Action.ReadAfter(conversation, history.getAfter(), limit)
              : refuse(invalid("history.after", "" + history.getAfter(), "a messageId or 0"));
      case CURSOR_NOT_SET -> new Action.ReadBefore(conversation, Long.MAX_VALUE, limit);
    };
  }

  static Action conversations(ListConversations list) {
    Optional<Refused> badLimit = FieldRules.limit("conversations.limit", list.getLimit());
    if (badLimit.isPresent()) {
      return refuse(badLimit.get());
    }
    Optional<ListPosition> from =
        list.getPageToken().isEmpty()
            ? Optional.of(ListPosition.START)
            : PageToken.list(list.getPageToken());
    return from.<Action>map(position ->
            new Action.ListConversations(
                position, FieldRules.limitOf(list.getLimit()), list.getWhich()))
        .orElseGet(() -> refuse(FieldRules.badToken("conversations.pageToken")));
  }

  static Action moved(ListMoved list) {
    Optional<Refused> badLimit = FieldRules.limit("moved.limit", list.getLimit());
    if (badLimit.isPresent()) {
      return refuse(badLimit.get());
    }
    if (!list.getPageToken().isEmpty()) {
      return PageToken.moved(list.getPageToken())
          .<Action>map(position -> new Action.ListMoved(position, movedLimit(list.getLimit())))
          .orElseGet(() -> refuse(FieldRules.badToken("moved.pageToken")));
    }
    if (!list.hasSince()) {
      return refuse(invalid("moved.since", "nothing", "a serverTime, or a pageToken"));
    }
    return new Action.ListMoved(
        MovedPosition.since(FrameRules.instant(list.getSince())), movedLimit(list.getLimit()));
  }

  static Action info(GetInfo info) {
    return switch (FieldRules.roster("info.conversation", info.getConversation())) {
      case Named.One(var conversation) -> new Action.GetInfo(conversation);
      case Named.Wrong(var refused) -> refuse(refused);
    };
  }

  static Action members(ListMembers list) {
    Optional<Refused> badLimit = FieldRules.limit("members.limit", list.getLimit());
    if (badLimit.isPresent()) {
      return refuse(badLimit.get());
    }
    Optional<MemberPosition> from =
        list.getPageToken().isEmpty()
            ? Optional.of(MemberPosition.START)
            : PageToken.members(list.getPageToken());
    if (from.isEmpty()) {
      return refuse(FieldRules.badToken("members.pageToken"));
    }
    return switch (FieldRules.roster("members.conversation", list.getConversation())) {
      case Named.One(var conversation) ->
          list.getBanned() && conversation instanceof ConversationId.Group
              ? refuse(FieldRules.unsupported("members.banned", "not in a group"))
              : new Action.ListMembers(
                  conversation, from.get(), FieldRules.limitOf(list.getLimit()), list.getBanned());
      case Named.Wrong(var refused) -> refuse(refused);
    };
  }

  /// Heads are small, and a device wants all of them.
  private static int movedLimit(int asked) {
    return asked == 0 ? FieldRules.PAGE_MAX : asked;
  }
}
