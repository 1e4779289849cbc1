package io.parley.router.core;

import io.parley.history.EventRef;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Mark;
import io.parley.router.core.Decision.Ignored;
import io.parley.router.core.Decision.Marked;
import io.parley.router.core.Decision.Refused;
import java.util.Optional;

/// Watermarks, up to the newest event that was there when the record was written: one that is read
/// again must not mark what nobody had seen then.
final class Marks {
  private Marks() {}

  static Verdict decide(ConversationState state, LoggedCommand command, Answers answers) {
    Mark mark = command.command().getMark();
    Optional<Verdict> refused = refused(mark);
    if (refused.isPresent()) {
      return refused.get();
    }
    Optional<EventRef> head = state.headBefore(command);
    if (head.isEmpty() && !state.holdsAll()) {
      Question newest = new Question.FindNewest(command.logId());
      if (!answers.have(newest)) {
        return newest;
      }
      head =
          answers.to(newest) instanceof LookedUp.Found(EventRef found) ? Optional.of(found) : head;
    }
    return head.map(newest -> marked(state, mark, newest)).orElseGet(Ignored::new);
  }

  /// Empty for one that can be.
  static Optional<Verdict> refused(Mark mark) {
    return mark.getDelivered() < 0 || mark.getRead() < 0 || mark.getReadMessageId() < 0
        ? Optional.of(Refused.because(Code.INVALID, "mark: a number below 0 (expected: >= 0)"))
        : Optional.empty();
  }

  private static Decision marked(ConversationState state, Mark mark, EventRef head) {
    long delivered = Math.min(mark.getDelivered(), head.seq());
    long read = Math.min(mark.getRead(), head.seq());
    if (delivered == 0 && read == 0) {
      return new Ignored();
    }
    if (read == 0) {
      return new Marked(delivered, 0, 0);
    }
    long told = Math.min(mark.getReadMessageId(), head.messageId());
    long readId = read == head.seq() ? head.messageId() : state.idOf(read).orElse(told);
    return new Marked(delivered, read, readId);
  }
}
