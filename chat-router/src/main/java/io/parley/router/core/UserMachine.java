package io.parley.router.core;

import io.parley.history.Inboxes;
import io.parley.history.Inboxes.Kept;
import io.parley.history.Inboxes.KeptAll;
import io.parley.protocol.ConversationId;
import io.parley.protocol.v1.Command;
import io.parley.protocol.v1.Mark;
import io.parley.protocol.v1.Mute;
import io.parley.protocol.v1.SaveDraft;
import io.parley.router.core.Decision.Ignored;
import io.parley.router.core.Decision.OwnMarked;
import java.util.Optional;
import java.util.Set;

/// What a user does with her own conversations: nothing that anybody else hears of, and nothing
/// that has to be known before. That they are hers, the edge has seen to.
final class UserMachine {
  /// The end of the year 9999, beyond which no frame can say a time.
  private static final long LATEST_SECONDS = 253_402_300_799L;

  Verdict decide(LoggedCommand logged, Answers answers) {
    Command command = logged.command();
    return switch (command.getBodyCase()) {
      case ARCHIVE ->
          flag(
              logged,
              answers,
              "archive",
              command.getArchive().getConversation(),
              new Kept.Archived(command.getArchive().getArchived()));
      case MUTE -> mute(logged, answers, command.getMute());
      case PIN ->
          flag(
              logged,
              answers,
              "pin",
              command.getPin().getConversation(),
              new Kept.Pinned(command.getPin().getPinned() ? EventIds.msOf(logged.logId()) : 0));
      case DRAFT -> draft(logged, command.getDraft());
      case MARK -> mark(logged, command.getMark());
      case SEND,
          REACT,
          EDIT,
          DELETE,
          CREATE_GROUP,
          CREATE_CHANNEL,
          ADD_MEMBERS,
          REMOVE_MEMBERS,
          LEAVE,
          RENAME,
          SET_ROLE,
          DESCRIBE,
          SET_PICTURE,
          CHANGE_SETTINGS,
          JOIN,
          ANSWER_REQUESTS,
          CREATE_LINK,
          REVOKE_LINK,
          BAN,
          UNBAN ->
          DirectMachine.unsupported("by the key of its conversation alone");
      case BODY_NOT_SET -> DirectMachine.unsupported("from a newer version");
    };
  }

  private static Verdict mute(LoggedCommand logged, Answers answers, Mute mute) {
    return mute.getUntil().getSeconds() > LATEST_SECONDS
        ? Fields.invalid("mute.until: after the year 9999 (expected: a time before)").orElseThrow()
        : flag(
            logged,
            answers,
            "mute",
            mute.getConversation(),
            new Kept.Muted(Math.max(0, EventIds.msOf(mute.getUntil()))));
  }

  /// The user's other devices are told all flags, so the others are asked for.
  private static Verdict flag(
      LoggedCommand logged, Answers answers, String request, String conversation, Kept kept) {
    if (ConversationId.parse(conversation).isEmpty()) {
      return noConversation(request);
    }
    Question question = new Question.FindKept(logged.user(), Set.of(conversation));
    return answers.to(question) instanceof LookedUp.Kept(var found)
        ? kept(
            logged,
            conversation,
            kept,
            with(found.getOrDefault(conversation, KeptAll.NOTHING), kept))
        : question;
  }

  private static KeptAll with(KeptAll before, Kept kept) {
    return switch (kept) {
      case Kept.Archived(boolean archived) ->
          new KeptAll(archived, before.mutedUntilMs(), before.pinnedAtMs(), before.draft());
      case Kept.Muted(long untilMs) ->
          new KeptAll(before.archived(), untilMs, before.pinnedAtMs(), before.draft());
      case Kept.Pinned(long atMs) ->
          new KeptAll(before.archived(), before.mutedUntilMs(), atMs, before.draft());
      case Kept.Draft draft ->
          new KeptAll(before.archived(), before.mutedUntilMs(), before.pinnedAtMs(), draft);
    };
  }

  private static Decision.Kept kept(
      LoggedCommand logged, String conversation, Kept kept, KeptAll all) {
    return new Decision.Kept(
        new Inboxes.Keeping(logged.user(), conversation, logged.logId(), kept), all);
  }

  private static Verdict draft(LoggedCommand logged, SaveDraft draft) {
    if (ConversationId.parse(draft.getConversation()).isEmpty()) {
      return noConversation("draft");
    }
    Kept.Draft kept =
        new Kept.Draft(draft.getText(), draft.getReplyTo(), EventIds.msOf(logged.logId()));
    return kept(logged, draft.getConversation(), kept, KeptAll.NOTHING);
  }

  private static Verdict mark(LoggedCommand logged, Mark mark) {
    Optional<Verdict> refused = Marks.refused(mark);
    if (refused.isPresent()) {
      return refused.get();
    }
    if (ConversationId.parse(mark.getConversation()).isEmpty()) {
      return noConversation("mark");
    }
    if (mark.getDelivered() == 0 && mark.getRead() == 0) {
      return new Ignored();
    }
    long readId = mark.getRead() == 0 ? 0 : mark.getReadMessageId();
    return new OwnMarked(
        new Inboxes.Mark(
            logged.user(), mark.getConversation(), mark.getDelivered(), mark.getRead(), readId));
  }

  private static Verdict noConversation(String request) {
    return Fields.invalid(request + ".conversation: no such conversation (expected: one of yours)")
        .orElseThrow();
  }
}
