package io.parley.standalone.chat;

import io.parley.client.Transport;
import io.parley.protocol.Decoded;
import io.parley.protocol.FrameCodec;
import io.parley.protocol.FrameLimits;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.History;
import io.parley.protocol.v1.Mark;
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
  final List<Mark> marks = new ArrayList<>();
  long read;

  /// Knows what comes, and nothing of what was.
  boolean forgetful;

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
      case CONVERSATIONS -> answer.setConversations(list());
      case HISTORY ->
          forgetful && !frame.getHistory().hasAfter()
              ? answer.setError(Problem.newBuilder().setCode(Code.INTERNAL))
              : answer.setPage(page(frame.getHistory()));
      case MARK -> {
        marks.add(frame.getMark());
        yield answer;
      }
      case SEND ->
          refuses
              ? answer.setError(Problem.newBuilder().setCode(Code.NOT_FOUND))
              : answer.setSent(store(frame));
      default -> answer;
    };
  }

  private ConversationList.Builder list() {
    return stored.isEmpty()
        ? ConversationList.newBuilder()
        : ConversationList.newBuilder()
            .addItems(
                ConversationItem.newBuilder()
                    .setConversation("d:alice:bob")
                    .setHead(Head.newBuilder().setSeq(stored.size()).setMessageId(stored.size()))
                    .setRead(read));
  }

  private Page.Builder page(History history) {
    if (history.hasAfter()) {
      return Page.newBuilder()
          .addAllEvents(stored.subList((int) history.getAfter(), stored.size()));
    }
    int end = history.hasBefore() ? (int) history.getBefore() - 1 : stored.size();
    int begin = Math.max(0, end - history.getLimit());
    return Page.newBuilder().addAllEvents(stored.subList(begin, end).reversed()).setMore(begin > 0);
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
