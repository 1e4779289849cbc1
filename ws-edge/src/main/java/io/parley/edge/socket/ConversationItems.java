package io.parley.edge.socket;

import com.google.protobuf.Timestamp;
import io.parley.history.Inboxes.Entry;
import io.parley.history.Inboxes.Kept;
import io.parley.history.Inboxes.KeptAll;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.ConversationItem;
import io.parley.protocol.v1.Draft;
import io.parley.protocol.v1.Event;
import io.parley.protocol.v1.Flags;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Profile;
import java.time.Instant;

/// Conversations as lists show them. Pure.
final class ConversationItems {
  private ConversationItems() {}

  /// What a group or channel is.
  record About(Profile profile, int memberCount) {
    static final About NOTHING = new About(Profile.getDefaultInstance(), 0);
  }

  /// @param entry with its draft
  /// @param last the newest event that the user may see
  static ConversationItem of(Entry entry, Event last, About about, String user) {
    ConversationItem.Builder item =
        ConversationItem.newBuilder()
            .setConversation(entry.conversation())
            .setKind(entry.kind())
            .setHead(Head.newBuilder().setSeq(last.getSeq()).setMessageId(last.getMessageId()))
            .setRead(entry.read())
            .setReadMessageId(entry.readMessageId())
            .setDelivered(entry.delivered())
            .setLast(last);
    switch (entry.kind()) {
      case DIRECT -> item.setName(peer(entry.conversation(), user));
      case GROUP, CHANNEL -> addAbout(item, entry, about);
      case KIND_UNSPECIFIED, UNRECOGNIZED -> {}
    }
    addFlags(item, entry.kept());
    addDraft(item, entry.kept().draft());
    return item.build();
  }

  private static String peer(String conversation, String user) {
    return ConversationId.parse(conversation)
        .map(parsed -> parsed instanceof ConversationId.Direct direct ? direct.peerOf(user) : "")
        .orElse("");
  }

  /// Who has left sees no more than how it was called then: the event that says so tells.
  private static void addAbout(ConversationItem.Builder item, Entry entry, About about) {
    if (entry.standing().isMember()) {
      item.setName(about.profile().getName())
          .setPicture(about.profile().getPicture())
          .setRole(entry.standing().role())
          .setMemberCount(about.memberCount());
    } else {
      item.setName(item.getLast().getMembersRemoved().getName());
    }
  }

  private static void addFlags(ConversationItem.Builder item, KeptAll kept) {
    if (kept.archived() || kept.mutedUntilMs() > 0 || kept.pinnedAtMs() > 0) {
      Flags.Builder flags = item.getFlagsBuilder().setArchived(kept.archived());
      if (kept.mutedUntilMs() > 0) {
        flags.setMutedUntil(time(kept.mutedUntilMs()));
      }
      if (kept.pinnedAtMs() > 0) {
        flags.setPinnedAt(time(kept.pinnedAtMs()));
      }
    }
  }

  private static void addDraft(ConversationItem.Builder item, Kept.Draft draft) {
    if (!draft.text().isEmpty()) {
      item.setDraft(
          Draft.newBuilder()
              .setText(draft.text())
              .setReplyTo(draft.replyTo())
              .setAt(time(draft.atMs())));
    }
  }

  private static Timestamp time(long ms) {
    return Pulses.timestamp(Instant.ofEpochMilli(ms));
  }
}
