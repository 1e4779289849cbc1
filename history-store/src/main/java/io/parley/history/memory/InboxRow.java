package io.parley.history.memory;

import io.parley.history.Inboxes.Entry;
import io.parley.history.Inboxes.Kept;
import io.parley.history.Inboxes.KeptAll;
import io.parley.history.Inboxes.Mark;
import io.parley.history.Standing;
import io.parley.protocol.v1.Kind;

/// What is kept of one user and one conversation. Each change gives the row after it, which is the
/// row before where the change comes late.
///
/// @param keptIds of the records that made `kept` what it is
record InboxRow(Entry entry, boolean touched, long lastSent, KeptIds keptIds) {

  /// By what they have changed last; 0: nothing has.
  record KeptIds(long archived, long muted, long pinned, long draft) {}

  static InboxRow none(String conversation) {
    return new InboxRow(
        new Entry(conversation, Kind.KIND_UNSPECIFIED, 0, 0, 0, 0),
        false,
        0,
        new KeptIds(0, 0, 0, 0));
  }

  boolean isEntry() {
    return touched || (entry.kind() == Kind.CHANNEL && entry.standing().isMember());
  }

  Entry entryOfPage() {
    return entry(entry.kind(), entry.activeHour(), entry.standing(), entry.kept().withoutDraft());
  }

  Standing standing() {
    return entry.standing();
  }

  InboxRow touchedAt(Kind kind, int hour) {
    return touched && hour < entry.activeHour()
        ? this
        : new InboxRow(entry(kind, hour, entry.standing(), entry.kept()), true, lastSent, keptIds);
  }

  InboxRow with(Kind kind, Standing standing) {
    return standing.changedId() < entry.standing().changedId()
        ? this
        : new InboxRow(
            entry(kind, entry.activeHour(), standing, entry.kept()), touched, lastSent, keptIds);
  }

  private Entry entry(Kind kind, int hour, Standing standing, KeptAll kept) {
    return new Entry(
        entry.conversation(),
        kind,
        hour,
        entry.read(),
        entry.readMessageId(),
        entry.delivered(),
        standing,
        kept);
  }

  InboxRow withLastSent(long messageId) {
    return new InboxRow(entry, touched, Math.max(lastSent, messageId), keptIds);
  }

  InboxRow marked(Mark mark) {
    boolean further =
        mark.read() > entry.read()
            || (mark.read() > 0
                && mark.read() == entry.read()
                && mark.readMessageId() > entry.readMessageId());
    return new InboxRow(
        new Entry(
            entry.conversation(),
            entry.kind(),
            entry.activeHour(),
            further ? mark.read() : entry.read(),
            further ? mark.readMessageId() : entry.readMessageId(),
            Math.max(mark.delivered(), entry.delivered()),
            entry.standing(),
            entry.kept()),
        touched,
        lastSent,
        keptIds);
  }

  InboxRow keeping(long id, Kept added) {
    KeptAll kept = entry.kept();
    return switch (added) {
      case Kept.Archived(boolean archived) ->
          id < keptIds.archived()
              ? this
              : keeping(
                  new KeptAll(archived, kept.mutedUntilMs(), kept.pinnedAtMs(), kept.draft()),
                  new KeptIds(id, keptIds.muted(), keptIds.pinned(), keptIds.draft()));
      case Kept.Muted(long untilMs) ->
          id < keptIds.muted()
              ? this
              : keeping(
                  new KeptAll(kept.archived(), untilMs, kept.pinnedAtMs(), kept.draft()),
                  new KeptIds(keptIds.archived(), id, keptIds.pinned(), keptIds.draft()));
      case Kept.Pinned(long atMs) ->
          id < keptIds.pinned()
              ? this
              : keeping(
                  new KeptAll(kept.archived(), kept.mutedUntilMs(), atMs, kept.draft()),
                  new KeptIds(keptIds.archived(), keptIds.muted(), id, keptIds.draft()));
      case Kept.Draft draft ->
          id < keptIds.draft()
              ? this
              : keeping(
                  new KeptAll(kept.archived(), kept.mutedUntilMs(), kept.pinnedAtMs(), draft),
                  new KeptIds(keptIds.archived(), keptIds.muted(), keptIds.pinned(), id));
    };
  }

  private InboxRow keeping(KeptAll kept, KeptIds ids) {
    return new InboxRow(
        entry(entry.kind(), entry.activeHour(), entry.standing(), kept), touched, lastSent, ids);
  }
}
