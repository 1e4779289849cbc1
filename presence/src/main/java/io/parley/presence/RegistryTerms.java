package io.parley.presence;

import io.parley.runtime.config.Require;
import java.time.Duration;

/// The times and bounds of the registry. All processes on one Redis agree on them; they are no
/// settings, because nobody would gain by other values.
///
/// @param leaseTtl an edge that was silent for so long has lost its slot
/// @param renewEvery how often it is heard; also how soon it learns that the registry was lost
/// @param sessionTtl the sessions of a user are forgotten when no edge names one for so long, and
///   so are the edges interested in a channel
/// @param newsSpan how much time one hash of news covers, see [NewsSpan]; where a channel stands,
///   or a group, is forgotten as soon as such a hash
/// @param bounds how much fits
record RegistryTerms(
    Duration leaseTtl, Duration renewEvery, Duration sessionTtl, Duration newsSpan, Bounds bounds) {

  /// @param atOnce users, sessions or channels in one round trip; more go in several
  /// @param devices of one user; beyond it the session that began first is forgotten, and comes
  ///   back with its next heartbeat
  /// @param news conversations in one span of one user; news of more are dropped, and counted
  /// @param heads conversations told with one heartbeat: those that moved last
  record Bounds(int atOnce, int devices, int news, int heads) {
    Bounds {
      Require.atLeast(1, atOnce, "atOnce");
      Require.atLeast(1, devices, "devices");
      Require.atLeast(1, news, "news");
      Require.atLeast(1, heads, "heads");
    }
  }

  RegistryTerms {
    Require.positive(renewEvery, "renewEvery");
    // one renewal may fail
    Require.atLeast(renewEvery.multipliedBy(3), leaseTtl, "leaseTtl");
    Require.positive(sessionTtl, "sessionTtl");
    Require.atLeast(Duration.ofSeconds(1), newsSpan, "newsSpan");
  }

  static RegistryTerms standard() {
    return new RegistryTerms(
        Duration.ofSeconds(15),
        Duration.ofSeconds(2),
        Duration.ofMinutes(30),
        Duration.ofMinutes(2),
        new Bounds(500, 32, 512, 256));
  }
}
