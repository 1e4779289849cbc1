package io.parley.edge.socket;

import com.google.protobuf.Timestamp;
import io.parley.edge.socket.ConversationPages.Placed;
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
import java.util.Map;

/// Conversations as lists show them. Pure.
final class ConversationItems {
  private ConversationItems() {}

  /// What is known of the conversations of a page, by conversation.
  ///
  /// @param profiles of the groups and channels that have one
  /// @param channelMembers how many members each channel has
  /// @param drafts where there is one
  record Details(
      Map<String, Profile> profiles,
      Map<String, Integer> channelMembers,
      Map<String, Kept.Draft> drafts) {
    static final Details NONE = new Details(Map.of(), Map.of(), Map.of());
  }

  static ConversationItem of(Placed placed, Details details, String user) {
    Entry entry = placed.entry();
    Event last = placed.last();
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
      case GROUP, CHANNEL -> addDetails(item, entry, details);
      case KIND_UNSPECIFIED, UNRECOGNIZED -> {}
    }
    addFlags(item, entry.kept());
    addDraft(item, details.drafts().getOrDefault(entry.conversation(), Kept.Draft.NONE));
    return item.build();
  }

  private static String peer(String conversation, String user) {
    return ConversationId.parse(conversation)
        .map(parsed -> parsed instanceof ConversationId.Direct direct ? direct.peerOf(user) : "")
        .orElse("");
  }

  /// Who has left sees no more than how it is called.
  private static void addDetails(ConversationItem.Builder item, Entry entry, Details details) {
    String conversation = entry.conversation();
    Profile profile = details.profiles().getOrDefault(conversation, Profile.getDefaultInstance());
    item.setName(profile.getName());
    if (entry.standing().isMember()) {
      item.setRole(entry.standing().role())
          .setMemberCount(
              details.channelMembers().getOrDefault(conversation, profile.getMemberCount()))
          .setPicture(profile.getPicture());
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
