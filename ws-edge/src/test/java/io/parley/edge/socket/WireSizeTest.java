package io.parley.edge.socket;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.ConversationList;
import io.parley.protocol.v1.Created;
import io.parley.protocol.v1.Draft;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Flags;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Kind;
import io.parley.protocol.v1.Media;
import io.parley.protocol.v1.Page;
import io.parley.protocol.v1.Reaction;
import io.parley.protocol.v1.Role;
import io.parley.protocol.v1.ServerFrame;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class WireSizeTest {
  private static final Timestamp LONGEST =
      Timestamp.newBuilder().setSeconds(253_402_300_799L).setNanos(999_999_999).build();

  private static Event event(String text) {
    return Event.newBuilder()
        .setConversation("d:" + "a".repeat(64) + ":" + "b".repeat(64))
        .setSeq(Long.MAX_VALUE)
        .setMessageId(Long.MAX_VALUE)
        .setSender("b".repeat(64))
        .setAt(LONGEST)
        .setMessage(
            ChatMessage.newBuilder()
                .setClientMessageId("\u0001".repeat(64))
                .setText(text)
                .setReplyTo(Long.MAX_VALUE)
                .setEditedAt(LONGEST)
                .setDeleted(true))
        .build();
  }

  private static void assertBound(Event event) {
    ServerFrame two =
        ServerFrame.newBuilder()
            .setPage(Page.newBuilder().addEvents(event).addEvents(event))
            .build();
    ServerFrame one = ServerFrame.newBuilder().setPage(Page.newBuilder().addEvents(event)).build();
    for (Dialect dialect : Dialect.values()) {
      int taken = dialect.encode(two).length - dialect.encode(one).length;
      assertTrue(taken <= WireSize.atMost(event), taken + " bytes of " + dialect);
    }
  }

  @Test
  void noMessageTakesMore() {
    assertBound(event(""));
    assertBound(event("\u0001".repeat(4096)));
    assertBound(event("\"\\\n\t\u007f\u0080\u2028\ud800".repeat(500)));
    assertBound(event(Character.toString(0x1F600).repeat(4096)));
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int i = 0; i < 200; i++) {
      StringBuilder text = new StringBuilder();
      random
          .ints(random.nextInt(400), 0, 0x110000)
          .map(point -> Character.getType(point) == Character.SURROGATE ? ' ' : point)
          .forEach(text::appendCodePoint);
      random.ints(100, 0, 0x180).forEach(text::appendCodePoint);
      assertBound(event(text.toString()));
    }
  }

  @Test
  void norDoesAnotherEvent() {
    assertBound(Event.newBuilder().setCreated(Created.newBuilder().setName("\u0001")).build());
    Event plain = event("x");
    ChatMessage message = plain.getMessage();
    assertBound(
        plain.toBuilder()
            .setMessage(message.toBuilder().setMedia(Media.newBuilder().setId("m".repeat(400))))
            .build());
    assertBound(
        plain.toBuilder()
            .setMessage(
                message.toBuilder()
                    .putReactions("x", Reaction.newBuilder().addUsers("u".repeat(400)).build()))
            .build());
  }

  @Test
  void norDoesAnItemOfAList() {
    ConversationItem item =
        ConversationItem.newBuilder()
            .setConversation("d:" + "a".repeat(64) + ":" + "b".repeat(64))
            .setKind(Kind.CHANNEL)
            .setName("\u0001".repeat(100))
            .setHead(Head.newBuilder().setSeq(Long.MAX_VALUE).setMessageId(Long.MAX_VALUE))
            .setRead(Long.MAX_VALUE)
            .setReadMessageId(Long.MAX_VALUE)
            .setDelivered(Long.MAX_VALUE)
            .setLast(event("\u0001".repeat(4096)))
            .build();
    ServerFrame frame =
        ServerFrame.newBuilder()
            .setConversations(ConversationList.newBuilder().addItems(item))
            .build();
    for (Dialect dialect : Dialect.values()) {
      assertTrue(dialect.encode(frame).length <= WireSize.atMost(item), dialect.name());
    }
  }

  @Test
  void norDoesOneWithAllThatAnItemMayHave() {
    ConversationItem item =
        ConversationItem.newBuilder()
            .setConversation(Rooms.channel(1))
            .setKind(Kind.CHANNEL)
            .setName("\u0001".repeat(128))
            .setHead(Head.newBuilder().setSeq(Long.MAX_VALUE).setMessageId(Long.MAX_VALUE))
            .setRead(Long.MAX_VALUE)
            .setReadMessageId(Long.MAX_VALUE)
            .setDelivered(Long.MAX_VALUE)
            .setRole(Role.MEMBER)
            .setMemberCount(Integer.MAX_VALUE)
            .setPicture("p".repeat(128))
            .setFlags(
                Flags.newBuilder().setArchived(true).setMutedUntil(LONGEST).setPinnedAt(LONGEST))
            .setDraft(
                Draft.newBuilder()
                    .setText("\u0001".repeat(4096))
                    .setReplyTo(Long.MAX_VALUE)
                    .setAt(LONGEST))
            .build();
    ServerFrame frame =
        ServerFrame.newBuilder()
            .setConversations(ConversationList.newBuilder().addItems(item))
            .build();
    for (Dialect dialect : Dialect.values()) {
      assertTrue(dialect.encode(frame).length <= WireSize.atMost(item), dialect.name());
    }
  }
}
