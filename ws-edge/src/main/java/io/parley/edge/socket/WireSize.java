package io.parley.edge.socket;

import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.ServerFrame;

/// How many bytes a part of a page takes at most, in either subprotocol. Pages are cut by it: a
/// character that is one byte in protobuf may be six in JSON. Pure.
///
/// What conversations are full of is counted, since it costs less than to encode it twice; what is
/// rare is encoded to see.
final class WireSize {
  /// All of an event or of an item but its texts: names of fields, numbers, times, punctuation.
  private static final int REST = 320;

  /// What an item may have beside: role, number of members, flags with their times, and all of a
  /// draft but its text.
  private static final int KEPT = 320;

  private static final int ESCAPED_CONTROL = 6;

  private WireSize() {}

  static int atMost(ConversationItem item) {
    int last = item.hasLast() ? atMost(item.getLast()) : 0;
    return REST
        + KEPT
        + text(item.getConversation())
        + text(item.getName())
        + item.getPicture().length()
        + text(item.getDraft().getText())
        + last;
  }

  static int atMost(Event event) {
    return switch (event.getBodyCase()) {
      case MESSAGE ->
          isPlain(event.getMessage())
              ? REST
                  + text(event.getConversation())
                  + text(event.getSender())
                  + text(event.getMessage().getClientMessageId())
                  + text(event.getMessage().getText())
              : encoded(event);
      case EDITED,
          DELETED,
          REACTED,
          CREATED,
          MEMBERS_ADDED,
          MEMBERS_REMOVED,
          ROLE_SET,
          RENAMED,
          DESCRIBED,
          PICTURE_SET,
          SETTINGS_CHANGED,
          JOIN_REQUESTED,
          REQUESTS_DECLINED,
          LINK_CREATED,
          LINK_REVOKED,
          BODY_NOT_SET ->
          encoded(event);
    };
  }

  private static boolean isPlain(ChatMessage message) {
    return !message.hasMedia() && message.getReactionsCount() == 0;
  }

  private static int encoded(Event event) {
    ServerFrame frame = ServerFrame.newBuilder().setEvent(event).build();
    return Math.max(event.getSerializedSize(), Dialect.JSON.encode(frame).length);
  }

  /// As JSON escapes it, in UTF-8.
  private static int text(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      bytes += bytes(text.charAt(i));
    }
    return bytes;
  }

  private static int bytes(char unit) {
    if (unit < ' ') {
      return ESCAPED_CONTROL;
    }
    if (unit == '"' || unit == '\\') {
      return 2;
    }
    if (unit < 0x80) {
      return 1;
    }
    // a pair of surrogates is four bytes
    return unit < 0x800 || Character.isSurrogate(unit) ? 2 : 3;
  }
}
