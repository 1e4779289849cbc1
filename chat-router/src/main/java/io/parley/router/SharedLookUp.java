package io.parley.router;

import io.parley.presence.SessionLookup;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Lets the partitions of a lane ask together who is connected: while a question is under way,
/// those that come wait and become one. So a lonely message is looked up at once, and the cost of a
/// look-up falls as load rises.
///
/// Holds at most one question of each partition. Belongs to the lane.
final class SharedLookUp implements SessionLookup {
  private final SessionLookup sessions;
  private final Lane lane;
  private boolean underWay;
  private @Nullable JointQuestion next;

  SharedLookUp(SessionLookup sessions, Lane lane) {
    this.sessions = sessions;
    this.lane = lane;
  }

  @Override
  public CompletionStage<Located> locate(Wanted wanted) {
    assert lane.isCurrent();
    if (!underWay) {
      return ask(wanted);
    }
    JointQuestion question = next;
    if (question == null) {
      question = new JointQuestion();
      next = question;
    }
    return question.join(wanted);
  }

  private CompletionStage<Located> ask(Wanted wanted) {
    underWay = true;
    CompletionStage<Located> answer;
    try {
      answer = sessions.locate(wanted);
    } catch (RuntimeException e) {
      // Others may wait for the next question
      answer = CompletableFuture.failedStage(e);
    }
    return answer.whenCompleteAsync((_, _) -> answered(), lane);
  }

  private void answered() {
    underWay = false;
    JointQuestion question = next;
    if (question != null) {
      next = null;
      question.answerWith(ask(question.wanted()));
    }
  }

  @Override
  public Set<Integer> lastKnownSlots() {
    return sessions.lastKnownSlots();
  }
}
