package io.parley.presence;

import io.parley.protocol.v1.Head;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// Which channels this edge holds members of: their messages come to its slot, once, however many
/// members that are. Like sessions, an entry counts only while the edge's slot is leased under its
/// epoch. Every call means the same when it is repeated; a call that is not answered in time fails
/// with an [UnavailableException][io.parley.runtime.resilience.UnavailableException]. Any thread.
///
/// Calls about one channel take effect in the order in which they were made. One that failed may
/// still take effect, at any time: a pulse mends an interest that was lost so; a message of a
/// channel that nobody here is in is the sign to drop it again.
///
/// A call about more than 1,000 channels goes in parts, one after another: of such a call the order
/// holds once it is answered.
public interface ChannelInterest {
  /// From now on messages of these channels come to this edge.
  CompletionStage<Void> add(Collection<String> channels);

  /// They do not any more.
  CompletionStage<Void> drop(Collection<String> channels);

  /// Puts back what is missing and keeps it from being forgotten; completes with where the channels
  /// stood when a router last left word, as far as anybody did within the last minutes. To be
  /// called for each channel once or twice a minute.
  CompletionStage<Map<String, Head>> pulse(Collection<String> channels);
}
