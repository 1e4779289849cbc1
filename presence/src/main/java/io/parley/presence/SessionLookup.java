package io.parley.presence;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/// Who is connected where, as the router asks: one round trip for a whole batch. Any thread.
public interface SessionLookup {
  /// The sessions of these users on living edges; a user without any is absent. In the same round
  /// trip leaves word of the news, which the edges find with the next heartbeat of a device: also a
  /// device whose registration was lost learns that something was for it.
  ///
  /// Fails with an [UnavailableException][io.parley.runtime.resilience.UnavailableException] when
  /// there is no answer, and also when the answer is that no edge lives at all: somebody sent what
  /// is to be delivered, so the registry has lost what it knew.
  CompletionStage<Map<String, List<SessionAddress>>> locate(Set<String> users, List<News> news);

  /// The slots of the edges that lived when somebody was last located: where to deliver to when
  /// nobody can be asked. Empty before the first time.
  Set<Integer> lastKnownSlots();

  /// The head of a conversation has moved for this user.
  record News(String user, String conversation, long seq, long messageId) {}
}
