package io.parley.router;

import io.parley.presence.SessionLookup.ChannelNews;
import io.parley.presence.SessionLookup.News;
import io.parley.presence.SessionLookup.Wanted;
import io.parley.protocol.v1.Head;
import io.parley.protocol.v1.Origin;
import io.parley.router.core.Audience;
import io.parley.router.core.Broadcast;
import io.parley.router.core.Turn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Whom a round is for, gathered: everybody once, and to each the newest head of a conversation
/// that is any of hers. Of a channel that is one for all.
final class Recipients {
  private static final Comparator<Told> NEWEST_FIRST =
      Comparator.comparingLong((Told told) -> told.head().getSeq()).reversed();

  private final Set<String> users = new LinkedHashSet<>();
  private final Map<String, List<Told>> byConversation = new LinkedHashMap<>();
  private final Map<String, Head> channels = new LinkedHashMap<>();
  private final Set<String> channelsHeard = new LinkedHashSet<>();

  /// Nearly all that is said in a batch in one conversation is for the same list.
  private final Set<List<String>> listsSeen = sameListsOnce();

  private static Set<List<String>> sameListsOnce() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  private record Told(List<String> users, Head head) {}

  private Recipients() {}

  static Wanted of(Collection<Turn.Outcome> outcomes) {
    Recipients all = new Recipients();
    for (Turn.Outcome outcome : outcomes) {
      for (Broadcast broadcast : outcome.effects().broadcasts()) {
        all.add(outcome, broadcast);
      }
    }
    return all.wanted();
  }

  private void add(Turn.Outcome outcome, Broadcast broadcast) {
    switch (broadcast.audience()) {
      case Audience.Users(var named) -> {
        if (listsSeen.add(named)) {
          users.addAll(named);
        }
        broadcast
            .moved()
            .ifPresent(head ->
                byConversation
                    .computeIfAbsent(
                        outcome.command().command().getConversation(), _ -> new ArrayList<>())
                    .add(new Told(named, head)));
      }
      case Audience.Channel(var channel) -> {
        channelsHeard.add(channel);
        // Whether she is on another socket by now, where the answer does not reach her
        Origin origin = outcome.command().command().getOrigin();
        users.add(origin.getUser());
        broadcast.moved().ifPresent(head -> channels.merge(channel, head, Recipients::newer));
      }
    }
  }

  private static Head newer(Head one, Head other) {
    return one.getSeq() >= other.getSeq() ? one : other;
  }

  private Wanted wanted() {
    List<News> news = new ArrayList<>();
    byConversation.forEach((conversation, told) -> addNews(conversation, told, news));
    List<ChannelNews> channelNews = new ArrayList<>(channels.size());
    channels.forEach((channel, head) ->
        channelNews.add(new ChannelNews(channel, head.getSeq(), head.getMessageId())));
    return new Wanted(users, channelsHeard, news, channelNews);
  }

  /// Who was removed hears of nothing after that, so each has a newest one of her own.
  private static void addNews(String conversation, List<Told> all, List<News> news) {
    if (all.size() == 1) { // nearly always
      Told only = all.getFirst();
      addNews(conversation, only.users(), only.head(), news);
      return;
    }
    all.sort(NEWEST_FIRST);
    Set<List<String>> lists = sameListsOnce();
    List<Told> newestOfEach = all.stream().filter(told -> lists.add(told.users())).toList();
    Set<String> served = new HashSet<>();
    for (Told told : newestOfEach) {
      // the first keeps its list: the registry knows it again
      List<String> users =
          served.isEmpty()
              ? told.users()
              : told.users().stream().filter(user -> !served.contains(user)).toList();
      addNews(conversation, users, told.head(), news);
      if (newestOfEach.size() > 1) {
        served.addAll(users);
      }
    }
  }

  private static void addNews(String conversation, List<String> users, Head head, List<News> news) {
    if (!users.isEmpty()) {
      news.add(new News(users, conversation, head.getSeq(), head.getMessageId()));
    }
  }
}
