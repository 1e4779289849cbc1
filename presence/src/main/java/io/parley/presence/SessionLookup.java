package io.parley.presence;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/// Who is connected where, as the router asks: one question for a whole batch. Any thread.
public interface SessionLookup {
  /// Where all of these can be reached, on living edges. Before that it leaves word of the news,
  /// which the edges find with the next heartbeat of a device, or of the channel: also a device
  /// whose registration was lost learns that something was for it.
  ///
  /// Fails with an [UnavailableException][io.parley.runtime.resilience.UnavailableException] when
  /// there is no answer. Fails also when the answer is that no edge lives at all: somebody sent
  /// what is to be delivered, so the registry has lost what it knew.
  CompletionStage<Located> locate(Wanted wanted);

  /// The slots of the edges that lived when somebody was last located: where to deliver to when
  /// nobody can be asked. Empty before the first time.
  Set<Integer> lastKnownSlots();

  /// @param users whose sessions are wanted
  /// @param channels whose interested edges are wanted
  /// @param news of each user and conversation one: of several each costs, and the largest stays
  record Wanted(
      Set<String> users, Set<String> channels, List<News> news, List<ChannelNews> channelNews) {
    /// Nothing to find and no word to leave.
    public boolean isNothing() {
      return users.isEmpty() && channels.isEmpty() && news.isEmpty() && channelNews.isEmpty();
    }
  }

  /// @param sessions by user; one without any is absent
  /// @param channels by channel, the slots of the edges that are interested; one without is absent
  record Located(Map<String, List<SessionAddress>> sessions, Map<String, Set<Integer>> channels) {
    public static final Located NOWHERE = new Located(Map.of(), Map.of());
  }

  /// The head of a channel has moved.
  record ChannelNews(String channel, long seq, long messageId) {}

  /// The head of a conversation has moved for these users.
  ///
  /// @param users each once. Of a group the same list again, not only an equal one, says that they
  ///   are those who hear what is said there now, and that they have heard all of it since they
  ///   were named with it first: then little is left to be done for them. What is told to others as
  ///   well, or once more, has a list of its own
  record News(List<String> users, String conversation, long seq, long messageId) {
    public News(String user, String conversation, long seq, long messageId) {
      this(List.of(user), conversation, seq, messageId);
    }
  }
}
