package io.parley.edge.socket;

import io.parley.edge.Authenticator;
import io.parley.edge.EdgeConfig;
import io.parley.edge.EdgeMetrics;
import io.parley.edge.UserDirectory;
import io.parley.edge.log.CommandLog;
import java.time.InstantSource;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// What all sessions of an edge share.
record Services(
    EdgeConfig config,
    World world,
    Authenticator authenticator,
    UserDirectory users,
    CommandLog commands,
    Reads reads,
    Registrations registrations,
    Arrivals arrivals,
    UnaskedHeads heads,
    ChannelLooks looks,
    Channels channels,
    SessionIndex index,
    Meters meters,
    IntSupplier slot,
    Gate gate,
    SharedRoom inbound,
    EdgeMetrics metrics) {

  /// Time and chance.
  ///
  /// @param secrets of what nobody may guess
  record World(
      InstantSource clock, LongSupplier nanoTime, RandomGenerator random, RandomGenerator secrets) {
    long now() {
      return nanoTime.getAsLong();
    }
  }
}
