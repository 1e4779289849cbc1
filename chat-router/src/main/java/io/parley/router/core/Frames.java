package io.parley.router.core;

import com.google.protobuf.Timestamp;
import io.parley.history.Inboxes.Kept;
import io.parley.history.Inboxes.KeptAll;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.ConversationHead;
import io.parley.protocol.v1.Done;
import io.parley.protocol.v1.Draft;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Flags;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Heads;
import io.parley.protocol.v1.Membership;
import io.parley.protocol.v1.Problem;
import io.parley.protocol.v1.Receipt;
import io.parley.protocol.v1.Sent;
import io.parley.protocol.v1.ServerFrame;

/// What devices are told, as they are told it.
final class Frames {
  private Frames() {}

  static ServerFrame event(Event event) {
    return ServerFrame.newBuilder().setEvent(event).build();
  }

  static ServerFrame heads(String conversation, Head head) {
    return ServerFrame.newBuilder()
        .setHeads(
            Heads.newBuilder()
                .addItems(
                    ConversationHead.newBuilder().setConversation(conversation).setHead(head)))
        .build();
  }

  static Head head(long seq, long messageId) {
    return Head.newBuilder().setSeq(seq).setMessageId(messageId).build();
  }

  static ServerFrame membership(String channel, boolean member) {
    return ServerFrame.newBuilder()
        .setMembership(Membership.newBuilder().setConversation(channel).setMember(member))
        .build();
  }

  /// @param id whose time it is
  static ServerFrame receipt(String conversation, String user, long delivered, long read, long id) {
    return ServerFrame.newBuilder()
        .setReceipt(
            Receipt.newBuilder()
                .setConversation(conversation)
                .setUser(user)
                .setDelivered(delivered)
                .setRead(read)
                .setAt(EventIds.timeOf(id)))
        .build();
  }

  /// How a user keeps a conversation after she has done this with it.
  static ServerFrame kept(String conversation, Kept done, KeptAll all) {
    return switch (done) {
      case Kept.Draft(String text, long replyTo, long atMs) ->
          ServerFrame.newBuilder()
              .setDraft(
                  Draft.newBuilder()
                      .setConversation(conversation)
                      .setText(text)
                      .setReplyTo(replyTo)
                      .setAt(time(atMs)))
              .build();
      case Kept.Archived _, Kept.Muted _, Kept.Pinned _ -> flags(conversation, all);
    };
  }

  private static ServerFrame flags(String conversation, KeptAll all) {
    Flags.Builder flags =
        Flags.newBuilder().setConversation(conversation).setArchived(all.archived());
    if (all.mutedUntilMs() > 0) {
      flags.setMutedUntil(time(all.mutedUntilMs()));
    }
    if (all.pinnedAtMs() > 0) {
      flags.setPinnedAt(time(all.pinnedAtMs()));
    }
    return ServerFrame.newBuilder().setFlags(flags).build();
  }

  static ServerFrame.Builder done() {
    return ServerFrame.newBuilder().setDone(Done.getDefaultInstance());
  }

  /// @param at id whose time it is
  /// @param link what lets in, if that was asked for
  static ServerFrame.Builder sent(Command command, Head event, long at, String link) {
    return ServerFrame.newBuilder()
        .setSent(
            Sent.newBuilder()
                .setConversation(command.getConversation())
                .setClientMessageId(Repeats.nameOf(command))
                .setMessageId(event.getMessageId())
                .setSeq(event.getSeq())
                .setAt(EventIds.timeOf(at))
                .setLink(link));
  }

  static ServerFrame.Builder problem(Problem.Builder problem) {
    return ServerFrame.newBuilder().setError(problem);
  }

  private static Timestamp time(long ms) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(ms, 1_000L))
        .setNanos(Math.floorMod(ms, 1_000) * 1_000_000)
        .build();
  }
}
