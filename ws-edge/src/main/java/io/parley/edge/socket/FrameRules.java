package io.parley.edge.socket;

import static io.parley.edge.socket.Refused.invalid;

import com.google.protobuf.Timestamp;
import io.parley.edge.socket.Action.ListPosition;
import io.parley.edge.socket.Action.MovedPosition;
import io.parley.protocol.ConversationId;
import io.parley.protocol.UserId;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.History;
import io.parley.protocol.v1.ListConversations;
import io.parley.protocol.v1.ListMoved;
import io.parley.protocol.v1.Mark;
import io.parley.protocol.v1.Send;
import java.time.Instant;
import java.util.Optional;

/// What a client may ask for, and how. Pure: it knows the frame and who sent it.
///
/// Lengths of texts are counted in Unicode code points, so that what a person sees as one character
/// counts alike in every script and in both subprotocols.
final class FrameRules {
  static final int PAGE_MAX = 200;
  static final int FRAME_ID_MAX = 64;
  private static final int MESSAGE_ID_MAX = 64;
  private static final int PAGE_STANDARD = 50;

  private FrameRules() {}

  /// What a device that was welcomed asks for.
  ///
  /// @param textMax the most characters a message may have
  static Action of(ClientFrame frame, String user, int textMax) {
    if (!idFits(frame)) {
      return refuse(idTooLong(frame));
    }
    return switch (frame.getBodyCase()) {
      case SEND -> send(frame.getSend(), frame.getId(), user, textMax);
      case MARK -> mark(frame.getMark(), user);
      case HISTORY -> history(frame.getHistory(), user);
      case CONVERSATIONS -> conversations(frame.getConversations());
      case MOVED -> moved(frame.getMoved());
      case PING -> new Action.Heartbeat();
      case HELLO -> refuse(invalid("hello", "a second one", "one, as the first frame"));
      case TYPING,
          REACT,
          EDIT,
          DELETE,
          WATCH,
          UNWATCH,
          CREATE_GROUP,
          CREATE_CHANNEL,
          ADD_MEMBERS,
          REMOVE_MEMBERS,
          LEAVE,
          RENAME,
          SET_ROLE ->
          refuse(unsupported(fieldName(frame)));
      case BODY_NOT_SET -> refuse(invalid("frame", "no body", "exactly one"));
    };
  }

  /// What comes before the welcome has to be a hello.
  static Action first(ClientFrame frame) {
    if (!idFits(frame)) {
      return refuse(idTooLong(frame));
    }
    return frame.hasHello()
        ? new Action.Greet(frame.getHello())
        : refuse(new Refused(Code.UNAUTHENTICATED, "the first frame has to be a hello"));
  }

  /// Whether the frame's id may be carried back.
  static boolean idFits(ClientFrame frame) {
    return frame.getId().length() <= FRAME_ID_MAX;
  }

  private static Refused idTooLong(ClientFrame frame) {
    return invalid("id", frame.getId().length() + " characters", "at most " + FRAME_ID_MAX);
  }

  private static Action send(Send send, String frameId, String user, int textMax) {
    if (send.hasMedia()) {
      return refuse(unsupported("send.media"));
    }
    int characters = send.getText().codePointCount(0, send.getText().length());
    if (characters > textMax) {
      return refuse(
          new Refused(
              Code.TOO_LARGE,
              "send.text: " + characters + " characters (expected: 1 to " + textMax + ")"));
    }
    if (characters == 0) {
      return refuse(invalid("send.text", "nothing", "1 to " + textMax + " characters"));
    }
    String messageId = send.getClientMessageId();
    int idCharacters = messageId.codePointCount(0, messageId.length());
    if (idCharacters < 1 || idCharacters > MESSAGE_ID_MAX) {
      return refuse(
          invalid("send.clientMessageId", idCharacters + " characters", "1 to " + MESSAGE_ID_MAX));
    }
    if (send.getReplyTo() < 0) {
      return refuse(invalid("send.replyTo", "" + send.getReplyTo(), "a messageId"));
    }
    return switch (send.getTargetCase()) {
      case USER ->
          UserId.isValid(send.getUser())
              ? send(send, frameId, ConversationId.direct(user, send.getUser()), send.getUser())
              : refuse(invalid("send.user", "no user id", UserId.RULE));
      case CONVERSATION ->
          switch (conversation("send.conversation", send.getConversation(), user)) {
            case Member(var direct) -> send(send, frameId, direct, "");
            case Outsider(var refused) -> refuse(refused);
          };
      case TARGET_NOT_SET -> refuse(invalid("send", "no target", "a user or a conversation"));
    };
  }

  private static Action send(
      Send send, String frameId, ConversationId.Direct conversation, String peer) {
    Command.Builder command =
        Command.newBuilder()
            .setConversation(conversation.text())
            .setFrameId(frameId)
            .setPeer(peer)
            .setSend(send.toBuilder().clearTarget().clearFirstAttemptAt());
    if (send.getResend() && send.hasFirstAttemptAt()) {
      command.setFirstAttemptAt(send.getFirstAttemptAt());
    }
    String target = send.hasUser() ? "send.user" : "send.conversation";
    return new Action.Send(conversation, target, command, send.getResend());
  }

  private static Action mark(Mark mark, String user) {
    if (mark.getDelivered() < 0 || mark.getRead() < 0 || mark.getReadMessageId() < 0) {
      return refuse(invalid("mark", "a negative number", "watermarks of 0 and above"));
    }
    return switch (conversation("mark.conversation", mark.getConversation(), user)) {
      case Member(var direct) -> mark(mark, direct);
      case Outsider(var refused) -> refuse(refused);
    };
  }

  /// A client that has neither seen nor read anything yet may say so.
  private static Action mark(Mark mark, ConversationId.Direct conversation) {
    return mark.getDelivered() == 0 && mark.getRead() == 0
        ? new Action.Nothing()
        : new Action.Mark(
            conversation,
            Command.newBuilder()
                .setConversation(conversation.text())
                .setMark(mark.toBuilder().clearConversation()));
  }

  private static Action history(History history, String user) {
    Optional<Refused> badLimit = badLimit("history.limit", history.getLimit());
    if (badLimit.isPresent()) {
      return refuse(badLimit.get());
    }
    int limit = limit(history.getLimit());
    String id = history.getConversation();
    return switch (conversation("history.conversation", id, user)) {
      case Outsider(var refused) -> refuse(refused);
      case Member _ ->
          switch (history.getCursorCase()) {
            case BEFORE ->
                history.getBefore() > 0
                    ? new Action.ReadBefore(id, history.getBefore(), limit)
                    : refuse(invalid("history.before", "" + history.getBefore(), "a messageId"));
            case AFTER ->
                history.getAfter() >= 0
                    ? new Action.ReadAfter(id, history.getAfter(), limit)
                    : refuse(invalid("history.after", "" + history.getAfter(), "a messageId or 0"));
            case CURSOR_NOT_SET -> new Action.ReadBefore(id, Long.MAX_VALUE, limit);
          };
    };
  }

  private static Action conversations(ListConversations list) {
    Optional<Refused> badLimit = badLimit("conversations.limit", list.getLimit());
    if (badLimit.isPresent()) {
      return refuse(badLimit.get());
    }
    Optional<ListPosition> from =
        list.getPageToken().isEmpty()
            ? Optional.of(ListPosition.START)
            : PageToken.list(list.getPageToken());
    return from.<Action>map(
            position -> new Action.ListConversations(position, limit(list.getLimit())))
        .orElseGet(() -> refuse(badToken("conversations.pageToken")));
  }

  private static Action moved(ListMoved list) {
    Optional<Refused> badLimit = badLimit("moved.limit", list.getLimit());
    if (badLimit.isPresent()) {
      return refuse(badLimit.get());
    }
    if (!list.getPageToken().isEmpty()) {
      return PageToken.moved(list.getPageToken())
          .<Action>map(position -> new Action.ListMoved(position, movedLimit(list.getLimit())))
          .orElseGet(() -> refuse(badToken("moved.pageToken")));
    }
    if (!list.hasSince()) {
      return refuse(invalid("moved.since", "nothing", "a serverTime, or a pageToken"));
    }
    return new Action.ListMoved(
        MovedPosition.since(instant(list.getSince())), movedLimit(list.getLimit()));
  }

  static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private static int limit(int asked) {
    return asked == 0 ? PAGE_STANDARD : asked;
  }

  /// Heads are small, and a device wants all of them.
  private static int movedLimit(int asked) {
    return asked == 0 ? PAGE_MAX : asked;
  }

  private static Optional<Refused> badLimit(String field, int limit) {
    return limit < 0 || limit > PAGE_MAX
        ? Optional.of(invalid(field, "" + limit, "1 to " + PAGE_MAX))
        : Optional.empty();
  }

  private static Refused badToken(String field) {
    return invalid(field, "no token of this server", "a nextPageToken, as it came");
  }

  private sealed interface Membership {}

  private record Member(ConversationId.Direct conversation) implements Membership {}

  private record Outsider(Refused refused) implements Membership {}

  private static Membership conversation(String field, String id, String user) {
    return ConversationId.parse(id)
        .<Membership>map(parsed ->
            switch (parsed) {
              case ConversationId.Direct direct ->
                  direct.has(user)
                      ? new Member(direct)
                      : new Outsider(
                          new Refused(Code.FORBIDDEN, field + ": not one of its members"));
            })
        .orElseGet(() ->
            new Outsider(new Refused(Code.NOT_FOUND, field + ": there is no such conversation")));
  }

  private static Refused unsupported(String field) {
    return new Refused(Code.UNSUPPORTED, field + ": not served here yet");
  }

  private static String fieldName(ClientFrame frame) {
    return ClientFrame.getDescriptor()
        .findFieldByNumber(frame.getBodyCase().getNumber())
        .getJsonName();
  }

  private static Action refuse(Refused refused) {
    return new Action.Refuse(refused);
  }
}
