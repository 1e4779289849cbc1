package io.parley.router.core;

import com.google.protobuf.Timestamp;
import io.parley.history.EventRef;
import io.parley.ids.SnowflakeLayout;
import io.parley.protocol.ConversationId.Direct;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.Origin;
import io.parley.protocol.v1.Problem;
import io.parley.protocol.v1.Receipt;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Who hears of a decision, once what it stores is stored. The same again when the log is replayed.
///
/// @param answer to the socket that asked; empty when it wants none
public record Effects(Optional<ServerFrame> answer, Optional<Broadcast> broadcast) {
  static final Effects NONE = new Effects(Optional.empty(), Optional.empty());

  /// A frame for every device of these users.
  ///
  /// @param moved the conversation's head, when it has moved
  /// @param toAsker whether also the device that asked hears it; not when its answer, or what it
  ///   said itself, tells it as much
  public record Broadcast(
      ServerFrame frame, List<String> users, Optional<Head> moved, boolean toAsker) {}

  static Effects of(Direct conversation, LoggedCommand logged, Decision decision) {
    Command command = logged.command();
    return switch (decision) {
      case Decision.Accepted(EventRef ref, Event event) -> ofEvent(conversation, command, event);
      case Decision.Replayed(EventRef ref, Event event) -> ofEvent(conversation, command, event);
      case Decision.Duplicate(EventRef original) -> ofDuplicate(conversation, command, original);
      case Decision.Marked marked -> ofMark(conversation, logged, marked, false);
      case Decision.Ignored() -> NONE;
      case Decision.Refused refused -> refusal(command, refused);
      case Decision.Broken _ -> fault(logged);
    };
  }

  /// Also for what was not admitted to any conversation.
  public static Effects refusal(Command command, Decision.Refused refused) {
    return answer(
        command,
        problem(
            Problem.newBuilder()
                .setCode(refused.code())
                .setMessage(refused.message())
                .setRetryAfterMs(Math.toIntExact(refused.retryAfter().toMillis()))),
        Optional.empty());
  }

  /// Under which a fault of ours with this record stands in the log, too.
  public static String reference(LoggedCommand logged) {
    return "router-%d-%d".formatted(logged.position().partition(), logged.position().offset());
  }

  private static Effects fault(LoggedCommand logged) {
    return answer(
        logged.command(),
        problem(
            Problem.newBuilder()
                .setCode(Code.INTERNAL)
                .setMessage("a fault of ours")
                .setReference(reference(logged))),
        Optional.empty());
  }

  private static Effects ofEvent(Direct conversation, Command command, Event event) {
    Head head = head(event.getSeq(), event.getMessageId());
    ServerFrame frame = ServerFrame.newBuilder().setEvent(event).build();
    return answer(
        command,
        sent(command, head),
        Optional.of(new Broadcast(frame, conversation.members(), Optional.of(head), false)));
  }

  /// A message that was sent twice is one whose sender heard nothing, so nobody else may have heard
  /// of it either. What it said then is in the store; devices that lack it read on. They are told
  /// the original's head and not the newest one: that this much is stored, every router can say
  /// alike, and what came after is told by its own delivery.
  private static Effects ofDuplicate(Direct conversation, Command command, EventRef original) {
    Head head = head(original.seq(), original.messageId());
    Heads heads =
        Heads.newBuilder()
            .addItems(
                ConversationHead.newBuilder().setConversation(conversation.text()).setHead(head))
            .build();
    ServerFrame frame = ServerFrame.newBuilder().setHeads(heads).build();
    return answer(
        command,
        sent(command, head),
        Optional.of(new Broadcast(frame, conversation.members(), Optional.of(head), false)));
  }

  private static Head head(long seq, long messageId) {
    return Head.newBuilder().setSeq(seq).setMessageId(messageId).build();
  }

  /// @param toAsker whether the watermarks are also those of another device of the user
  static Effects ofMark(
      Direct conversation, LoggedCommand logged, Decision.Marked marked, boolean toAsker) {
    Origin origin = logged.command().getOrigin();
    Receipt receipt =
        Receipt.newBuilder()
            .setConversation(conversation.text())
            .setUser(origin.getUser())
            .setDelivered(marked.delivered())
            .setRead(marked.read())
            .setAt(timeOf(logged.logId()))
            .build();
    ServerFrame frame = ServerFrame.newBuilder().setReceipt(receipt).build();
    return new Effects(
        Optional.empty(),
        Optional.of(new Broadcast(frame, conversation.members(), Optional.empty(), toAsker)));
  }

  private static Effects answer(
      Command command, ServerFrame.Builder frame, Optional<Broadcast> broadcast) {
    Optional<ServerFrame> answer =
        command.getFrameId().isEmpty()
            ? Optional.empty()
            : Optional.of(frame.setRe(command.getFrameId()).build());
    return new Effects(answer, broadcast);
  }

  private static ServerFrame.Builder sent(Command command, Head event) {
    return ServerFrame.newBuilder()
        .setSent(
            Sent.newBuilder()
                .setConversation(command.getConversation())
                .setClientMessageId(command.getSend().getClientMessageId())
                .setMessageId(event.getMessageId())
                .setSeq(event.getSeq())
                .setAt(timeOf(event.getMessageId())));
  }

  private static ServerFrame.Builder problem(Problem.Builder problem) {
    return ServerFrame.newBuilder().setError(problem);
  }

  /// The log's time, as the id says it.
  static Timestamp timeOf(long id) {
    Instant at = SnowflakeLayout.timestamp(id);
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }
}
