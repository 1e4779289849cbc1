package io.parley.client;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.ClientFrame;

/// What a request of the app is like: whether it may be made again, and what it must not overtake.
///
/// @param isRead changes nothing
/// @param creates makes a conversation
/// @param isRepeatable what is made twice is done once, or comes to the same
/// @param clientMessageId by which the server knows it, and answers it again; empty: none
/// @param lane the conversation that it changes; empty: none in particular
record Request(
    boolean isRead, boolean creates, boolean isRepeatable, String clientMessageId, String lane) {
  private static final OneofDescriptor BODY =
      ClientFrame.getDescriptor().getOneofs().stream()
          .filter(one -> one.getName().equals("body"))
          .findFirst()
          .orElseThrow();

  static Request of(ClientFrame frame) {
    boolean isRead =
        switch (frame.getBodyCase()) {
          case HISTORY, CONVERSATIONS, MOVED, INFO, MEMBERS -> true;
          default -> false;
        };
    String clientMessageId = text(frame, "client_message_id");
    String lane = isRead ? "" : conversation(frame);
    boolean isKnownAgain = !clientMessageId.isEmpty() && !movesMembersOfChannel(frame, lane);
    return new Request(
        isRead,
        frame.hasCreateGroup() || frame.hasCreateChannel(),
        isRead || setsOwnView(frame) || isKnownAgain,
        clientMessageId,
        lane);
  }

  /// Members of channels come and go without an event to know the request by: made again, it would
  /// be done again, and undo what somebody wanted since.
  private static boolean movesMembersOfChannel(ClientFrame frame, String lane) {
    return lane.startsWith(ConversationId.Channel.PREFIX)
        && switch (frame.getBodyCase()) {
          case JOIN, LEAVE, ADD_MEMBERS, REMOVE_MEMBERS, BAN, UNBAN -> true;
          default -> false;
        };
  }

  /// They say how it shall be, not what to change: made again they change nothing more.
  private static boolean setsOwnView(ClientFrame frame) {
    return switch (frame.getBodyCase()) {
      case ARCHIVE, MUTE, PIN, DRAFT -> true;
      default -> false;
    };
  }

  private static String conversation(ClientFrame frame) {
    String link = text(frame, "link");
    // a link begins with the conversation that it leads to
    return link.isEmpty() ? text(frame, "conversation") : link.split("\\.", 2)[0];
  }

  private static String text(ClientFrame frame, String field) {
    FieldDescriptor body = frame.getOneofFieldDescriptor(BODY);
    if (body == null) {
      return "";
    }
    FieldDescriptor wanted = body.getMessageType().findFieldByName(field);
    return wanted == null ? "" : (String) ((Message) frame.getField(body)).getField(wanted);
  }
}
