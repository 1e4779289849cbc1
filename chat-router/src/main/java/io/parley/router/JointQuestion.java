package io.parley.router;

import io.parley.presence.SessionLookup.ChannelNews;
import io.parley.presence.SessionLookup.Located;
import io.parley.presence.SessionLookup.News;
import io.parley.presence.SessionLookup.Wanted;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// What several want to know of the registry, as one question. Whoever joined hears of more than it
/// asked about. Belongs to the lane.
final class JointQuestion {
  private final Set<String> users = new LinkedHashSet<>();
  private final Set<String> channels = new LinkedHashSet<>();
  private final List<News> news = new ArrayList<>();
  private final List<ChannelNews> channelNews = new ArrayList<>();
  private final CompletableFuture<Located> answer = new CompletableFuture<>();

  /// Nobody may join once it is asked: what is stored before somebody joins is stored before the
  /// registry answers.
  CompletionStage<Located> join(Wanted wanted) {
    users.addAll(wanted.users());
    channels.addAll(wanted.channels());
    news.addAll(wanted.news());
    channelNews.addAll(wanted.channelNews());
    return answer;
  }

  Wanted wanted() {
    return new Wanted(users, channels, news, channelNews);
  }

  /// Everybody who joined hears what comes of it.
  void answerWith(CompletionStage<Located> coming) {
    CompletionStage<?> _ =
        coming.whenComplete((located, failure) -> {
          if (failure == null) {
            answer.complete(located);
          } else {
            answer.completeExceptionally(failure);
          }
        });
  }
}
