package io.parley.router;

import io.parley.presence.SessionAddress;
import io.parley.presence.SessionLookup;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Lets the partitions of a lane ask together who is connected: while a question is under way,
/// those that come wait and become one. So a lonely message is looked up at once, and the cost of a
/// look-up falls as load rises.
///
/// A question joins only one that has not been asked yet, so what is stored before somebody asks is
/// stored before the registry answers. Whoever asked hears of more users than it asked about. Holds
/// at most one question of each partition. Belongs to the lane.
final class SharedLookUp implements SessionLookup {
  private final SessionLookup sessions;
  private final Lane lane;
  private boolean underWay;
  private @Nullable Question next;

  private static final class Question {
    final Set<String> users = new LinkedHashSet<>();
    final List<News> news = new ArrayList<>();
    final CompletableFuture<Map<String, List<SessionAddress>>> answer = new CompletableFuture<>();
  }

  SharedLookUp(SessionLookup sessions, Lane lane) {
    this.sessions = sessions;
    this.lane = lane;
  }

  @Override
  public CompletionStage<Map<String, List<SessionAddress>>> locate(
      Set<String> users, List<News> news) {
    assert lane.isCurrent();
    if (!underWay) {
      return ask(users, news);
    }
    Question question = next;
    if (question == null) {
      question = new Question();
      next = question;
    }
    question.users.addAll(users);
    question.news.addAll(news);
    return question.answer;
  }

  private CompletionStage<Map<String, List<SessionAddress>>> ask(
      Set<String> users, List<News> news) {
    underWay = true;
    CompletionStage<Map<String, List<SessionAddress>>> answer;
    try {
      answer = sessions.locate(users, news);
    } catch (RuntimeException e) {
      // Others may wait for the next question
      answer = CompletableFuture.failedStage(e);
    }
    return answer.whenCompleteAsync((_, _) -> answered(), lane);
  }

  private void answered() {
    underWay = false;
    Question question = next;
    if (question != null) {
      next = null;
      CompletionStage<?> _ =
          ask(question.users, question.news)
              .whenComplete((located, failure) -> {
                if (failure == null) {
                  question.answer.complete(located);
                } else {
                  question.answer.completeExceptionally(failure);
                }
              });
    }
  }

  @Override
  public Set<Integer> lastKnownSlots() {
    return sessions.lastKnownSlots();
  }
}
