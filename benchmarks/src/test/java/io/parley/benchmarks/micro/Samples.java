package io.parley.benchmarks.micro;

import com.google.protobuf.Timestamp;
import io.parley.ids.SnowflakeLayout;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Answer;
import io.parley.protocol.v1.ChatMessage;
import io.parley.protocol.v1.ClientFrame;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Delivery;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Origin;
import io.parley.protocol.v1.Send;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import java.util.UUID;

/// One message of 100 characters, all of them ASCII, as it is written at each hop of its way. Made
/// anew by each call: one that was written before knows its size already.
public final class Samples {
  public static final String SENDER = "ann";
  public static final String PEER = "bob";
  public static final ConversationId DIRECT = ConversationId.direct(SENDER, PEER);
  public static final String TEXT =
      "The quick brown fox jumps over the lazy dog, and the dog, being lazy, only wonders about it"
          + " at ease.";

  /// Where the sender's socket is.
  public static final int SLOT = 3;

  public static final long SESSION = 0x5e55_1011L;
  public static final String DEVICE = "ann-phone";

  /// 2026-03-01T12:00:00.123Z
  public static final long AT_MS = 1_772_366_400_123L;

  private static final String CONVERSATION = DIRECT.text();
  private static final String CLIENT_MESSAGE_ID = clientMessageId(42);
  private static final Timestamp AT = time(AT_MS);
  private static final long SEQ = 4_711;
  private static final long MESSAGE_ID =
      SnowflakeLayout.compose(AT_MS - SnowflakeLayout.EPOCH.toEpochMilli(), 2, 17);
  private static final String FRAME_ID = "1042";

  private Samples() {}

  /// A UUID, as clients name their messages.
  public static String clientMessageId(long number) {
    return new UUID(0x5eed_0000_0000_4000L, 0x8000_0000_0000_0000L | number).toString();
  }

  public static ClientFrame send() {
    return ClientFrame.newBuilder()
        .setId(FRAME_ID)
        .setSend(message(CLIENT_MESSAGE_ID).setUser(PEER))
        .build();
  }

  private static Send.Builder message(String clientMessageId) {
    return Send.newBuilder().setClientMessageId(clientMessageId).setText(TEXT);
  }

  public static ServerFrame event() {
    return ServerFrame.newBuilder()
        .setEvent(
            Event.newBuilder()
                .setConversation(CONVERSATION)
                .setSeq(SEQ)
                .setMessageId(MESSAGE_ID)
                .setSender(SENDER)
                .setAt(AT)
                .setMessage(
                    ChatMessage.newBuilder().setClientMessageId(CLIENT_MESSAGE_ID).setText(TEXT)))
        .build();
  }

  public static ServerFrame sent() {
    return ServerFrame.newBuilder()
        .setRe(FRAME_ID)
        .setSent(
            Sent.newBuilder()
                .setConversation(CONVERSATION)
                .setClientMessageId(CLIENT_MESSAGE_ID)
                .setMessageId(MESSAGE_ID)
                .setSeq(SEQ)
                .setAt(AT))
        .build();
  }

  public static Command command() {
    return command(CONVERSATION, CLIENT_MESSAGE_ID, AT).setPeer(PEER).build();
  }

  /// What the sender's edge writes into the log.
  public static Command.Builder command(
      String conversation, String clientMessageId, Timestamp sentAt) {
    return Command.newBuilder()
        .setConversation(conversation)
        .setOrigin(
            Origin.newBuilder()
                .setUser(SENDER)
                .setDevice(DEVICE)
                .setSession(SESSION)
                .setEdgeSlot(SLOT)
                .setRequest(SEQ))
        .setFrameId(FRAME_ID)
        .setSend(message(clientMessageId))
        .setFirstAttemptAt(sentAt);
  }

  /// What the router tells an edge that holds both: the message for one, the answer for the other.
  public static Delivery delivery() {
    return Delivery.newBuilder()
        .setFrame(event().toByteString())
        .addUsers(PEER)
        .setAnswer(
            Answer.newBuilder().setSession(SESSION).setRequest(SEQ).setFrame(sent().toByteString()))
        .build();
  }

  /// @param ms since 1970
  public static Timestamp time(long ms) {
    return Timestamp.newBuilder()
        .setSeconds(ms / 1_000)
        .setNanos((int) (ms % 1_000) * 1_000_000)
        .build();
  }
}
