package io.parley.presence;

import io.parley.protocol.v1.ConversationHead;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Who is connected where, as an edge tells it. Every call is about this edge's own slot and epoch.
/// Any thread.
public interface SessionRegistry {
  /// From now on deliveries for this device come to this session. Completes with the session that
  /// was there before, on whichever edge: the newer wins, and the caller has the older one closed.
  CompletionStage<Optional<SessionAddress>> register(SessionKey session);

  /// Forgets the session, unless a newer one of the device has taken its place.
  CompletionStage<Void> unregister(SessionKey session);

  /// Registers many at once, without looking at what was there: after the registry lost what it
  /// knew, or when its entries would expire. Does not replace a newer session on another edge.
  CompletionStage<Void> refresh(List<SessionKey> sessions);

  /// For sessions that have just sent a heartbeat: which conversations of their users have moved
  /// within the last minutes, in the order asked. Registers again those that are missing.
  CompletionStage<List<List<ConversationHead>>> pulse(List<SessionKey> sessions);

  /// Where a user's devices are connected, on living edges.
  CompletionStage<List<SessionAddress>> sessionsOf(String user);

  record SessionKey(String user, String device, long session) {}
}
