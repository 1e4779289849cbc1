package io.parley.standalone.chat;

import io.parley.client.Transport;
import io.parley.protocol.Decoded;
import io.parley.protocol.FrameCodec;
import io.parley.protocol.FrameLimits;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Page;
import io.parley.protocol.v1.Problem;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import io.parley.protocol.v1.Welcome;
import java.util.ArrayList;
import java.util.List;

/// Just enough of a server for one who talks to bob, in the same process.
final class LoneServer implements Transport {
  private final FrameCodec codec = FrameCodec.binary(FrameLimits.DEFAULT);
  final List<Event> stored = new ArrayList<>();
  boolean away;
  boolean refuses;

  @Override
  public Connection connect(Endpoint endpoint, Events events) {
    if (away) {
      events.closed(Closing.broken("away"));
    } else {
      events.opened();
    }
    return new Connection() {
      @Override
      public boolean send(byte[] bytes) {
        if (codec.decodeClient(bytes) instanceof Decoded.Ok<ClientFrame>(ClientFrame frame)) {
          ServerFrame.Builder answer = answer(frame);
          if (answer.getBodyCase() != ServerFrame.BodyCase.BODY_NOT_SET) {
            events.frame(codec.encode(answer.setRe(frame.getId()).build()));
          }
        }
        return true;
      }

      @Override
      public void close(int code) {}
    };
  }

  private synchronized ServerFrame.Builder answer(ClientFrame frame) {
    ServerFrame.Builder answer = ServerFrame.newBuilder();
    return switch (frame.getBodyCase()) {
      case HELLO -> answer.setWelcome(Welcome.newBuilder().setMaxInFlight(8));
      case CONVERSATIONS -> answer.setConversations(ConversationList.getDefaultInstance());
      case HISTORY -> answer.setPage(Page.newBuilder().addAllEvents(stored.reversed()));
      case SEND ->
          refuses
              ? answer.setError(Problem.newBuilder().setCode(Code.NOT_FOUND))
              : answer.setSent(store(frame));
      default -> answer;
    };
  }

  private Sent.Builder store(ClientFrame frame) {
    Event event = event("alice", frame.getSend().getText());
    return Sent.newBuilder()
        .setConversation(event.getConversation())
        .setClientMessageId(frame.getSend().getClientMessageId())
        .setSeq(event.getSeq())
        .setMessageId(event.getMessageId());
  }

  Event event(String sender, String text) {
    Event event =
        Event.newBuilder()
            .setConversation("d:alice:bob")
            .setSeq(stored.size() + 1)
            .setMessageId(stored.size() + 1)
            .setSender(sender)
            .setMessage(ChatMessage.newBuilder().setText(text))
            .build();
    stored.add(event);
    return event;
  }
}
