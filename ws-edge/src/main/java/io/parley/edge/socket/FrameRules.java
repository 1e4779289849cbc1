package io.parley.edge.socket;

import static io.parley.edge.socket.FieldRules.unsupported;
import static io.parley.edge.socket.Refused.invalid;

import com.google.protobuf.Timestamp;
import io.parley.edge.socket.FieldRules.Named;
import io.parley.protocol.ConversationId;
import io.parley.protocol.UserId;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Mark;
import io.parley.protocol.v1.Send;
import java.time.Instant;
import java.util.Optional;

/// What a client may ask for, and how. Pure: it knows the frame and who sent it. What is read
/// stands in [ReadRules], what is asked of groups and channels in [RosterRules] and [ProfileRules],
/// and what users do with their own lists in [KeepingRules].
final class FrameRules {
  static final int FRAME_ID_MAX = 64;

  private FrameRules() {}

  /// What a device that was welcomed asks for.
  ///
  /// @param textMax the most characters a message may have
  static Action of(ClientFrame frame, String user, int textMax) {
    if (!idFits(frame)) {
      return refuse(idTooLong(frame));
    }
    return switch (frame.getBodyCase()) {
      case SEND -> send(frame.getSend(), user, textMax);
      case MARK -> mark(frame.getMark(), user);
      case HISTORY -> ReadRules.history(frame.getHistory(), user);
      case CONVERSATIONS -> ReadRules.conversations(frame.getConversations());
      case MOVED -> ReadRules.moved(frame.getMoved());
      case INFO -> ReadRules.info(frame.getInfo());
      case MEMBERS -> ReadRules.members(frame.getMembers());
      case PING -> new Action.Heartbeat();
      case HELLO -> refuse(invalid("hello", "a second one", "one, as the first frame"));
      case CREATE_GROUP -> RosterRules.createGroup(frame.getCreateGroup(), user);
      case CREATE_CHANNEL -> RosterRules.createChannel(frame.getCreateChannel());
      case ADD_MEMBERS -> RosterRules.addMembers(frame.getAddMembers());
      case REMOVE_MEMBERS -> RosterRules.removeMembers(frame.getRemoveMembers());
      case LEAVE -> RosterRules.leave(frame.getLeave());
      case SET_ROLE -> RosterRules.setRole(frame.getSetRole());
      case BAN -> RosterRules.ban(frame.getBan());
      case UNBAN -> RosterRules.unban(frame.getUnban());
      case JOIN -> RosterRules.join(frame.getJoin());
      case ANSWER_REQUESTS -> RosterRules.answerRequests(frame.getAnswerRequests());
      case RENAME -> ProfileRules.rename(frame.getRename());
      case DESCRIBE -> ProfileRules.describe(frame.getDescribe());
      case SET_PICTURE -> ProfileRules.setPicture(frame.getSetPicture());
      case CHANGE_SETTINGS -> ProfileRules.changeSettings(frame.getChangeSettings());
      case CREATE_LINK -> ProfileRules.createLink(frame.getCreateLink());
      case REVOKE_LINK -> ProfileRules.revokeLink(frame.getRevokeLink());
      case ARCHIVE -> KeepingRules.archive(frame.getArchive(), user);
      case MUTE -> KeepingRules.mute(frame.getMute(), user);
      case PIN -> KeepingRules.pin(frame.getPin(), user);
      case DRAFT -> KeepingRules.draft(frame.getDraft(), user, textMax);
      case TYPING, REACT, EDIT, DELETE, WATCH, UNWATCH ->
          refuse(unsupported(fieldName(frame), "not served here yet"));
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

  private static Action send(Send send, String user, int textMax) {
    int characters = FieldRules.characters(send.getText());
    Optional<Refused> wrong =
        FieldRules.firstOf(
            FieldRules.when(
                send.hasMedia(), () -> unsupported("send.media", "not served here yet")),
            FieldRules.when(
                characters > textMax,
                () ->
                    FieldRules.tooLarge(
                        "send.text", characters + " characters", "1 to " + textMax)),
            FieldRules.when(
                characters == 0,
                () -> invalid("send.text", "nothing", "1 to " + textMax + " characters")),
            FieldRules.clientMessageId("send.clientMessageId", send.getClientMessageId()),
            FieldRules.when(
                send.getReplyTo() < 0,
                () -> invalid("send.replyTo", "" + send.getReplyTo(), "a messageId")));
    if (wrong.isPresent()) {
      return refuse(wrong.get());
    }
    return switch (send.getTargetCase()) {
      case USER ->
          UserId.isValid(send.getUser())
              ? send(send, ConversationId.direct(user, send.getUser()), send.getUser())
              : refuse(invalid("send.user", "no user id", UserId.RULE));
      case CONVERSATION ->
          switch (FieldRules.conversation("send.conversation", send.getConversation(), user)) {
            case Named.One(var conversation) -> send(send, conversation, "");
            case Named.Wrong(var refused) -> refuse(refused);
          };
      case TARGET_NOT_SET -> refuse(invalid("send", "no target", "a user or a conversation"));
    };
  }

  private static Action send(Send send, ConversationId conversation, String peer) {
    Command.Builder command =
        Command.newBuilder()
            .setConversation(conversation.text())
            .setPeer(peer)
            .setSend(send.toBuilder().clearTarget().clearFirstAttemptAt());
    if (send.getResend() && send.hasFirstAttemptAt()) {
      command.setFirstAttemptAt(send.getFirstAttemptAt());
    }
    String target = send.hasUser() ? "send.user" : "send.conversation";
    return new Action.Send(conversation, target, command, send.getResend());
  }

  /// A client that has neither seen nor read anything yet may say so.
  private static Action mark(Mark mark, String user) {
    if (mark.getDelivered() < 0 || mark.getRead() < 0 || mark.getReadMessageId() < 0) {
      return refuse(invalid("mark", "a negative number", "watermarks of 0 and above"));
    }
    return switch (FieldRules.conversation("mark.conversation", mark.getConversation(), user)) {
      case Named.One(var conversation) ->
          mark.getDelivered() == 0 && mark.getRead() == 0
              ? new Action.Nothing()
              : new Action.Mark(conversation, mark);
      case Named.Wrong(var refused) -> refuse(refused);
    };
  }

  private static String fieldName(ClientFrame frame) {
    return ClientFrame.getDescriptor()
        .findFieldByNumber(frame.getBodyCase().getNumber())
        .getJsonName();
  }

  static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  static Action refuse(Refused refused) {
    return new Action.Refuse(refused);
  }
}
