package io.parley.router;

import io.parley.presence.SessionLookup;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Lets the partitions of a lane ask together who is connected: while a question is under way,
/// those that come wait and become one. So a lonely message is looked up at once, and the cost of a
/// look-up falls as load rises.
///
/// A question joins only one that has not been asked yet, so what is stored before somebody asks is
/// stored before the registry answers. Whoever asked hears of more than it asked about. Holds at
/// most one question of each partition. Belongs to the lane.
final class SharedLookUp implements SessionLookup {
  private final SessionLookup sessions;
  private final Lane lane;
  private boolean underWay;
  private @Nullable Question next;

  private static final class Question {
    private final Set<String> users = new LinkedHashSet<>();
    private final Set<String> channels = new LinkedHashSet<>();
    private final List<News> news = new ArrayList<>();
    private final List<ChannelNews> channelNews = new ArrayList<>();
    final CompletableFuture<Located> answer = new CompletableFuture<>();

    void add(Wanted wanted) {
      users.addAll(wanted.users());
      channels.addAll(wanted.channels());
      news.addAll(wanted.news());
      channelNews.addAll(wanted.channelNews());
    }

    Wanted wanted() {
      return new Wanted(users, channels, news, channelNews);
    }
  }

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
    Question question = next;
    if (question == null) {
      question = new Question();
      next = question;
    }
    question.add(wanted);
    return question.answer;
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
    Question question = next;
    if (question != null) {
      next = null;
      CompletionStage<?> _ =
          ask(question.wanted())
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
