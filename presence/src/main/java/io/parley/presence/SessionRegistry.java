package io.parley.presence;

import io.parley.protocol.DeviceId;
import io.parley.protocol.v1.ConversationHead;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Who is connected where, as an edge tells it. Every call is about this edge's own slot and epoch,
/// and means the same when it is repeated. A call that is not answered in time, or that is not even
/// made because the registry is away, fails with an
/// [UnavailableException][io.parley.runtime.resilience.UnavailableException]; the edge keeps the
/// session and refreshes it later. Any thread.
public interface SessionRegistry {
  /// From now on deliveries for this device come to this session. Completes with the session that
  /// was there before, on whichever edge: the newer wins, and the caller has the older one closed.
  CompletionStage<Optional<SessionAddress>> register(SessionKey session);

  /// Forgets the session, unless another one of the device has taken its place. A refresh or pulse
  /// that was under way does not put it back.
  CompletionStage<Void> unregister(SessionKey session);

  /// Registers many at once: after the registry lost what it knew, or when its entries would expire
  /// (every 10 minutes is plenty). Does not replace a newer session on another edge that lives.
  /// Goes in several round trips, one after another; when one fails, the rest is not tried.
  ///
  /// Completes with those that were left out because a newer session stands in their place
  /// ([Pulse#replaced]).
  CompletionStage<List<SessionKey>> refresh(List<SessionKey> sessions);

  /// For sessions that have just sent a heartbeat, in the order asked: whether they still are their
  /// devices' latest, and what has moved. Registers again those that are missing, as [#refresh]
  /// does. One round trip for 500; a second one when an entry has to be replaced.
  CompletionStage<List<Pulse>> pulse(List<SessionKey> sessions);

  /// Where a user's devices are connected, on living edges.
  CompletionStage<List<SessionAddress>> sessionsOf(String user);

  /// @param session names the socket; of two sessions of a device the larger one connected later,
  ///   on whichever edges they are ([SessionIds])
  record SessionKey(String user, String device, long session) {
    public SessionKey {
      // it stands in a line with others, see DeviceLine
      if (!DeviceId.isValid(device)) {
        throw new IllegalArgumentException("device: not valid (expected: " + DeviceId.RULE + ")");
      }
    }
  }

  /// What a heartbeat learns.
  ///
  /// @param replaced a newer session of the device, on an edge that lives, stands in the place of
  ///   this one, which has to be closed: whoever should have had that done did not get to it
  /// @param heads which conversations of the user have moved within the last minutes
  record Pulse(boolean replaced, List<ConversationHead> heads) {
    public Pulse {
      heads = List.copyOf(heads);
    }
  }
}
